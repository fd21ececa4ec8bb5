"""By what people and companies are counted (分组口径): content says by which facts; ages and numbers go by bands."""

import json
from datetime import date

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition, Fact
from tongban.kernel.words import Words
from tongban.policies.snapshots import breakdowns
from tongban.rules import public as rules
from tongban.rules.public import FactKind, Groups, Population

MOST = 40
"""A column of texts with more different values than these is no division but a list."""
UNKNOWN = Words("不知道", "Not known")

AGE = Words("年龄", "Age")


AGES = (0, 18, 35, 50, 60, 65, 70, 80, 90)
NUMBERS = (0, 10, 31, 100, 300, 1000)
Texts = dict[str, tuple[str, Words]]
"""Of each group by its label: the text by which it is asked, and what it is called."""


def divisions_of(edition: Edition, audience: str, people: Population) -> list[tuple[Fact, Texts]]:
    """The facts by which this audience is counted, as far as the population holds them, each with its groups."""
    found = []
    for fact in breakdowns(edition, audience):
        column = people.columns.get(fact.code)
        if column is None or (column.known is not None and not column.known.any()):
            continue
        is_listed = fact.kind in (FactKind.CHOICE, FactKind.TEXT)
        groups = _listed(fact, column.codes) if is_listed else _banded(fact)
        if 1 < len(groups) <= MOST:
            found.append((fact, groups))
    return found


def name_of(fact: Fact) -> Words:
    """What a division by this fact is called: a day of birth divides by age."""
    return AGE if fact.kind is FactKind.DATE else fact.label


def _banded(fact: Fact) -> Texts:
    """A day of birth by ages, a number by its size; both by bounds that are ours."""
    is_day = fact.kind is FactKind.DATE
    value, bounds = (f"age({fact.code})", AGES) if is_day else (fact.code, NUMBERS)
    unit = " 岁" if is_day else fact.unit.zh if fact.unit else ""
    found = {}
    for low, below in zip(bounds, (*bounds[1:], None), strict=True):
        if below is None:
            text, name = f"{value} >= {low}", Words(f"{low}{unit}以上", f"{low} and more")
        else:
            text = f"{low} <= {value} < {below}"
            name = Words(f"{low}–{below - 1}{unit}", f"{low}–{below - 1}")
        found[str(low)] = (text, name)
    return found


def _listed(fact: Fact, codes: tuple[str, ...]) -> Texts:
    return {
        code: (f"{fact.code} == {json.dumps(code, ensure_ascii=False)}", fact.options.get(code, Words(code, code)))
        for code in codes
        if code in fact.options or not fact.options
    }


def groups_of(edition: Edition, texts: Texts, people: Population, *, on: date) -> Groups:
    """The population divided by the texts of one fact on a day."""
    conditions = {label: catalogue.rule(edition, text) for label, (text, _) in texts.items()}
    return rules.divide(people, conditions, on=on)
