"""What was answered by hand in a check-up: read from the address or the form, carried on, kept nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from tongban.catalogue.public import Fact
from tongban.forms import public as forms
from tongban.kernel.words import Words
from tongban.portal.views import questions
from tongban.rules.public import Value

FOR, SKIP, ASK = "for", "skip", "ask"


@dataclass(frozen=True)
class Answers:
    """What was answered by hand: values that can be read, the texts as they were given, what was skipped, what is wrong."""

    values: Mapping[str, Value]
    raw: Mapping[str, Sequence[str]]
    skipped: tuple[str, ...]
    errors: Mapping[str, Words]

    def pairs(self, *, without: str = "") -> list[tuple[str, str]]:
        pairs = [(code, text) for code, texts in self.raw.items() if code != without for text in texts]
        return pairs + [(SKIP, code) for code in self.skipped if code != without]

    def query(self, audience: str, *, ask: str = "") -> str:
        return urlencode([(FOR, audience), *self.pairs(), *([(ASK, ask)] if ask else [])])


def answers_in(given: QueryDict, facts: Sequence[Fact]) -> Answers:
    values: dict[str, Value] = {}
    raw: dict[str, list[str]] = {}
    errors: dict[str, Words] = {}
    for fact in facts:
        texts = [text for text in given.getlist(fact.code) if text.strip()]
        if not texts:
            continue
        raw[fact.code] = texts
        try:
            values[fact.code] = forms.read_value(fact, texts)
        except ValueError as problem:
            errors[fact.code] = questions.said(problem)
    known = {fact.code for fact in facts} - values.keys()
    skipped = tuple(code for code in dict.fromkeys(given.getlist(SKIP)) if code in known)
    return Answers(values, {code: texts for code, texts in raw.items() if code not in errors}, skipped, errors)
