"""A snapshot of everybody, and the list of a policy over it: the same as looking at each alone, and the same again tomorrow."""

from datetime import UTC, date, datetime

import pytest

from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.policies import public as policies
from tongban.policies.public import Standing
from tongban.policies.tests.test_check_up import SHANGHAI
from tongban.sources import public as sources

ON = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def edition():
    return catalogue.draft(SHANGHAI, on=ON)


@pytest.fixture
def take(db, edition):
    identity.populate(size=400, mandate_scope=["restaurant"])
    sources.populate()
    return lambda audience="person", at=AT: policies.snapshot(edition, audience, at=at, by="system")


def lists_of(edition, audience):
    for policy in edition.policies.values():
        if policy.audience == audience and policy.is_in_force(ON) and all(each.rule for each in policy.conditions):
            yield policy


@pytest.mark.parametrize("audience", ["person", "organisation"])
def test_every_list_says_of_each_what_the_check_up_says(take, edition, audience):
    taken = take(audience)
    people = policies.population(taken, edition=edition)
    alone = [
        policies.check_up(audience, edition=edition, values=people.person(row), on=ON) for row in range(taken.size)
    ]

    counted = {"rows": 0, "excluded": 0, "undecided": 0}
    for policy in lists_of(edition, audience):
        matched = policies.match(edition, policy, taken, on=ON)
        standings = [found.match(policy.code) for found in alone]
        fen = dict(zip(matched.rows.tolist(), matched.fen.tolist(), strict=True))
        excluded = {row for rows in matched.excluded.values() for row in rows.tolist()}
        undecided = set(matched.undecided.tolist())
        for row, seen in enumerate(standings):
            if row in fen:
                assert seen.standing is Standing.ENTITLED
                assert (seen.fen or 0) == fen[row]
            elif row in excluded:
                assert seen.excluded_by
            elif row in undecided:
                assert seen.standing in (Standing.UNKNOWN, Standing.ENTITLED)
            else:
                assert seen.standing in (Standing.NOT_ENTITLED, Standing.NEARLY)
        assert not undecided or matched.lacking
        counted["rows"] += len(fen)
        counted["excluded"] += len(excluded)
        counted["undecided"] += len(undecided)
    assert counted["rows"] > 20


def test_a_snapshot_is_named_by_what_is_in_it(take, edition):
    first, again = take(), take()

    assert first == again
    assert [each.digest for each in policies.snapshots("person")] == [first.digest]
    assert policies.get_snapshot(first.digest).size == identity.population().people.__len__()
    later = take(at=datetime(2026, 11, 23, 2, tzinfo=UTC))
    assert later.digest != first.digest


def test_rows_know_their_holders_and_holders_their_rows(take, edition):
    taken = take()
    wang = identity.person("wang")

    row = policies.row_of(taken, wang.number)
    assert policies.holders(taken, [row]) == (wang.number,)
    assert policies.population(taken, edition=edition).person(row)["applicant_born_on"] == wang.born_on
    assert policies.row_of(taken, "310101190001010000") is None


def test_people_can_be_counted_by_district_sex_and_age(take, edition):
    taken = take()
    people = policies.population(taken, edition=edition)

    assert [fact.code for fact in policies.breakdowns(edition, "person")] == [
        "applicant_sex", "applicant_born_on", "home_district",
    ]  # fmt: skip
    assert all(people.known(fact.code).all() for fact in policies.breakdowns(edition, "person"))


def test_a_silent_register_leaves_people_undecided_and_says_what_is_lacking(take, edition):
    sources.silence("population")
    taken = take()

    matched = policies.match(edition, edition.policies["p_old_allowance"], taken, on=ON)
    assert taken.silent == ("population",)
    assert len(matched.rows) == 0
    assert len(matched.undecided) == taken.size
    assert matched.lacking["applicant_born_on"] == taken.size


def test_a_dead_citizen_is_excluded_and_not_paid(take, edition):
    wang = identity.person("wang")
    take()  # the registers are filled
    sources.amend("population", wang.number, deceased=True)
    matched = policies.match(edition, edition.policies["p_old_allowance"], take(), on=ON)

    row = policies.row_of(matched.snapshot, wang.number)
    assert row not in matched.rows
    assert row in next(rows for text, rows in matched.excluded.items() if "is_deceased" in text)
    assert matched.total_fen == sum(matched.fen.tolist()) > 0


def test_a_policy_that_people_must_judge_makes_no_list(take, edition):
    judged = next(
        each for each in edition.policies.values() if any(condition.rule is None for condition in each.conditions)
    )
    with pytest.raises(policies.NotMatchable, match="must judge"):
        policies.match(edition, judged, take(judged.audience), on=ON)


def test_lost_files_are_said(take, edition, settings, tmp_path):
    taken = take()
    settings.POPULATIONS = tmp_path / "elsewhere"

    with pytest.raises(policies.NoSnapshot, match="Restore"):
        policies.population(taken, edition=edition)
    with pytest.raises(policies.NoSnapshot, match="no snapshot"):
        policies.get_snapshot("0" * 64)
