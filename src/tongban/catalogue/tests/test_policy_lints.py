"""What an editor is told to look at in policies, and how far a policy is taken apart."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Exclusion, Mode, Passage, Proof
from tongban.catalogue.public import quality as qualities
from tongban.kernel.words import Words

SHANGHAI = Path(__file__).parents[4] / "content" / "shanghai"
CODE, OTHER = "p_old_allowance", "p_elder_bus"


@pytest.fixture(scope="module")
def edition():
    return catalogue.draft(SHANGHAI, on=date(2026, 11, 28))


@pytest.fixture
def found_with(edition):
    """The lints of one policy after changes of it, in an edition of its own."""

    def found(others=None, cases=None, **changes):
        policy = replace(edition.policies[CODE], **changes)
        policies = {**edition.policies, CODE: policy, **(others or {})}
        changed = replace(
            edition, policies=policies, digest=f"{edition.digest}-{sorted(changes)}-{sorted(others or {})}"
        )
        return {each.code for each in qualities.lint_policies(changed, cases=cases) if each.item == CODE}

    return found


def test_sentences_are_tied_to_what_rests_on_them(edition):
    found = {each.passage.code: each for each in qualities.tied(edition.policies[CODE])}

    assert found["who"].conditions == ("registered", "old_enough")
    assert (found["bands"].benefit, found["bands"].conditions) == (True, ())
    assert found["pays"].periods == ("pay_day",)
    assert not found["ends"].is_used
    assert found["ends"].is_settled, "it is said why nothing rests on it"


def test_a_sentence_is_tied_to_how_long_the_policy_holds(edition):
    policy = replace(edition.policies[CODE], valid_passage="who", pay_day=None)

    found = {each.passage.code: each for each in qualities.tied(policy)}

    assert found["who"].periods == ("valid",)
    assert not found["pays"].is_settled


def test_what_an_editor_is_told(edition, found_with):
    policy = edition.policies[CODE]
    declared = tuple(replace(each, proof=Proof.DECLARED) for each in policy.conditions)
    idle = replace(policy.document, passages=(*policy.document.passages, Passage("more", Words("另有规定", "More"))))
    plain = found_with()

    assert "idle_sentence" in found_with(document=idle)
    assert "declared_though_held" in found_with(conditions=declared, mode=Mode.APPLY) - plain
    assert "unverified_amount" in found_with(benefit=replace(policy.benefit, verified=False)) - plain
    assert "ended" in found_with(valid_until="2026-01-01") - plain
    assert "no_budget" in found_with(budget=None) - plain
    assert "no_budget" not in found_with(budget=None, mode=Mode.APPLY)
    assert "no_granting" in found_with(granting=None) - plain
    assert "no_granting" not in found_with(granting=None, mode=Mode.APPLY)
    assert "untried" in found_with(cases={})
    assert "untried" not in found_with(cases={CODE: 3}) | plain


def test_a_parameter_that_nothing_uses_and_an_amount_that_no_source_knows(edition, found_with):
    policy = edition.policies[CODE]
    unused = {**policy.parameters, "spare": replace(policy.parameters["old_allowance_age"], code="spare")}
    asked = next(each for each in edition.facts.values() if not each.source and each.kind.value == "number")

    assert "unused_parameter" in found_with(parameters=unused) - found_with()
    formula = replace(policy.benefit, formula=f"{asked.code} * 2")
    assert "amount_without_source" in found_with(benefit=formula) - found_with()


def test_two_policies_for_the_same_people_say_whether_one_may_have_both(edition, found_with):
    policy = edition.policies[CODE]
    twin = replace(edition.policies[OTHER], conditions=policy.conditions, audience=policy.audience)
    said = Exclusion("both", Words("不重复", "Not both"), "who", policies=(OTHER,))

    assert "same_people" in found_with(others={OTHER: twin})
    assert "same_people" not in found_with(others={OTHER: twin}, exclusions=(said,))


def test_the_citys_own_policies_have_no_warning_about_texts_that_nothing_uses(edition):
    found = {each.code for each in qualities.lint_policies(edition)}

    assert not found & {"unused_parameter", "amount_without_source", "declared_though_held", "no_granting"}


def test_bands_that_overlap_stop_publishing(content, spoil):
    spoil(f"policies/{CODE}.yaml", "{low: 65, below: 70,", "{low: 65, below: 72,")

    said = [each for each in catalogue.check(content) if each.file == f"policies/{CODE}.yaml"]

    assert any("lower" in each.mend.en and "steps" in each.place for each in said), said
