"""Scenarios that are kept: by whom, for whom to see, never changed; what really came beside them; and a revision made of one."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.identity.public import NotAllowed, NotFound
from tongban.policies import public as policies
from tongban.policies.models import SavedScenario
from tongban.policies.public import simulator
from tongban.rules.public import Band

ALLOWANCE = "p_old_allowance"
studio = catalogue.studio


@pytest.fixture
def keep(city):
    """Keeps a scenario over a snapshot that is taken on the spot."""
    at = timezone.now()

    def kept(name="从 60 岁起", by="han", policy=ALLOWANCE, **moved):
        audience = city.policies[policy].audience
        taken = policies.snapshot(city, audience, at=at, by="system")
        scenario = simulator.Scenario(policy, moved or {"old_allowance_age": Decimal(60)})
        found = simulator.simulate(scenario, edition=city, taken=taken, on=timezone.localdate())
        return simulator.save_scenario(found, name, edition=city, by=identity.person(by), at=at)

    return kept


def test_a_kept_scenario_is_read_as_it_came_out_and_nobody_can_change_it(city, keep):
    kept = keep()

    again = simulator.get_scenario(kept.code, seen_by=identity.person("cao"))

    assert again == kept
    assert (again.snapshot, again.changes["moved"]) == (
        policies.snapshots("person")[0].digest,
        {"old_allowance_age": "60"},
    )
    assert again.result["whole"]["after"]["met"] >= again.result["whole"]["before"]["met"]
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        SavedScenario.objects.filter(code=kept.code).update(name="别的")
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        SavedScenario.objects.filter(code=kept.code).delete()


@pytest.mark.parametrize("person", ["lin", "wang", "zhao", "luo"])
def test_for_a_stranger_neither_the_policy_nor_its_scenarios_exist(city, keep, person):
    kept, stranger = keep(), identity.person(person)

    assert ALLOWANCE not in [each.code for each in simulator.policies_seen_by(stranger, city)]
    assert simulator.scenarios_of(ALLOWANCE, seen_by=stranger) == []
    for refused in (
        lambda: simulator.policy_seen_by(stranger, ALLOWANCE, city),
        lambda: simulator.get_scenario(kept.code, seen_by=stranger),
        lambda: simulator.get_scenarios([kept.code], policy=ALLOWANCE, seen_by=stranger),
        lambda: keep(by=person),
    ):
        with pytest.raises(NotFound):
            refused()


def test_an_official_sees_the_policies_of_the_own_organ_only(city):
    for code in ("han", "cao"):
        assert len(simulator.policies_seen_by(identity.person(code), city)) == len(city.policies)
    luo = simulator.policies_seen_by(identity.person("luo"), city)
    assert {each.organ for each in luo} <= {"market_regulation"}


def test_without_a_name_nothing_is_kept(city, keep):
    with pytest.raises(simulator.NotSimulated) as refused:
        keep(name=" ")

    assert refused.value.place == "name"
    assert not SavedScenario.objects.exists()


def test_a_moved_threshold_and_table_become_a_revision_by_a_dated_step(city, keep):
    kept = keep(
        old_allowance_age=Decimal(60),
        old_allowance_table=(Band(Decimal(60), Decimal(80), Decimal("80.5")), Band(Decimal(80), None, Decimal(300))),
    )
    day, han = timezone.localdate() + timedelta(30), identity.person("han")

    made = simulator.propose(kept, from_on=day, edition=city, by=han, at=timezone.now())

    draft = studio.examine(made, on=timezone.localdate())
    assert draft.problems == ()
    now = catalogue.parameters(draft.edition)
    assert now["old_allowance_age"].on(day) == 60
    assert now["old_allowance_age"].on(day - timedelta(1)) == 65
    assert [(band.low, band.below, band.gives) for band in now["old_allowance_table"].on(day)] == [
        (60, 80, Decimal("80.5")), (80, None, 300),
    ]  # fmt: skip
    assert [one.code for one in draft.changed] == [ALLOWANCE]
    assert kept.code in made.reason


def test_texts_become_a_revision_too_and_their_amount_is_no_longer_verified(city, keep):
    found = simulator.Scenario(ALLOWANCE, {}, {"old_enough": "age(applicant_born_on) >= 70"}, "100")
    taken, at = policies.snapshot(city, "person", at=timezone.now(), by="system"), timezone.now()
    costing = simulator.simulate(found, edition=city, taken=taken, on=timezone.localdate())
    kept = simulator.save_scenario(costing, "70 岁起，每月 100", edition=city, by=identity.person("han"), at=at)

    made = simulator.propose(
        kept, from_on=timezone.localdate() + timedelta(1), edition=city, by=identity.person("han"), at=at
    )

    text = studio.values_of(made.files[f"policies/{ALLOWANCE}.yaml"].text, file=f"policies/{ALLOWANCE}.yaml")
    assert [each["rule"] for each in text["conditions"] if each["code"] == "old_enough"] == [
        "age(applicant_born_on) >= 70"
    ]
    assert (text["benefit"]["formula"], text["benefit"]["verified"]) == ("100", False)


def test_who_may_not_write_the_policy_begins_no_revision(city, keep):
    kept, at, tomorrow = keep(), timezone.now(), timezone.localdate() + timedelta(1)

    with pytest.raises(NotAllowed):
        simulator.propose(kept, from_on=tomorrow, edition=city, by=identity.person("cao"), at=at)
    with pytest.raises(NotFound):
        simulator.propose(kept, from_on=tomorrow, edition=city, by=identity.person("zhao"), at=at)
    with pytest.raises(simulator.NotSimulated, match="今天以后"):
        simulator.propose(kept, from_on=timezone.localdate(), edition=city, by=identity.person("han"), at=at)
    assert studio.revisions_of(identity.person("han")) == []


def test_what_really_came_is_judged_on_a_later_snapshot_and_says_so(city, keep):
    kept, later = keep(), timezone.now() + timedelta(40)
    assert simulator.judged_later(kept, city, on=timezone.localdate()) is None

    taken = policies.snapshot(city, "person", at=later, by="system")

    actual = simulator.judged_later(kept, city, on=timezone.localdate(later))
    assert (actual.source, actual.snapshot) == ("judged", taken.digest)
    assert actual.people == kept.result["whole"]["before"]["met"]
    assert simulator.expected(kept).people == kept.result["whole"]["after"]["met"]
