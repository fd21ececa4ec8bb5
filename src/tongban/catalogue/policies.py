"""What content says of a policy: whom it is for, what is due, on which sentence of the document each part rests, what ends it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from tongban.catalogue.statements import Answer, Certainty
from tongban.kernel.words import Words
from tongban.rules.public import Band, BandStep, BandTable, FactKind, Parameter, Step, Value


class Mode(StrEnum):
    """How one receives it (兑现方式)."""

    AUTO = "auto"  # paid without asking (免申即享)
    CONFIRM = "confirm"  # paid after one tap of consent (一键确认)
    FAST = "fast"  # applied for with little, decided at once (直达快享)
    APPLY = "apply"  # applied for; the check-up only reminds (需申请)


class Period(StrEnum):
    """For how long one amount is (计发周期)."""

    ONCE = "once"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


class BenefitKind(StrEnum):
    """What one has of it (待遇形式)."""

    PAYMENT = "payment"  # money arrives
    RELIEF = "relief"  # money that one need not pay
    DEDUCTION = "deduction"  # what is taken off the taxable income
    VOUCHER = "voucher"  # money for one purpose only
    CARE = "care"  # something is done or lent


class Validity(StrEnum):
    """Whether a policy holds on a day (有效期): not yet, now, or no more."""

    IN_FORCE = "in_force"
    COMING = "coming"
    ENDED = "ended"


class Bound(StrEnum):
    """Whether the formula gives the amount itself, or only its limit."""

    EXACT = "exact"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"


class Proof(StrEnum):
    """Who says that a condition is met."""

    SOURCE = "source"  # the registers
    DECLARED = "declared"  # the party itself: it is asked, and answers for it
    JUDGED = "judged"  # a person must judge: no rule can


@dataclass(frozen=True)
class Passage:
    """A sentence of the document (政策条款), in our words: conditions, amounts, periods and exclusions name the one they rest on.

    `why_idle` says why nothing rests on a sentence that only explains.
    """

    code: str
    text: Words
    why_idle: Words | None = None


@dataclass(frozen=True)
class PolicyDocument:
    """The document that the policy is taken from (政策文件). `number` and `issued_on` stay empty where they are not known."""

    title: Words
    passages: tuple[Passage, ...]
    number: str = ""
    issued_on: str | None = None
    law: str | None = None
    links: tuple[str, ...] = ()
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class PolicyCondition:
    """A condition for being entitled (享受条件). Several are all to be met. `passage` is the sentence on which it rests."""

    code: str
    sentence: Words
    passage: str
    rule: str | None = None
    proof: Proof = Proof.SOURCE
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Benefit:
    """What is due (待遇标准). `formula` is an expression in yuan for one `period`, `total` in yuan for the whole time.

    Without a formula no amount is told, only the `words`: nothing is invented. `verified` says that the numbers were checked
    against the document; what was not is shown as sample.
    """

    words: Words
    passage: str
    formula: str | None = None
    total: str | None = None
    period: Period = Period.ONCE
    kind: BenefitKind = BenefitKind.PAYMENT
    bound: Bound = Bound.EXACT
    verified: bool = False
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Exclusion:
    """What excludes from it (排除情形): a `rule` that holds for those excluded, or other `policies` that may not come on top."""

    code: str
    sentence: Words
    passage: str
    rule: str | None = None
    policies: tuple[str, ...] = ()
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class CommonExclusion:
    """What excludes from many policies alike (通用排除情形): death, moving away, serious discredit...

    `rule` holds for those excluded.
    """

    code: str
    sentence: Words
    rule: str
    audience: str
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class PayDay:
    """When it is paid (发放日): on `day` of these `months` (1 to 12), or as the words say; `passage` is where it is written."""

    words: Words
    months: tuple[int, ...] = ()
    day: int | None = None
    passage: str | None = None
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Budget:
    """What may be spent in a year (预算), in yuan."""

    year: int
    yuan: str
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class PaidInto:
    """Which facts say into what account it is paid (收款账户). Whoever has none there is asked to name one."""

    bank: str
    account: str


@dataclass(frozen=True)
class Granting:
    """How a list that nobody applied for is granted (免申即享办法).

    `reviewed_by` are the organs that must all agree to the list (联审). With `notice_days` its names, masked, are noticed
    publicly for so many working days before anything is paid (公示).
    """

    reviewed_by: tuple[str, ...] = ()
    notice_days: int | None = None
    paid_into: PaidInto | None = None
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class StatedBand:
    """A band: from `low` (included) to `below` (not included; absent is without end) it `gives` so many yuan."""

    low: Decimal
    gives: Decimal
    below: Decimal | None = None


@dataclass(frozen=True)
class StatedStep:
    """What a parameter is from a day on: a value, or bands."""

    from_on: str
    value: Any = None
    bands: tuple[StatedBand, ...] = ()
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class StatedParameter:
    """A threshold, a rate or a table that has its value from a day (政策参数), as content writes it.

    Its code is a name in rules and formulas of every policy, so it is used once in the city.
    """

    code: str
    label: Words
    steps: tuple[StatedStep, ...]
    kind: FactKind | None = None
    unit: Words | None = None


@dataclass(frozen=True)
class Policy:
    """A policy for people or companies (惠民利企政策): who is entitled to what, why, and how it reaches them.

    `audience` is person or organisation. `common_exclusions` names those of exclusions.yaml. `sources` are read beside those of
    its facts. `valid_passage` is where the document says how long it holds. `item` is the service item by which one applies.
    `parameters` are dated; a change of text is a new version.
    """

    code: str
    name: Words
    audience: str
    organ: str
    summary: Words
    document: PolicyDocument
    conditions: tuple[PolicyCondition, ...]
    benefit: Benefit
    mode: Mode
    exclusions: tuple[Exclusion, ...] = ()
    common_exclusions: tuple[str, ...] = ()
    stops: tuple[Words, ...] = ()
    parameters: Mapping[str, StatedParameter] = field(default_factory=dict)
    valid_from: str | None = None
    valid_until: str | None = None
    valid_passage: str | None = None
    budget: Budget | None = None
    pay_day: PayDay | None = None
    granting: Granting | None = None
    trigger: Words | None = None
    item: str | None = None
    how_to: Words | None = None
    sources: tuple[str, ...] = ()
    note: Words | None = None
    aliases: tuple[str, ...] = ()
    phrasings: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    common_questions: tuple[Answer, ...] = ()
    certainty: Certainty = Certainty.SAMPLE
    version: int = 0

    def validity(self, on: date) -> Validity:
        """Whether the policy holds on that day, or when not. Its first and its last day belong to it."""
        if on.isoformat() < (self.valid_from or ""):
            return Validity.COMING
        return Validity.ENDED if on.isoformat() > (self.valid_until or "9999-12-31") else Validity.IN_FORCE

    def is_in_force(self, on: date) -> bool:
        """Whether the policy holds on that day."""
        return self.validity(on) is Validity.IN_FORCE


def parameter_of(stated: StatedParameter) -> Parameter | BandTable:
    """The parameter as the rule language knows it. Raises `RuleError` for bands that overlap, days out of order, a wrong kind."""
    steps = stated.steps
    if any(step.bands for step in steps):
        dated = tuple(BandStep(date.fromisoformat(step.from_on), _bands(step.bands)) for step in steps)
        return BandTable(stated.code, stated.label, dated, stated.unit)
    kind = stated.kind or FactKind.NUMBER
    values = tuple(Step(date.fromisoformat(step.from_on), _value(step.value, kind)) for step in steps)
    return Parameter(stated.code, kind, stated.label, values, stated.unit)


def _bands(stated: tuple[StatedBand, ...]) -> tuple[Band, ...]:
    return tuple(Band(each.low, each.below, each.gives) for each in stated)


def _value(raw: Any, kind: FactKind) -> Value:
    if kind is FactKind.DATE:
        return date.fromisoformat(str(raw))
    if kind is FactKind.CHOICES:
        return tuple(sorted(raw)) if isinstance(raw, list) else str(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return str(raw)
    return Decimal(str(raw))


def whole_rule(policy: Policy) -> str | None:
    """The rules of all conditions as one; None where none has a rule. What a person must judge comes on top of it."""
    rules = [condition.rule for condition in policy.conditions if condition.rule]
    return " and ".join(f"({each})" for each in rules) if rules else None
