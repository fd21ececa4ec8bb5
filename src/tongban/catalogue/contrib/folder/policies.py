"""Whether a policy can be kept as it is written: each part rests on a sentence, a source can prove it, and others agree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.catalogue.contrib.folder.expressions import fact_types
from tongban.catalogue.contrib.folder.parameters import parameter_problems, parameters_of
from tongban.catalogue.contrib.folder.reading import Document, Place
from tongban.catalogue.contrib.folder.references import Library, get, several, walk
from tongban.catalogue.types import Problem
from tongban.kernel.words import Words
from tongban.rules import public as rules
from tongban.rules.public import BandTable, Expression, FactType, Parameter, RuleError

NO_PASSAGE = Words(
    "“{name}”没有在本政策的 document.passages 里。", "{name!r} is not among the passages of this document."
)
NOT_IDLE = Words(
    "这一句写了没有连着的原因，却有条件、金额或期限连着它。",
    "The sentence says why nothing rests on it, and yet something does.",
)
RESTING: tuple[Place, ...] = (
    ("conditions", "*", "passage"),
    ("exclusions", "*", "passage"),
    ("benefit", "passage"),
    ("pay_day", "passage"),
    ("valid_passage",),
)


@dataclass(frozen=True)
class Names:
    """What names mean in the rules of this folder."""

    types: Mapping[str, FactType]
    parameters: Mapping[str, Parameter | BandTable]
    library: Library

    def read(self, text: str) -> Expression:
        return rules.parse(text, facts=self.types, parameters=self.parameters)


def policy_problems(library: Library) -> Iterator[Problem]:
    """Everything about policies and parameters that is well written but cannot be meant so."""
    yield from parameter_problems(library)
    names = Names(fact_types(library), parameters_of(library), library)
    for document in library.of_kind("exclusions"):
        for place, text in walk(document.value, ("*", "rule")):
            yield from _without_source(document, place, str(text), names)
    for document in library.of_kind("policy"):
        yield from _passages(document)
        for place, condition in walk(document.value, ("conditions", "*")):
            yield from _proof(document, place, condition, names)
        yield from _whole(document, names)
        yield from _benefit(document)
        yield from _exclusions(document, names)
        yield from _days(document)


def _passages(document: Document) -> Iterator[Problem]:
    codes = {str(code) for _, code in walk(document.value, ("document", "passages", "*", "code"))}
    for pattern in RESTING:
        for place, name in walk(document.value, pattern):
            if isinstance(name, str) and name not in codes:
                mend = Words("请补上这一条，或者改代码。", "Add the passage or change the code.")
                yield document.problem(place, NO_PASSAGE.filled(name=name), mend)
    used = {name for pattern in RESTING for _, name in walk(document.value, pattern)}
    for place, passage in walk(document.value, ("document", "passages", "*")):
        if get(passage, "why_idle") and get(passage, "code") in used:
            mend = Words(
                "请去掉 why_idle，或者把连着的改到别的句子。",
                "Remove why_idle, or let the other part rest on another sentence.",
            )
            yield document.problem((*place, "why_idle"), NOT_IDLE, mend)


def _proof(document: Document, place: Place, condition: Any, names: Names) -> Iterator[Problem]:
    """A condition that no source can prove, or that says otherwise than it does."""
    proof, rule = get(condition, "proof") or "source", get(condition, "rule")
    if (proof == "judged") == bool(rule):
        says = Words(
            "没有 rule 的条件没有数源能证明。" if not rule else "有 rule 的条件不用人判断。",
            "No source can prove a condition without a rule." if not rule else "A condition with a rule is not judged.",
        )
        mend = Words("请写 rule:，或者写 proof: judged。", "Write rule:, or proof: judged.")
        yield document.problem(place, says, mend)
    if proof == "source" and isinstance(rule, str):
        yield from _without_source(document, (*place, "rule"), rule, names)
    if proof != "source" and get(document.value, "mode") == "auto":
        says = Words(
            "免申即享不能靠申报或人工判断。", "What is paid without asking cannot rest on a declaration or a person."
        )
        mend = Words("请换成数源能证明的条件，或者改 mode。", "Let a source prove it, or change the mode.")
        yield document.problem((*place, "proof"), says, mend)


def _without_source(document: Document, place: Place, text: str, names: Names) -> Iterator[Problem]:
    try:
        expression = names.read(text)
    except RuleError:
        return  # told where expressions are read
    for code in rules.facts_of(expression):
        if not get(names.library.value("facts", code), "source"):
            says = Words(f"没有数源能证明 {code}。", f"No source can prove {code}.")
            mend = Words(
                "请给这个数据项写 source:，或者写 proof: declared。",
                "Give the fact a source:, or write proof: declared.",
            )
            yield document.problem(place, says, mend)


def _whole(document: Document, names: Names) -> Iterator[Problem]:
    """Conditions that together nobody could ever meet."""
    texts = [text for _, text in walk(document.value, ("conditions", "*", "rule")) if isinstance(text, str)]
    try:
        for text in texts:
            names.read(text)
    except RuleError:
        return  # told where expressions are read
    try:
        names.read(" and ".join(f"({text})" for text in texts) or "True")
    except RuleError as error:
        if len(texts) > 1:
            yield document.problem(("conditions",), error.says, error.mend)


def _benefit(document: Document) -> Iterator[Problem]:
    benefit = get(document.value, "benefit")
    if get(benefit, "verified") is True and not get(benefit, "formula"):
        says = Words("没有公式，谈不上金额已核实。", "Without a formula no amount can be verified.")
        mend = Words("请写 formula:，或者去掉 verified。", "Write formula:, or remove verified.")
        yield document.problem(("benefit", "verified"), says, mend)


def _exclusions(document: Document, names: Names) -> Iterator[Problem]:
    audience = get(document.value, "audience")
    for place, code in walk(document.value, ("common_exclusions", "*")):
        if get(names.library.value("exclusions", code), "audience") not in (audience, None):
            says = Words(f"“{code}”不是对这类对象的。", f"{code!r} is not about this audience.")
            yield document.problem(place, says, Words("请去掉它。", "Remove it."))
    for place, exclusion in walk(document.value, ("exclusions", "*")):
        if not get(exclusion, "rule") and not several(exclusion, "policies"):
            says = Words("排除情形既没有 rule 也没有 policies。", "The exclusion has neither a rule nor policies.")
            yield document.problem(place, says, Words("请补上一个。", "Add one of them."))
        if isinstance(get(exclusion, "rule"), str):
            yield from _without_source(document, (*place, "rule"), get(exclusion, "rule"), names)
        for at, other in walk(exclusion, ("policies", "*")):
            yield from _one_sided(document, (*place, *at), str(other), names.library)


def _one_sided(document: Document, place: Place, other: str, library: Library) -> Iterator[Problem]:
    theirs = library.value("policy", other)
    back = {str(code) for _, code in walk(theirs, ("exclusions", "*", "policies", "*"))}
    if other == document.code:
        says = Words("政策不能排除自己。", "A policy cannot exclude itself.")
        yield document.problem(place, says, Words("请去掉它。", "Remove it."))
    elif theirs is not None and document.code not in back:
        says = Words(
            f"本政策说与 {other} 不重复享受，{other} 却没有说。",
            f"This excludes {other}, but {other} does not exclude this.",
        )
        mend = Words(f"请在 {other} 里也写上 {document.code}。", f"Write {document.code} in {other} too.")
        yield document.problem(place, says, mend)


def _days(document: Document) -> Iterator[Problem]:
    begins, ends = (_day(get(document.value, name)) for name in ("valid_from", "valid_until"))
    written: tuple[Place, ...] = (("valid_from",), ("valid_until",), ("document", "issued_on"))
    for place in written:
        if get(document.value, *place) and _day(get(document.value, *place)) is None:
            says = Words("没有这一天。", "There is no such day.")
            yield document.problem(place, says, Words("请写成 2026-11-23 这样。", "Write it as 2026-11-23."))
    if begins and ends and ends < begins:
        says = Words("结束早于开始。", "It ends before it begins.")
        yield document.problem(("valid_until",), says, Words("请改其中一天。", "Change one of the days."))
    for at, month in walk(document.value, ("pay_day", "months", "*")):
        if isinstance(month, int) and not 1 <= month <= 12:
            says = Words(f"没有 {month} 月。", f"There is no month {month}.")
            yield document.problem(at, says, Words("请写 1 到 12。", "Write 1 to 12."))


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
