"""What a check-up of policies gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from tongban.catalogue.public import CommonExclusion, Edition, Exclusion, Fact, Policy, PolicyCondition
from tongban.kernel.words import Words
from tongban.rules.public import Amount, Clause, Gap, Judgement, Outcome, Value, Verdict
from tongban.sources.public import Supplied

if TYPE_CHECKING:  # who judges one person should not wait until numpy is loaded
    import numpy as np
    from numpy.typing import NDArray


BY_PEOPLE = Verdict(Outcome.UNKNOWN, (), Words("每个条件都要由人判断", "A person must judge every condition"))


class Standing(StrEnum):
    """How a policy stands for one person or organisation (体检结论)."""

    ENTITLED = "entitled"
    NEARLY = "nearly"
    UNKNOWN = "unknown"
    NOT_ENTITLED = "not_entitled"


@dataclass(frozen=True)
class Gathered:
    """What registers said of a party: values by fact code, and the codes of the sources that did not answer."""

    supplied: Mapping[str, Supplied] = field(default_factory=dict)
    silent: tuple[str, ...] = ()

    @property
    def values(self) -> dict[str, Value]:
        return {code: each.value for code, each in self.supplied.items()}


@dataclass(frozen=True)
class Looked:
    """One condition, as it came out: the clauses that decided it, and for each known fact its value and its source's name.

    `outcome` is None for what a person must judge.
    """

    condition: PolicyCondition
    outcome: Outcome | None
    clauses: tuple[Clause, ...]
    passage: Words


class Sight(Protocol):
    """One party seen on one day: says of a policy what is costly to say."""

    def conditions(self, policy: Policy) -> tuple[Looked, ...]: ...

    def amounts(self, policy: Policy) -> tuple[Amount | None, Amount | None]: ...


class Match(Struct, frozen=True):
    """One policy for one party (匹配结果). What is costly to say is said when it is asked for.

    `judgement` is None where people must judge every condition.
    """

    policy: Policy
    standing: Standing
    excluded_by: tuple[CommonExclusion | Exclusion, ...]
    gaps: tuple[Gap, ...]
    met_on: date | None
    not_together: tuple[str, ...]
    fen: int | None
    judgement: Judgement | None
    sight: Sight

    @property
    def verdict(self) -> Verdict:
        """The outcome of all conditions with a rule, with the clauses that decided it and the sentence. Made once."""
        return self.judgement.reasons() if self.judgement else BY_PEOPLE

    @property
    def conditions(self) -> tuple[Looked, ...]:
        return self.sight.conditions(self.policy)

    def amounts_of(self) -> tuple[Amount | None, Amount | None]:
        """What is due for one period, and in the whole time; None where no formula is written."""
        return self.sight.amounts(self.policy)

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that would have to be known."""
        return self.verdict.missing

    @property
    def judged(self) -> tuple[PolicyCondition, ...]:
        """What a person still has to judge, whatever the registers say."""
        return tuple(each for each in self.policy.conditions if each.rule is None)


@dataclass(frozen=True)
class CheckUp:
    """All policies for one party on one day (政策体检): each stands in one of the groups, none is left out.

    `question` is the unknown fact that settles most of what is open, `open` all of them in that order. `ended` are policies that
    are not in force on the day.
    """

    edition: Edition
    audience: str
    on: date
    values: Mapping[str, Value]
    matches: tuple[Match, ...]
    open: tuple[Fact, ...]
    ended: tuple[Policy, ...]
    silent: tuple[str, ...] = ()

    def standing(self, standing: Standing) -> tuple[Match, ...]:
        return tuple(match for match in self.matches if match.standing is standing)

    @property
    def question(self) -> Fact | None:
        return self.open[0] if self.open else None

    def match(self, code: str) -> Match:
        """The match of one policy; a `KeyError` where it is not of this audience or not in force."""
        return next((each for each in self.matches if each.policy.code == code), None) or _unknown(code)


def _unknown(code: str) -> Match:
    raise KeyError(code)


class PolicyTrouble(Exception):
    """Something about policies that cannot be done; `words` says why, and how to mend it."""

    def __init__(self, words: Words) -> None:
        super().__init__(f"{words.zh} / {words.en}")
        self.words = words


class NoSnapshot(PolicyTrouble):
    """There is no such snapshot, or its files are gone."""


class NotMatchable(PolicyTrouble):
    """No list can be made from the rules of this policy."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the registers knew of everybody of an audience on a day (人群快照): immutable, named by its digest.

    `silent` are the sources that did not answer; `unreadable` counts by fact the values that were none of their kind.
    """

    digest: str
    audience: str
    edition: str
    on: date
    size: int
    silent: tuple[str, ...]
    unreadable: Mapping[str, int]
    made_at: datetime
    made_by: str


LARGE = 200_000
"""Of fewer people nobody notices that columns are copied."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far a snapshot of so many parties is prepared: of its columns, those that must still be copied (准备进度)."""

    columns: int
    missing: tuple[str, ...]
    size: int

    @property
    def done(self) -> int:
        return self.columns - len(self.missing)

    @property
    def is_quick(self) -> bool:
        """Whether whoever asks something of it now need not wait for copies."""
        return not self.missing or self.size < LARGE


@dataclass(frozen=True, eq=False)
class Matched:
    """One policy over one snapshot on one day: arrays of row numbers, rising.

    `rows` are entitled and not excluded; `fen` is what is due to each of them, in the same order (0 where it is not known: those
    are in `unpriced`, and where nothing is paid). `excluded` are entitled but for an exclusion, by the text of its rule, each row
    once. `undecided` may be entitled; `lacking` counts the facts that are unknown for them.
    """

    policy: Policy
    snapshot: Snapshot
    on: date
    rows: "NDArray[np.int64]"
    fen: "NDArray[np.int64]"
    unpriced: "NDArray[np.int64]"
    excluded: "Mapping[str, NDArray[np.int64]]"
    undecided: "NDArray[np.int64]"
    lacking: Mapping[str, int]

    @property
    def total_fen(self) -> int:
        return sum(self.fen.tolist())
