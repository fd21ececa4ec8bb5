"""What no step explains is found and listed for the supervisor."""

from datetime import timedelta

import pytest

from tongban.approvals import public as approvals
from tongban.cases import actions
from tongban.cases import public as cases
from tongban.cases.steps.conditions import beyond_the_published
from tongban.cases.tests.conftest import NOON, on_day
from tongban.catalogue import public as catalogue
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


@pytest.mark.parametrize(
    ("words", "hidden"),
    [
        ("请提供消防验收合格证明", ["消防验收合格证明"]),
        ("请补充居委会出具的同意证明，平面图也要补", ["居委会出具的同意证明"]),
        ("房产证和店铺停车位数都要", ["Title deed", "Parking places"]),
        ("请补plan", []),
        ("请把名称写全", []),
    ],
)
def test_what_no_published_item_asks_for_is_found_in_an_officials_words(cast, words, hidden):
    edition = catalogue.edition()

    names = [name.en for _, name in beyond_the_published(words, edition, "plain")]

    assert sorted(names) == sorted(hidden)


def test_a_refusal_that_names_a_hidden_condition_is_listed(open_case, cast):
    number = open_case("plain")
    actions.decide(number, granted=False, reasons="没有提供银行担保函", by="zhao", at=NOON)

    assert (number, "unpublished_material") in found(cast, 1)


def test_a_gap_in_the_record_of_a_decided_case_is_listed_unless_a_procedure_explains_it(open_case, cast, conclude):
    number, explained = open_case("plain"), open_case("plain")
    for one in (number, explained):
        cases.accept(one, by=cast.zhao, at=NOON)
    code = approvals.track_of(explained, organ="market_regulation")
    inquiry = approvals.open_inquiry(
        code, kind=approvals.InquiryKind.HEARING, reason="听证", due_on=on_day(14).date(), by=cast.zhao, at=on_day(1)
    )
    approvals.close_inquiry(inquiry, result=approvals.InquiryResult.DONE, words="听过了", by=cast.zhao, at=on_day(14))
    for one in (number, explained):
        conclude(one, at=on_day(16))

    assert [line for line in found(cast, 17) if line[1] == "outside"] == [(number, "outside")]


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
