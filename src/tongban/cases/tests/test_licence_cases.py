"""Renewal, change and cancellation of a licence are cases too: one at a time for each licence."""

from datetime import date

import pytest
from django.db import transaction

from tongban.cases import public as cases
from tongban.cases.models import Case
from tongban.cases.tests.conftest import NOON, on_day, work
from tongban.licences import public as licences


@pytest.fixture
def licence(licence_of):
    return licences.granted_by(licence_of())[0]


def standing(number):
    return licences.verify(number, on=NOON.date()).standing


def test_a_renewal_gives_the_next_version_and_the_old_one_stays_until_then(licence, open_case, conclude):
    number = open_case("renewal", acts_on=licence, at=on_day(1))
    conclude(number, at=on_day(1))
    assert standing(licence) == licences.Standing.IN_FORCE

    work()

    (new,) = licences.granted_by(number)
    assert (standing(licence), standing(new)) == (licences.Standing.REPLACED, licences.Standing.IN_FORCE)
    assert new.split(".")[-2] == "002"
    assert licences.verify(new, on=NOON.date()).valid_until == date(2036, 3, 1)


def test_a_change_replaces_what_it_names_and_keeps_the_last_day(licence, open_case, conclude):
    number = open_case("alteration", acts_on=licence, at=on_day(1))
    conclude(number, at=on_day(1))
    work()

    (new,) = licences.granted_by(number)
    assert licences.verify(new, on=NOON.date()).valid_until == date(2031, 3, 1)
    assert Case.objects.get(number=number).state == cases.State.CLOSED


def test_a_cancellation_ends_the_licence_and_the_case_at_once(licence, open_case, conclude):
    number = open_case("ending", acts_on=licence, at=on_day(1))

    conclude(number, at=on_day(1))

    assert standing(licence) == licences.Standing.CANCELLED
    assert Case.objects.get(number=number).state == cases.State.CLOSED
    with pytest.raises(cases.Refused):
        open_case("renewal", acts_on=licence, at=on_day(2))


def test_the_same_is_under_way_once_for_each_licence(licence, open_case, cast):
    first = open_case("renewal", acts_on=licence, at=on_day(1))
    with pytest.raises(cases.Refused), transaction.atomic():
        open_case("renewal", acts_on=licence, at=on_day(1))
    cases.withdraw(first, by=cast.lin, reasons="", at=on_day(2))

    assert open_case("renewal", acts_on=licence, at=on_day(3))


@pytest.mark.parametrize(("begun", "second"), [("renewal", "ending"), ("ending", "renewal"), ("alteration", "renewal")])
def test_a_licence_has_one_application_at_a_time_and_is_told_which(licence, open_case, begun, second):
    first = open_case(begun, acts_on=licence, at=on_day(1))

    with pytest.raises(cases.Refused) as refused, transaction.atomic():
        open_case(second, acts_on=licence, at=on_day(2))

    assert first in refused.value.says.zh
    assert begun in refused.value.says.en


@pytest.mark.parametrize("number", ["1.2.156.3005.2.X", "nothing"])
def test_what_is_not_the_holders_licence_cannot_be_acted_on(open_case, number):
    with pytest.raises(cases.Refused):
        open_case("renewal", acts_on=number, at=on_day(1))


def test_a_breach_also_ends_what_has_replaced_the_licence_since(licence_of, open_case, conclude, cast):
    promised = licence_of("promised", by_commitment=True)
    first = licences.granted_by(promised)[0]
    change = open_case("promise_alteration", acts_on=first, at=on_day(1))
    conclude(change, at=on_day(1))
    work()
    (second,) = licences.granted_by(change)

    cases.record_check(promised, by=cast.zhao, kept=False, words="没有装喷淋", at=on_day(3))

    assert standing(second) == licences.Standing.REVOKED
