"""The few questions of a bundle, carried in the address: one on a screen, each can be changed, nothing is kept yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict

from tongban.bundles import public as bundles
from tongban.catalogue.public import Bundle, Edition, Fact, Item
from tongban.forms import public as forms
from tongban.kernel.words import Words
from tongban.rules.public import Value

SKIP, WITH, ASK, ASKED = "skip", "with", "ask", "asked"


@dataclass(frozen=True)
class Progress:
    """How far the questions are: what was answered, what is asked now, what follows from it."""

    situation: Mapping[str, Value]
    raw: Mapping[str, list[str]]
    skipped: tuple[str, ...]
    chosen: tuple[str, ...]
    errors: Mapping[str, Words]
    answered: tuple[Fact, ...]
    open: tuple[Fact, ...]
    current: Fact | None
    composition: bundles.Composition
    offers: tuple[Item, ...]
    offers_answered: bool
    asks_offers: bool

    @property
    def total(self) -> int:
        return len(self.answered) + len(self.open) + bool(self.offers)

    @property
    def step(self) -> int:
        """Which question is on the screen, counted from 1."""
        known = [fact.code for fact in self.answered]
        if self.current is not None and self.current.code in known:
            return known.index(self.current.code) + 1
        return self.total if self.asks_offers else min(len(self.answered) + 1, self.total)

    @property
    def is_complete(self) -> bool:
        return not self.open and self.current is None and not self.asks_offers

    def pairs(self, *, without: str = "") -> list[tuple[str, str]]:
        """Everything answered so far, as names and values for hidden fields or an address."""
        pairs = [(code, text) for code, texts in self.raw.items() if code != without for text in texts]
        pairs += [(SKIP, code) for code in self.skipped if code != without]
        if without != WITH:
            pairs += [(WITH, code) for code in self.chosen] + ([(ASKED, WITH)] if self.offers_answered else [])
        return pairs

    def query(self, *, ask: str = "") -> str:
        return urlencode(self.pairs() + ([(ASK, ask)] if ask else []))


def read(given: QueryDict, *, bundle: Bundle, edition: Edition, on: date) -> Progress:
    """What the address says was answered. A value that cannot be read is asked again, with the reason."""
    situation, raw, errors = read_answers(given, bundle, edition)
    chosen = tuple(code for code in given.getlist(WITH) if code in {part.item for part in bundle.components})
    composition = bundles.compose(bundle, edition=edition, situation=situation, chosen=chosen, on=on)
    mattering = bundles.questions(bundle, edition=edition, situation=situation, on=on)
    skipped = tuple(code for code in given.getlist(SKIP) if code in bundle.questions and code not in situation)
    still_open = tuple(fact for fact in mattering if fact.code not in situation and fact.code not in skipped)
    answered = tuple(edition.facts[code] for code in bundle.questions if code in situation or code in skipped)
    offers = tuple(edition.items[part.item] for part in bundle.components if part.optional and not part.chosen_by)
    current = question_on_screen(
        given, errors, still_open, asked={code: edition.facts[code] for code in bundle.questions}
    )
    offers_answered = WITH in given.getlist(ASKED)
    asks_offers = bool(offers) and current is None and (not offers_answered or given.get(ASK) == WITH)
    return Progress(
        situation,
        raw,
        skipped,
        chosen,
        errors,
        answered,
        still_open,
        current,
        composition,
        offers,
        offers_answered,
        asks_offers,
    )


def read_answers(
    given: Mapping[str, object], bundle: Bundle, edition: Edition
) -> tuple[dict[str, Value], dict[str, list[str]], dict[str, Words]]:
    """The values that can be read, the texts as they were given, and what is wrong with the others."""
    assert isinstance(given, QueryDict)
    situation: dict[str, Value] = {}
    raw: dict[str, list[str]] = {}
    errors: dict[str, Words] = {}
    for code in bundle.questions:
        texts = [text for text in given.getlist(code) if text.strip()]
        if not texts:
            continue
        raw[code] = texts
        try:
            situation[code] = forms.read_value(edition.facts[code], texts)
        except ValueError as problem:
            errors[code] = said(problem)
    return situation, {code: texts for code, texts in raw.items() if code not in errors}, errors


def said(problem: Exception) -> Words:
    """The sentence of a refusal, in both languages."""
    words = getattr(problem, "says", None) or (problem.args[0] if problem.args else "")
    return words if isinstance(words, Words) else Words(str(words), str(words))


def question_on_screen(
    given: QueryDict, errors: Mapping[str, Words], still_open: tuple[Fact, ...], *, asked: Mapping[str, Fact]
) -> Fact | None:
    wanted = next(iter(errors), None) or given.get(ASK, "")
    if wanted in asked:
        return asked[wanted]
    if wanted == WITH:
        return None
    return still_open[0] if still_open else None


def texts_of(given: QueryDict) -> dict[str, list[str]]:
    """What was posted, as names with all their texts."""
    return {name: [str(text) for text in texts] for name, texts in given.lists()}
