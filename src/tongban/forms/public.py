"""Forms (表单): the one form of several items, what people write into it, and what of it each item receives.

A field is a fact, so merging forms is taking each fact once. A fact is on the form when an item asks for it and the
condition of asking is not known to fail; it is required when an item whose condition holds does not call it optional.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TypeVar

from tongban.catalogue.public import Edition, Item
from tongban.forms.conflicts import conflicts
from tongban.forms.merging import merge_of, merged, projected
from tongban.forms.ordering import questions
from tongban.forms.types import Checked, Field, Form, FormSection, Question, Savings, Supply
from tongban.forms.values import Unreadable, from_json, read_value, show_value, to_json
from tongban.kernel.words import Words
from tongban.rules.public import FactKind, Value

__all__ = [
    "Checked", "Field", "Form", "FormSection", "Question", "Savings", "Supply", "Unreadable",
    "compose", "conflicts", "from_json", "project", "questions", "read_value", "show_value", "to_json", "validate",
]  # fmt: skip

T = TypeVar("T")


def compose(
    items: Sequence[Item],
    *,
    edition: Edition,
    situation: Mapping[str, Value],
    answers: Mapping[str, Value] | None = None,
    on: date | None = None,
) -> Form:
    """The one form of `items`.

    `situation` holds what the guiding questions told: those fields count as answered before. `answers` is what else is
    known by now; both decide conditions. Conditions that need a day take `on`, or the day the edition came into force.
    """
    known = {**(answers or {}), **situation}
    merge = merge_of(items, edition)
    answered = frozenset(code for code, value in situation.items() if value is not None)
    return merged(merge, merge.outcomes(known, on=on or edition.effective_on), answered)


def validate(form: Form, raw: Mapping[str, list[str]], *, only: Collection[str] | None = None) -> Checked:
    """What was posted, read field by field; `only` names the facts of the step that was posted, None means all.

    A fact that is not on the form is ignored. A field left empty is None where it is optional, an error where it is not.
    """
    values: dict[str, Value] = {}
    errors: dict[str, Words] = {}
    for field in form.fields:
        code = field.fact.code
        if only is not None and code not in only:
            continue
        try:
            value = read_value(field.fact, raw.get(code, []))
        except Unreadable as unreadable:
            errors[code] = unreadable.says
            continue
        if value is None and field.required:
            errors[code] = _missing(field)
        else:
            values[code] = value
    return Checked(values, errors)


def project(form: Form, answers: Mapping[str, T], *, item: Item, edition: Edition) -> dict[str, T]:
    """Exactly what the item's own form would have received: the answers to its fields, and no others."""
    if item.code not in form.items:
        raise ValueError(f"{item.code} is not one of this form's items")
    if any(code not in edition.facts for code in (field.fact.code for field in form.fields)):
        raise ValueError("this form was composed under another edition")
    return projected(form, answers, item=item)


def _missing(field: Field) -> Words:
    label = field.fact.label
    if field.fact.kind in (FactKind.BOOLEAN, FactKind.CHOICE, FactKind.CHOICES):
        return Words(f"请选择{label.zh}。", f"{label.en}: please choose.")
    return Words(f"请填写{label.zh}。", f"{label.en}: please fill this in.")
