"""A threshold, a table or a text is changed: whom it reaches, what it costs, by groups and over the next years."""

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tongban.catalogue import public as catalogue
from tongban.policies import public as policies
from tongban.policies.public import Standing, simulator
from tongban.rules import public as rules
from tongban.rules.public import Band

SHANGHAI = Path(__file__).parents[4] / "content" / "shanghai"
ON = date(2026, 11, 23)
ALLOWANCE = "p_old_allowance"


@pytest.fixture(scope="module")
def edition():
    return catalogue.draft(SHANGHAI, on=ON)


def people_of(count=400):
    """People of all ages; some are registered elsewhere, have died, or are known by half."""
    for place in range(count):
        person = {
            "household_city": None if place % 17 == 0 else "elsewhere" if place % 11 == 0 else "shanghai",
            "applicant_born_on": date(1926 + place % 90, 1 + place % 12, 1 + place % 28),
            "applicant_sex": ("female", "male")[place % 2],
            "is_deceased": None if place % 7 == 0 else place % 13 == 0,
            "payee_account_usable": True,
        }
        yield {code: value for code, value in person.items() if value is not None}


@pytest.fixture(scope="module")
def rows():
    return list(people_of())


@pytest.fixture(scope="module")
def ground(edition, rows):
    facts = {code: catalogue.fact_types(edition)[code] for code in {code for row in rows for code in row}}
    people = rules.Population.from_rows(rows, facts=facts)
    return simulator.ground_of(edition, "person", people, digest="test", on=ON)


def checked(edition, rows):
    """One person at a time, as the campaign is: who may be excluded by something unknown is undecided."""
    entitled, unknown = [], 0
    for row in rows:
        match = policies.check_up("person", edition=edition, values=row, on=ON).match(ALLOWANCE)
        is_doubtful = not match.excluded_by and "is_deceased" not in row and match.standing is Standing.ENTITLED
        unknown += is_doubtful or match.standing is Standing.UNKNOWN
        entitled += [match] if match.standing is Standing.ENTITLED and not is_doubtful else []
    return entitled, unknown


def test_todays_text_reaches_whom_the_check_up_says(edition, rows, ground):
    entitled, unknown = checked(edition, rows)

    found = simulator.costed(simulator.Scenario(ALLOWANCE), ground)

    tally = found.whole.after
    assert (tally.met, tally.fen, tally.unknown) == (len(entitled), sum(match.fen for match in entitled), unknown)
    assert {each.fact for each in found.missing} == {"household_city", "is_deceased"}
    assert (found.fen_after, found.whole.gaining, found.whole.losing) == (12 * tally.fen, 0, 0)


def test_an_age_moved_to_60_is_paid_by_the_table_to_those_who_are_in_it(edition, rows, ground):
    bands = (Band(Decimal(60), Decimal(70), Decimal(75)), *edition_bands(edition)[1:])
    moved = {"old_allowance_age": 60, "old_allowance_table": bands}

    found = simulator.costed(simulator.Scenario(ALLOWANCE, moved), ground)

    ages = [
        rules.full_years(row["applicant_born_on"], ON)
        for row in rows
        if row.get("household_city") == "shanghai" and row.get("is_deceased") is False
    ]
    gaining = sum(60 <= age < 65 for age in ages)
    assert (found.whole.gaining, found.whole.gained_fen, found.whole.losing) == (gaining, 75_00 * gaining, 0)
    by_age = next(each for each in found.divisions if each.code == "applicant_born_on")
    assert {each.slice.label: each.slice.gaining for each in by_age.slices if each.slice.gaining} == {"60": gaining}
    by_sex = next(each for each in found.divisions if each.code == "applicant_sex")
    assert sum(each.slice.gaining for each in by_sex.slices) == gaining
    assert {each.slice.label: each.slice.people for each in by_sex.slices} == Counter(
        row["applicant_sex"] for row in rows
    )


def edition_bands(edition):
    return catalogue.parameters(edition)["old_allowance_table"].on(ON)


def test_the_same_people_are_older_in_five_years(rows, ground):
    years = simulator.costed(simulator.Scenario(ALLOWANCE, {"old_allowance_age": 70}), ground).years

    assert [each.on.year for each in years] == list(range(2026, 2032))
    for year in years:
        ages = [
            rules.full_years(row["applicant_born_on"], year.on)
            for row in rows
            if row.get("household_city") == "shanghai" and row.get("is_deceased") is False
        ]
        assert (year.before.met, year.after.met) == (sum(age >= 65 for age in ages), sum(age >= 70 for age in ages))


def test_a_condition_and_a_formula_are_replaced_as_texts(rows, ground):
    texts = simulator.Scenario(ALLOWANCE, {}, {"old_enough": "age(applicant_born_on) >= 80"}, "100 + 0.5")

    found = simulator.costed(texts, ground)

    assert found.whole.after.fen == 100_50 * found.whole.after.met
    assert found.whole.losing > 0
    assert found.whole.after.fen - found.whole.before.fen == found.whole.gained_fen - found.whole.lost_fen
    assert simulator.costed(simulator.Scenario(ALLOWANCE), ground).whole.gaining == 0, "today's text stays what it is"


@pytest.mark.parametrize(
    ("scenario", "place", "says"),
    [
        (simulator.Scenario(ALLOWANCE, {"no_such_thing": 3}), "no_such_thing", "没有"),
        (simulator.Scenario(ALLOWANCE, rules={"old_enough": "age(nobody) >= 3"}), "text", "nobody"),
        (simulator.Scenario(ALLOWANCE, formula="75 +"), "text", ""),
        (simulator.Scenario("p_car_swap"), "", "有效期"),
    ],
)
def test_what_cannot_be_run_is_said_with_its_place(ground, scenario, place, says):
    with pytest.raises(simulator.NotSimulated) as refused:
        simulator.costed(scenario, ground)

    assert refused.value.place == place
    assert says in refused.value.says.zh


def test_no_policy_of_the_audience_is_dropped_in_silence(edition, ground):
    found = simulator.costed(simulator.Scenario(ALLOWANCE), ground)

    audience = {each.code for each in edition.policies.values() if each.audience == "person"}
    assert {each.policy.code for each in found.costs} | set(found.left_out) == audience
    assert not {each.policy.code for each in found.costs} & set(found.left_out)
    assert set(found.left_out.values()) <= {simulator.Unpriceable.JUDGED, simulator.Unpriceable.ENDED}
    assert all(
        each.reason is simulator.Unpriceable.NO_AMOUNT for each in found.costs if not each.policy.benefit.formula
    )
