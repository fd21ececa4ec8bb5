"""One person or organisation, all policies: each in its group, with what is lacking, what to ask, and why."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tongban.catalogue import public as catalogue
from tongban.policies import public as policies
from tongban.policies.public import Standing
from tongban.rules import public as rules
from tongban.rules.public import Outcome

SHANGHAI = Path(__file__).parents[4] / "content" / "shanghai"
ON = date(2026, 11, 23)
COMPANY = {
    "unit_kind": "enterprise", "insured_staff": 28, "insured_staff_before": 30, "staff_left_naturally": 0,
    "pays_unemployment_insurance": True, "credit_standing": "good", "business_status": "in_operation",
    "enterprise_size": "small", "unemployment_premium_paid": Decimal("24000.00"), "hires_of_young": 2, "hires_to_absorb": 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def edition():
    return catalogue.draft(SHANGHAI, on=ON)


@pytest.fixture
def check(edition):
    def checked(audience="person", on=ON, **values):
        return policies.check_up(audience, edition=edition, values=values, on=on)

    return checked


def test_an_old_person_is_told_that_65_is_four_months_away(check):
    found = check(household_city="shanghai", applicant_born_on=date(1962, 3, 30)).match("p_old_allowance")

    assert (found.standing, found.met_on) == (Standing.NEARLY, date(2027, 3, 30))
    assert "65 周岁" in found.gaps[0].sentence.zh
    assert "还有 4 个月" in found.gaps[0].sentence.zh
    assert "in 4 months" in found.gaps[0].sentence.en


def test_at_65_it_is_due_and_at_70_it_is_more(check):
    at_65 = check(household_city="shanghai", applicant_born_on=date(1961, 11, 23)).match("p_old_allowance")
    at_70 = check(household_city="shanghai", applicant_born_on=date(1956, 11, 23)).match("p_old_allowance")

    assert [(one.standing, one.fen) for one in (at_65, at_70)] == [
        (Standing.ENTITLED, 75_00), (Standing.ENTITLED, 150_00),
    ]  # fmt: skip


def test_a_company_of_28_staff_gets_back_its_unemployment_insurance(check):
    found = check("organisation", **COMPANY).match("e_stable")

    assert (found.standing, found.fen) == (Standing.ENTITLED, 14_400_00)
    kept = next(one for one in found.conditions if one.condition.code == "kept_staff")
    assert kept.outcome is Outcome.MET
    assert "20 per cent" in kept.passage.en


def test_two_policies_that_may_not_come_together_say_so(check):
    found = check("organisation", **COMPANY)

    assert found.match("e_absorb").not_together == ("e_expand",)
    assert found.match("e_expand").not_together == ("e_absorb",)


def test_who_is_excluded_is_not_entitled_and_reads_why(check):
    found = check("organisation", **COMPANY | {"credit_standing": "good", "business_status": "revoked"}).match(
        "e_stable"
    )

    assert found.standing is Standing.NOT_ENTITLED
    assert [one.code for one in found.excluded_by] == ["closed_down"]


def test_what_is_unknown_is_unknown_and_names_what_it_waits_for(check):
    found = check(household_city="shanghai").match("p_old_allowance")

    assert (found.standing, found.missing) == (Standing.UNKNOWN, ("applicant_born_on",))


def test_what_no_register_can_say_is_left_to_a_person(check):
    found = check(child_born_on=date(2024, 8, 15), household_city="shanghai").match("p_childcare")

    assert found.standing is Standing.ENTITLED
    assert [one.code for one in found.judged] == ["lawful"]
    amount, total = found.amounts_of()
    assert (amount.fen, total.fen) == (3600_00, 9600_00)


def test_every_policy_of_the_audience_stands_somewhere(check, edition):
    for audience in ("person", "organisation"):
        found = check(audience)
        told = [match.policy.code for match in found.matches] + [policy.code for policy in found.ended]

        assert sorted(told) == sorted(code for code, one in edition.policies.items() if one.audience == audience)
    assert [policy.code for policy in check().ended] == ["p_car_swap"]
    assert not check(on=date(2025, 6, 1)).ended or "p_car_swap" not in [
        one.code for one in check(on=date(2025, 6, 1)).ended
    ]


def test_the_question_settles_most_of_what_is_open_and_the_questions_end(check, edition):
    nothing = {"boolean": False, "integer": 0, "money": Decimal(0), "date": date(1990, 1, 1), "choice": "none"}
    values, asked = {}, []
    while (question := check(**values).question) is not None:
        asked.append(question.code)
        answer = nothing[question.kind.value]
        values[question.code] = (
            answer if answer != "none" or "none" in question.options else next(iter(question.options))
        )

    assert len(asked) == len(set(asked)) <= 35
    assert not check(**values).standing(Standing.UNKNOWN)


def test_the_check_up_and_each_policy_alone_agree(check, edition):
    values = {"household_city": "shanghai", "applicant_born_on": date(1950, 1, 1), "relief_status": "minimum_living"}

    for match in check(**values).matches:
        alone = rules.judge(catalogue.entitlement(edition, match.policy), values, on=ON)
        assert match.verdict.outcome is alone.outcome, match.policy.code
        assert {Outcome.MET: Standing.ENTITLED, Outcome.UNKNOWN: Standing.UNKNOWN}.get(
            alone.outcome, match.standing
        ) is match.standing


def test_a_number_a_little_short_is_nearly_and_one_far_away_is_not(check):
    values = {"left_involuntarily": True, "work_status": "unemployed"}

    short = check(unemployment_insured_months=11, **values).match("p_unemp")
    far = check(unemployment_insured_months=2, **values).match("p_unemp")

    assert (short.standing, short.gaps[0].lacks, short.met_on) == (Standing.NEARLY, 1, None)
    assert far.standing is Standing.NOT_ENTITLED
