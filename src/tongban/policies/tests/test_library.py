"""All policies of an audience, narrowed down by filters and words, each with how it stands for who asks."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Validity
from tongban.policies import public as policies
from tongban.policies.public import Standing

SHANGHAI = Path(__file__).parents[4] / "content" / "shanghai"
ON = date(2026, 11, 23)


@pytest.fixture(scope="module")
def edition():
    return catalogue.draft(SHANGHAI, on=ON)


@pytest.fixture
def library(edition):
    def listed(audience="person", words="", found=None, edition=edition, **chosen):
        return policies.library(audience, edition=edition, on=ON, chosen=chosen, words=words, found=found)

    return listed


def codes(shown):
    return [each.policy.code for each in shown.listed]


def test_nothing_is_left_out_and_each_says_whether_it_holds(library, edition):
    both = [*library("person").listed, *library("organisation").listed]

    assert sorted(each.policy.code for each in both) == sorted(edition.policies)
    assert {each.policy.code for each in both if each.validity is Validity.ENDED} == {
        code for code, each in edition.policies.items() if (each.valid_until or "9") < ON.isoformat()
    }
    assert library("person").listed[-1].validity is not Validity.IN_FORCE


def test_what_has_ended_and_what_is_to_come_stand_behind_what_holds(library, edition):
    moved = dict(edition.policies)
    moved["p_ltci"] = replace(moved["p_ltci"], valid_from="2026-11-24")
    moved["p_tekun"] = replace(moved["p_tekun"], valid_until="2026-11-22")
    moved["p_skill"] = replace(moved["p_skill"], valid_from="2026-11-23", valid_until="2026-11-23")
    shown = library(edition=replace(edition, policies=moved))

    stands = {each.policy.code: each.validity for each in shown.listed}
    order = [each.validity for each in shown.listed]
    assert (stands["p_ltci"], stands["p_tekun"], stands["p_skill"]) == (
        Validity.COMING, Validity.ENDED, Validity.IN_FORCE,
    )  # fmt: skip
    assert order == sorted(order, key=list(Validity).index)


def test_filters_narrow_down_together_and_each_value_says_how_many_it_would_give(library, edition):
    shown = library("organisation", organ="tax", mode="auto")

    assert shown.listed
    assert all((each.policy.organ, each.policy.mode) == ("tax", "auto") for each in shown.listed)
    for organ, count in shown.counts["organ"].items():
        assert len(library("organisation", organ=organ, mode="auto").listed) == count
    assert shown.counts["mode"]["auto"] == len(shown.listed)


def test_what_no_edition_knows_narrows_nothing_and_is_named(library):
    shown = library(organ="nobody", kind="payment", standing="entitled")

    assert shown.unknown == ("organ", "standing")
    assert codes(shown) == codes(library(kind="payment"))


def test_a_known_value_under_which_nothing_stands_finds_nothing(library):
    assert library("person", organ="tax", kind="voucher").listed == ()


def test_somebodys_words_find_policies_of_that_audience_alone(library):
    assert codes(library(words="长护险"))[0] == "p_ltci"
    assert "p_ltci" not in codes(library("organisation", words="长护险"))
    assert library(words="xqzzy").listed == ()


def test_who_was_checked_reads_how_each_stands_and_filters_by_it(library, edition):
    values = {"household_city": "shanghai", "applicant_born_on": date(1962, 3, 30)}
    found = policies.check_up("person", edition=edition, values=values, on=ON)

    nearly = library(found=found, standing="nearly")

    assert "p_old_allowance" in codes(nearly)
    assert {each.match.standing for each in nearly.listed} == {Standing.NEARLY}
    assert all(each.match is None for each in library("organisation", found=found).listed)
    assert sum(library(found=found).counts["standing"].values()) == len(found.matches)
