"""The organ that the content names says that it answers for a policy, or why not; nobody else says it."""

import pytest
from django.utils import timezone

from tongban.identity import public as identity
from tongban.identity.public import NotAllowed, NotFound
from tongban.journal import public as journal
from tongban.policies import public as policies
from tongban.policies.public import PolicyTrouble

CODE = "p_old_allowance"


@pytest.fixture
def claim(city):
    def claimed(person="reviewer-civil_affairs", code=CODE, **said):
        at = timezone.now()
        by = identity.person(person)
        policies.claim(code, edition=city, by=by, at=at, on=timezone.localdate(at), **({"is_ours": True} | said))

    return claimed


def last(city):
    return policies.claims_of([city.policies[CODE]]).get(CODE)


def test_an_officer_of_the_organ_claims_it_and_the_journal_has_it(city, claim):
    before = len(journal.history(CODE))
    claim()

    assert (last(city).is_ours, last(city).organ, last(city).by) == (True, "civil_affairs", "reviewer-civil_affairs")
    assert [entry.kind for entry in journal.history(CODE)][before:] == ["PolicyClaimed"]


def test_it_is_given_back_with_a_reason_and_the_last_word_counts(city, claim):
    claim()
    with pytest.raises(PolicyTrouble, match="为什么"):
        claim(is_ours=False, words="  ")
    claim(is_ours=False, words="归人社部门")

    assert (last(city).is_ours, last(city).words) == (False, "归人社部门")


def test_what_was_said_before_is_not_said_again(claim):
    claim()

    with pytest.raises(PolicyTrouble, match="没有变化"):
        claim()


@pytest.mark.parametrize("person", ["wang", "han", "reviewer-tax"])
def test_for_others_there_is_nothing_to_claim(claim, person):
    with pytest.raises(NotFound):
        claim(person)
    with pytest.raises(NotFound):
        claim(code="nothing")


def test_another_step_of_the_same_organ_is_told_who_does_it(claim):
    organ = "civil_affairs"
    others = [each.code for each in identity.officials_of(organ) if each.code != f"reviewer-{organ}"]

    assert others
    for person in others:
        if not identity.may_act(identity.person(person), organ=organ, step="officer", on=timezone.localdate()):
            with pytest.raises(NotAllowed):
                claim(person)
