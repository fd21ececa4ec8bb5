"""The merge: each fact that any item asks for stands once on the one form, each material once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition, Item, Material, Way
from tongban.forms.types import Field, Form, FormSection, Savings, Supply
from tongban.rules import public as rules
from tongban.rules.public import Outcome, Value

T = TypeVar("T")


class Circumstances:
    """What is known of the applicant's situation, and the day on which conditions are judged."""

    def __init__(self, edition: Edition, *, known: Mapping[str, Value], on: date) -> None:
        self.edition, self.known, self.on = edition, known, on

    def outcome(self, when: str | None) -> Outcome:
        """Whether a condition holds here; the absent condition always does."""
        if when is None:
            return Outcome.MET
        return rules.judge(catalogue.rule(self.edition, when), self.known, on=self.on).outcome

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


def merged(items: Sequence[Item], circumstances: Circumstances, *, answered: Iterable[str]) -> Form:
    """The one form of several items."""
    distinct = tuple({item.code: item for item in items}.values())
    asked = {item.code: circumstances.asked(item) for item in distinct}
    needed = {item.code: circumstances.needed(item) for item in distinct}
    fields = _fields(asked, circumstances.edition)
    supplies = _supplies(needed)
    sections = tuple(
        FormSection(section, inside)
        for section in circumstances.edition.sections.values()
        if (inside := tuple(field for field in fields if field.fact.section == section.code))
    )
    savings = _savings(fields, supplies, asked=asked, needed=needed, answered=frozenset(answered))
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
