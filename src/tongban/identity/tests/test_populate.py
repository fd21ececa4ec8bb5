from datetime import date
from pathlib import Path
from time import perf_counter

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.identity import public as identity
from tongban.identity.contrib.demo import generate
from tongban.identity.models import Mandate
from tongban.kernel.identifiers import is_citizen_number, is_credit_code

SEEDS = st.integers(min_value=0, max_value=2**32)


@settings(max_examples=20, deadline=None)
@given(size=st.integers(min_value=0, max_value=250), seed=SEEDS)
def test_every_number_is_valid_and_nobodys_is_anothers(size, seed):
    town = generate(size, seed=seed)

    numbers = [citizen.number for citizen in town.people]
    codes = [party.code for party, _ in town.organisations]
    assert len(set(numbers)) == len({citizen.code for citizen in town.people}) == size
    assert len(set(codes)) == len(codes)
    assert all(is_citizen_number(number) for number in numbers)
    assert all(is_credit_code(code) for code in codes)
    assert all(citizen.number[6:14] == f"{citizen.born_on:%Y%m%d}" for citizen in town.people)
    assert all("示例" in party.name for party, _ in town.organisations)


@settings(max_examples=10, deadline=None)
@given(smaller=st.integers(min_value=0, max_value=80), larger=st.integers(min_value=80, max_value=160), seed=SEEDS)
def test_a_larger_population_begins_with_the_smaller_one(smaller, larger, seed):
    assert generate(larger, seed=seed).people[:smaller] == generate(smaller, seed=seed).people
    assert generate(smaller, seed=seed) == generate(smaller, seed=seed)


def test_another_seed_gives_other_people():
    assert generate(50, seed=1).people != generate(50, seed=2).people


def test_a_city_has_companies_newborns_and_two_parents_each():
    town = generate(2000, seed=20261122)

    parents = {ward: [one for one, child in town.guardianships if child == ward] for _, ward in town.guardianships}
    newborn = [citizen for citizen in town.people if citizen.born_on >= date(2026, 1, 1)]
    assert 0.07 < len(town.organisations) / 2000 < 0.13
    assert len(newborn) >= 20
    assert all(len(parents[child.number]) == 2 for child in newborn[:-1])
    assert len(town.marriages) > 300


@pytest.mark.django_db
def test_populating_twice_adds_nothing_the_second_time(organs, django_assert_max_num_queries):
    identity.load_organs(organs)
    started = perf_counter()
    first = identity.populate()
    took = perf_counter() - started
    with django_assert_max_num_queries(30):
        second = identity.populate()

    assert first["people"] >= 2000
    assert took < 3
    assert set(second.values()) == {0}


@pytest.mark.django_db
def test_a_mandate_of_the_cast_that_ran_out_is_granted_anew(organs):
    identity.populate(size=0)

    assert identity.populate(size=0, on=date(2028, 1, 1))["mandates"] == 1
    assert Mandate.objects.filter(agent__code="chen").count() == 3


@pytest.mark.django_db
def test_organs_that_come_later_get_their_reviewer(organs):
    identity.populate(size=0)
    identity.load_organs(organs)

    added = identity.populate(size=0)

    assert (added["people"], added["officials"]) == (3, 12)


@pytest.mark.django_db
def test_chens_mandate_names_the_restaurant_and_every_item_of_it():
    identity.populate(size=0)
    content = Path(__file__).resolve().parents[4] / "content" / "shanghai" / "bundles" / "restaurant.yaml"
    items = {component["item"] for component in yaml.safe_load(content.read_text(encoding="utf8"))["components"]}

    assert set(Mandate.objects.get(number="M20261122-demo-lin").scope) == {"restaurant", *items}
