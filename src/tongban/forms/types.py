"""The nouns of a form that is composed from the items that remain."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tongban.catalogue.public import Fact, Material, Section
from tongban.kernel.words import Words
from tongban.rules.public import Value


@dataclass(frozen=True)
class Field:
    """One fact on the form (表单项), and the items that asked for it. `required` holds unless every asker made it optional."""

    fact: Fact
    asked_by: tuple[str, ...]
    required: bool


@dataclass(frozen=True)
class Supply:
    """One material of the form, and the items that need it: given once."""

    material: Material
    asked_by: tuple[str, ...]


@dataclass(frozen=True)
class FormSection:
    section: Section
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Savings:
    """What merging and prefill save (减材料、减填表), computed from the content. Counts of fields and of materials."""

    fields_separately: int
    fields_merged: int
    fields_prefilled: int
    fields_answered_before: int
    fields_typed: int
    materials_separately: int
    materials_merged: int
    materials_uploaded: int


@dataclass(frozen=True)
class Form:
    """The one form (一张表单) of several items: each fact once, each material once."""

    items: tuple[str, ...]
    sections: tuple[FormSection, ...]
    supplies: tuple[Supply, ...]
    savings: Savings

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for section in self.sections for field in section.fields)


@dataclass(frozen=True)
class Question:
    """A fact that is still unknown and on which a form hangs (待答问题).

    `removes` is how many fields and materials fall away on average over its answers, `at_most` by the best of them; `hanging` is
    how many conditions name it. It `is_certain` where it is asked whatever else is answered.
    """

    fact: Fact
    removes: float
    at_most: int
    hanging: int
    is_certain: bool


@dataclass(frozen=True)
class Checked:
    """What was read from a posted form: good values, and for each bad one what is wrong and how to mend it."""

    values: Mapping[str, Value]
    errors: Mapping[str, Words]
