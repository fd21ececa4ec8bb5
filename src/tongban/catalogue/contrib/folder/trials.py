"""Test cases beside the content: facts in, verdict out. An official can read and write them; a failed one stops publishing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tongban.catalogue.contrib.folder.expressions import fact_types
from tongban.catalogue.contrib.folder.parameters import parameters_of
from tongban.catalogue.contrib.folder.reading import Document, Place
from tongban.catalogue.contrib.folder.references import Library, get, several, walk
from tongban.catalogue.contrib.folder.spelling import near
from tongban.catalogue.types import Problem
from tongban.kernel.words import Words
from tongban.rules import public as rules
from tongban.rules.public import BandTable, FactKind, FactType, Parameter, RuleError, Value, Verdict

ALWAYS = Words("总是需要", "always needed")
NEEDED = {"met": "needed", "not_met": "not_needed", "unknown": "unknown"}


CHOSEN_WHEN: Mapping[str, Place] = {
    "site_visit": ("procedure", "site_visit", "when"),
    "commitment": ("commitment", "when"),
}
"""What a case may expect of an item besides its conditions and points: when somebody visits, who may commit."""

PLAIN: Mapping[FactKind, type[Any]] = {FactKind.BOOLEAN: bool, FactKind.INTEGER: int, FactKind.TEXT: str}


POINTS = ("conditions", "review_points", "exclusions")
SUBJECTS = ("item", "bundle", "policy")
FORMULAS = {"amount": "formula", "total": "total"}
Parameters = Mapping[str, Parameter | BandTable]


@dataclass(frozen=True)
class Given:
    """What a case gives: the values and the day, with what their names mean."""

    values: Mapping[str, Value]
    on: date
    types: Mapping[str, FactType]
    parameters: Parameters

    def judge(self, text: str) -> Verdict:
        expression = rules.parse(text, facts=self.types, parameters=self.parameters)
        return rules.judge(expression, self.values, on=self.on)


def failed_trials(library: Library) -> Iterator[Problem]:
    """Test cases that do not come out as expected, or that speak of something that is not there."""
    types, parameters = fact_types(library), parameters_of(library)
    for document in library.of_kind("cases"):
        about = get(document.value, "about")
        kinds = (str(get(document.value, "kind")),) if get(document.value, "kind") in SUBJECTS else SUBJECTS
        subject = next((found for kind in kinds if (found := library.value(kind, about))), None)
        if not isinstance(subject, dict):
            known = [code for kind in SUBJECTS for code in library.known[kind]]
            says = Words(f"没有事项、一件事或政策 {about}。", f"There is no item, bundle or policy {about}.")
            yield document.problem(("about",), says, near(str(about), known))
            continue
        for place, _ in walk(document.value, ("cases", "*")):
            yield from _trial(document, place, subject, types=types, parameters=parameters)


@dataclass(frozen=True)
class TrialOutcome:
    """How one expectation of a test case came out: what was expected, what came, and why."""

    position: int
    says: str
    about: str
    expected: str
    came: str
    why: Words

    @property
    def holds(self) -> bool:
        return self.expected == self.came


def trial_outcomes(library: Library, about: str) -> Iterator[TrialOutcome]:
    """Every expectation of the test cases about an item, a bundle or a policy that can be judged, with its reason."""
    types, parameters = fact_types(library), parameters_of(library)
    subject = next((found for kind in SUBJECTS if (found := library.value(kind, about))), None)
    for document in library.of_kind("cases"):
        if get(document.value, "about") != about or not isinstance(subject, dict):
            continue
        for (_, position), trial in walk(document.value, ("cases", "*")):
            if given := _given(trial, types, parameters):
                yield from _outcomes(int(position), trial, subject, given)


def _given(trial: Any, types: Mapping[str, FactType], parameters: Parameters) -> Given | None:
    """What a case gives; None for one that is told as a problem."""
    try:
        facts = get(trial, "facts") or {}
        values = {str(code): _value(raw, types[str(code)]) for code, raw in facts.items()}
        return Given(values, date.fromisoformat(str(get(trial, "on") or "2026-11-23")), types, parameters)
    except (KeyError, ValueError, TypeError, ArithmeticError, AttributeError):
        return None


def _outcomes(position: int, trial: Any, subject: Any, given: Given) -> Iterator[TrialOutcome]:
    for (code,), expected in walk(get(trial, "expect"), ("*",)):
        for text in _rules(subject, str(code)) or ():
            try:
                verdict = given.judge(text) if text else None
            except RuleError:
                continue
            came = _came(verdict, is_bundle="components" in subject)
            why = verdict.sentence if verdict else ALWAYS
            yield TrialOutcome(position, str(get(trial, "says") or ""), str(code), str(expected), came, why)


def _came(verdict: Verdict | None, *, is_bundle: bool) -> str:
    came = "met" if verdict is None else verdict.outcome.value
    return NEEDED[came] if is_bundle else came


def _trial(
    document: Document, place: Place, subject: Any, *, types: Mapping[str, FactType], parameters: Parameters
) -> Iterator[Problem]:
    trial = get(document.value, *place)
    values: dict[str, Value] = {}
    for at, raw in walk(trial, ("facts", "*")):
        code = str(at[-1])
        try:
            values[code] = _value(raw, types[code])
        except KeyError:
            says = Words(f"没有数据项 {code}。", f"There is no fact {code}.")
            yield document.problem((*place, *at), says, near(code, types))
        except (ValueError, TypeError, ArithmeticError):
            kind = types[code].kind.value
            says = Words(f"{code} 不能是 {raw}，它的 kind 是 {kind}。", f"{code} cannot be {raw}; its kind is {kind}.")
            yield document.problem((*place, *at), says, near(str(raw), types[code].options))
    try:
        on = date.fromisoformat(str(get(trial, "on") or "2026-11-23"))
    except ValueError:
        says = Words("没有这一天。", "There is no such day.")
        yield document.problem((*place, "on"), says, Words("请写成 2026-11-23 这样。", "Write it as 2026-11-23."))
        return
    given = Given(values, on, types, parameters)
    for at, expected in walk(trial, ("expect", "*")):
        yield from _verdict(document, (*place, *at), str(expected), subject, given=given)
    for name, formula in FORMULAS.items():
        if (sum_expected := get(trial, name)) is not None:
            yield from _sum(document, (*place, name), str(sum_expected), get(subject, "benefit", formula), given=given)


def _sum(document: Document, place: Place, expected: str, formula: Any, *, given: Given) -> Iterator[Problem]:
    """Whether what is due comes out as expected: yuan, unknown, or none where no formula is written."""
    came = "none"
    if isinstance(formula, str):
        try:
            expression = rules.parse_amount(formula, facts=given.types, parameters=given.parameters)
        except RuleError:
            return  # already told where the formula is written
        yuan = rules.amount(expression, given.values, on=given.on).yuan
        came = "unknown" if yuan is None else str(yuan)
    is_sum = expected not in ("none", "unknown") and came not in ("none", "unknown")
    try:
        same = Decimal(expected) == Decimal(came) if is_sum else expected == came
    except InvalidOperation:
        return  # the schema tells it
    if not same:
        says = Words(f"金额应为 {expected}，得到 {came}。", f"The amount should be {expected} but is {came}.")
        yield document.problem(place, says, Words("请改公式，或者改这个用例。", "Change the formula or this case."))


def _verdict(document: Document, place: Place, expected: str, subject: Any, *, given: Given) -> Iterator[Problem]:
    code, is_bundle = str(place[-1]), "components" in subject
    texts = _rules(subject, code)
    if texts is None:
        says = Words(f"没有要点、条件或事项 {code}。", f"There is no review point, condition or item {code}.")
        yield document.problem(place, says, near(code, _codes(subject)))
        return
    for text in texts:
        try:
            verdict = given.judge(text) if text else None
        except RuleError:
            continue  # already told where the rule is written
        came = _came(verdict, is_bundle=is_bundle)
        if came != expected:
            yield document.problem(place, *_said(code, expected, came, verdict))


def _said(code: str, expected: str, came: str, verdict: Verdict | None) -> tuple[Words, Words]:
    why = verdict.sentence if verdict else ALWAYS
    return (
        Words(
            f"{code} 应为 {expected}，得到 {came}：{why.zh}。", f"{code} should be {expected} but is {came}: {why.en}."
        ),
        Words("请改规则，或者改这个用例。", "Change the rule or this case."),
    )


def _rules(subject: Any, code: str) -> list[str] | None:
    """The expressions that a code stands for; an empty text is a component without a condition."""
    if "components" in subject:
        found = [each for each in several(subject, "components") if get(each, "item") == code]
        return [str(get(each, "when") or "") for each in found] or None
    if code in CHOSEN_WHEN:
        when = get(subject, *CHOSEN_WHEN[code])
        return [str(when)] if when else None
    if code == "entitled" and "benefit" in subject:
        texts = [rule for each in several(subject, "conditions") if (rule := get(each, "rule"))]
        return [" and ".join(f"({text})" for text in texts)] if texts else None
    points = [each for part in POINTS for each in several(subject, part)]
    return [str(get(each, "rule")) for each in points if get(each, "code") == code and get(each, "rule")] or None


def _codes(subject: Any) -> list[str]:
    patterns: tuple[Place, ...] = (
        ("conditions", "*", "code"),
        ("review_points", "*", "code"),
        ("exclusions", "*", "code"),
        ("components", "*", "item"),
    )
    return [str(code) for pattern in patterns for _, code in walk(subject, pattern)]


def _value(raw: Any, fact: FactType) -> Value:
    """A fact's value as the rule language wants it. Raises where it is of another kind."""
    if raw is None:
        return None
    if fact.kind in PLAIN:
        plain: Value = raw
        if type(raw) is not PLAIN[fact.kind]:
            raise TypeError
        return plain
    if fact.kind in (FactKind.NUMBER, FactKind.MONEY) and not isinstance(raw, bool):
        return Decimal(str(raw))
    if fact.kind is FactKind.DATE:
        return date.fromisoformat(str(raw))
    chosen = tuple(sorted(raw)) if isinstance(raw, list) else (raw,)
    if fact.options and not set(chosen) <= fact.options.keys():
        raise ValueError
    return chosen if fact.kind is FactKind.CHOICES else str(raw)
