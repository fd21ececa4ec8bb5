"""What no step explains is found and listed for the supervisor."""

from datetime import timedelta

from tongban.approvals import public as approvals
from tongban.cases import actions
from tongban.cases import public as cases
from tongban.cases.tests.conftest import NOON, on_day
from tongban.identity import public as identity


def found(cast, day):
    on = (NOON + timedelta(days=day)).date()
    return [(one.number, one.kind) for one in cases.irregularities(cast.shen, on=on)]


def test_a_case_without_an_entry_for_ten_working_days_is_listed(open_case, cast):
    number = open_case("plain")
    cases.accept(number, by=cast.zhao, at=NOON)

    assert found(cast, 13) == []
    assert found(cast, 14) == [(number, "silent")]
    cases.ask_extension(number, by=cast.zhao, days=5, reasons="要核对", at=on_day(14))
    assert found(cast, 15) == []


def test_looking_at_a_case_or_telling_that_it_is_late_explains_nothing(open_case, cast):
    number = open_case("plain")
    cases.accept(number, by=cast.zhao, at=NOON)
    cases.pass_time(on_day(9))

    assert found(cast, 14) == [(number, "silent")]


def test_late_acceptance_is_listed(open_case, cast):
    number = open_case("plain")
    cases.pass_time(on_day(8))

    assert (number, "late_acceptance") in found(cast, 9)


def test_a_decision_without_the_site_visit_that_the_item_asks_for_is_listed(open_case, cast):
    number, other = open_case("visited"), open_case("plain")
    for one in (number, other):
        actions.decide(one, granted=True, reasons="", by="zhao", at=NOON)

    assert [line for line in found(cast, 1) if line[1] == "no_site_visit"] == [(number, "no_site_visit")]


def test_a_correction_that_names_a_material_of_no_published_list_is_listed(open_case, cast):
    hidden, plain = open_case("plain"), open_case("foreign")
    for number in (hidden, plain):
        actions.ask_for_correction(number, faults=[("fits", "请补房产证")], by="zhao", at=NOON)

    lines = [line for line in found(cast, 1) if line[1] == "unpublished_material"]

    assert lines == [(hidden, "unpublished_material")]


def test_what_only_the_system_announced_explains_nothing(open_case, cast):
    number = open_case("plain")
    cases.accept(number, by=cast.zhao, at=NOON)
    approvals.pass_time(on_day(9))

    assert found(cast, 14) == [(number, "silent")]


def test_the_supervisor_of_the_city_sees_every_organ(open_case, cast):
    number = open_case("plain")
    cases.pass_time(on_day(8))

    listed = cases.irregularities(identity.person("fang"), on=on_day(9).date())
    assert (number, "late_acceptance") in [(one.number, one.kind) for one in listed]
    assert cases.irregularities(identity.person("tao"), on=on_day(9).date()) == []
