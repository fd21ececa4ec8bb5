"""The merge: each fact that any item asks for stands once on the one form, each material once."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TypeVar

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition, Item, Material, Way
from tongban.forms.types import Field, Form, FormSection, Savings, Supply
from tongban.rules import public as rules
from tongban.rules.public import Outcome, Value

T = TypeVar("T")


class Circumstances:
    """How the conditions of some items come out in one applicant's situation."""

    def __init__(self, outcomes: Mapping[str, Outcome]) -> None:
        self.outcomes = outcomes

    def outcome(self, when: str | None) -> Outcome:
        """Whether a condition holds here; the absent condition always does."""
        return Outcome.MET if when is None else self.outcomes[when]

    def asked(self, item: Item) -> dict[str, bool]:
        """The facts that `item` asks for here, in its order, and whether it requires each."""
        found: dict[str, bool] = {}
        for asked in item.facts:
            outcome = self.outcome(asked.when)
            if outcome is not Outcome.NOT_MET:
                required = outcome is Outcome.MET and not asked.optional
                found[asked.fact] = found.get(asked.fact, False) or required
        return found

    def needed(self, item: Item) -> dict[str, Material]:
        """The materials that `item` needs here, in its order."""
        found: dict[str, Material] = {}
        for material in item.materials:
            if self.outcome(material.needed_when) is not Outcome.NOT_MET:
                found.setdefault(material.code, material)
        return found


class Merge:
    """Several items of one edition on their way to one form, and the conditions that decide what stands on it."""

    def __init__(self, items: tuple[Item, ...], edition: Edition) -> None:
        self.items, self.edition = items, edition
        self.conditions = tuple(dict.fromkeys(text for item in items for text in item.inner_conditions))

    def outcomes(self, known: Mapping[str, Value], *, on: date) -> tuple[Outcome, ...]:
        """How the conditions come out on the day, in their order."""
        expressions = (catalogue.rule(self.edition, text) for text in self.conditions)
        return tuple(rules.judge(expression, known, on=on).outcome for expression in expressions)


_merges: dict[tuple[int, ...], Merge] = {}
MOST_MERGES = 256


def merge_of(items: Sequence[Item], edition: Edition) -> Merge:
    """The merge of these very items, made once. A merge that is kept holds them, so that no other item gets the same id."""
    distinct = tuple({item.code: item for item in items}.values())
    key = (id(edition), *map(id, distinct))
    merge = _merges.get(key)
    if merge is None:
        if len(_merges) >= MOST_MERGES:
            _merges.clear()
        merge = _merges[key] = Merge(distinct, edition)
    return merge


# Benchmarks submit.py and pages.py: an applicant's values change the form only through the few outcomes of the conditions.
@lru_cache(maxsize=512)
def merged(merge: Merge, outcomes: tuple[Outcome, ...], answered: frozenset[str]) -> Form:
    """The one form of several items, where their conditions come out like this."""
    circumstances = Circumstances(dict(zip(merge.conditions, outcomes, strict=True)))
    asked = {item.code: circumstances.asked(item) for item in merge.items}
    needed = {item.code: circumstances.needed(item) for item in merge.items}
    fields = _fields(asked, merge.edition)
    supplies = _supplies(needed)
    sections = tuple(
        FormSection(section, inside)
        for section in merge.edition.sections.values()
        if (inside := tuple(field for field in fields if field.fact.section == section.code))
    )
    savings = _savings(fields, supplies, asked=asked, needed=needed, answered=answered)
    return Form(tuple(asked), sections, supplies, savings)


def projected(form: Form, answers: Mapping[str, T], *, item: Item) -> dict[str, T]:
    """The answers to what `item` asks for."""
    codes = (field.fact.code for field in form.fields if item.code in field.asked_by)
    return {code: answers[code] for code in codes if code in answers}


def _fields(asked: Mapping[str, Mapping[str, bool]], edition: Edition) -> tuple[Field, ...]:
    askers: dict[str, list[str]] = {}
    required: set[str] = set()
    for item, facts in asked.items():
        for code, is_required in facts.items():
            askers.setdefault(code, []).append(item)
            if is_required:
                required.add(code)
    return tuple(Field(edition.facts[code], tuple(items), code in required) for code, items in askers.items())


def _supplies(needed: Mapping[str, Mapping[str, Material]]) -> tuple[Supply, ...]:
    first: dict[str, Material] = {}
    for materials in needed.values():
        for code, material in materials.items():
            first.setdefault(code, material)
    return tuple(
        Supply(material, tuple(item for item, of in needed.items() if code in of)) for code, material in first.items()
    )


def _savings(
    fields: Sequence[Field],
    supplies: Sequence[Supply],
    *,
    asked: Mapping[str, Mapping[str, bool]],
    needed: Mapping[str, Mapping[str, Material]],
    answered: frozenset[str],
) -> Savings:
    before = sum(field.fact.code in answered for field in fields)
    prefilled = sum(field.fact.source is not None and field.fact.code not in answered for field in fields)
    return Savings(
        fields_separately=sum(map(len, asked.values())),
        fields_merged=len(fields),
        fields_prefilled=prefilled,
        fields_answered_before=before,
        fields_typed=len(fields) - prefilled - before,
        materials_separately=sum(map(len, needed.values())),
        materials_merged=len(supplies),
        materials_uploaded=sum(supply.material.way is Way.UPLOAD for supply in supplies),
    )
