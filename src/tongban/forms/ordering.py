"""Which question first: the one whose answer takes the most off the form."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition, Fact, Item
from tongban.forms.merging import Circumstances, Merge, merge_of
from tongban.forms.types import Question
from tongban.rules import public as rules
from tongban.rules.public import FactKind, Outcome, Value

_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")


def questions(items: Sequence[Item], *, edition: Edition, known: Mapping[str, Value], on: date) -> tuple[Question, ...]:
    """The facts on which fields and materials of `items` still hang, the one that removes the most first.

    What a question removes is counted by answering it in every way: each option, yes and no, and beside each number that a
    condition names. `removes` is the mean over the answers, taken as equally likely. Asked again with an answer, the order is that
    of what then remains. A fact that is itself asked only where something still unknown holds comes after all that are certain.
    """
    return _Weighing(items, edition, known, on).ranked()


class _Weighing:
    def __init__(self, items: Sequence[Item], edition: Edition, known: Mapping[str, Value], on: date) -> None:
        self.edition, self.known, self.on = edition, known, on
        self.merge: Merge = merge_of(items, edition)
        self.expressions = {text: catalogue.rule(edition, text) for text in self.merge.conditions}
        self.facts_of = {text: frozenset(rules.facts_of(each)) for text, each in self.expressions.items()}
        self.outcomes = dict(zip(self.merge.conditions, self.merge.outcomes(known, on=on), strict=True))

    def ranked(self) -> tuple[Question, ...]:
        open_texts = [text for text, outcome in self.outcomes.items() if outcome is Outcome.UNKNOWN]
        wanted = dict.fromkeys(code for text in open_texts for code in sorted(self.facts_of[text]))
        unknown = [self.edition.facts[code] for code in wanted if self.known.get(code) is None]
        certain = self._certainly_asked()
        weighed = [self._weighed(fact, is_certain=fact.code in certain) for fact in unknown]
        return tuple(sorted(weighed, key=lambda each: (not each.is_certain, -each.removes, -each.hanging)))

    def _certainly_asked(self) -> set[str]:
        circumstances = Circumstances(self.outcomes)
        return {code for item in self.merge.items for code, required in circumstances.asked(item).items() if required}

    def _weighed(self, fact: Fact, *, is_certain: bool) -> Question:
        # Also those that are settled now: `known(fact)` is settled without an answer, and the other way with one.
        hanging = [text for text in self.outcomes if fact.code in self.facts_of[text]]
        whole = self._size(self.outcomes)
        removed = [whole - self._size_if(fact, value, hanging) for value in answers_to(fact, hanging)]
        mean = sum(removed) / len(removed) if removed else 0.0
        return Question(fact, round(mean, 2), max(removed, default=0), len(hanging), is_certain)

    def _size_if(self, fact: Fact, value: Value, hanging: Iterable[str]) -> int:
        known = {**self.known, fact.code: value}
        changed = {text: rules.judge(self.expressions[text], known, on=self.on).outcome for text in hanging}
        return self._size({**self.outcomes, **changed})

    def _size(self, outcomes: Mapping[str, Outcome]) -> int:
        """How many fields and materials are on the form when the conditions come out like this."""
        circumstances = Circumstances(outcomes)
        fields = {code for item in self.merge.items for code in circumstances.asked(item)}
        materials = {code for item in self.merge.items for code in circumstances.needed(item)}
        return len(fields) + len(materials)


def answers_to(fact: Fact, conditions: Iterable[str]) -> list[Value]:
    """Answers that tell the conditions apart: every option, yes and no, or the numbers at, below and above each that they name."""
    if fact.kind is FactKind.BOOLEAN:
        return [True, False]
    if fact.kind is FactKind.CHOICE:
        return list(fact.options)
    if fact.kind is FactKind.CHOICES:
        return [(), *((option,) for option in fact.options)]
    if fact.kind in (FactKind.INTEGER, FactKind.NUMBER, FactKind.MONEY):
        named = sorted({Decimal(each) for text in conditions for each in _NUMBER.findall(text)})
        around = sorted({number + step for number in named for step in (-1, 0, 1)})
        return [int(number) for number in around] if fact.kind is FactKind.INTEGER else list(around)
    return []
