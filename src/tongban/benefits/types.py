"""What benefits hands out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tongban.benefits.states import CampaignState, LineState, ObjectionState, Verdict
from tongban.catalogue.public import Edition, Fact, Organ, Policy
from tongban.kernel.words import Words
from tongban.payments.public import FundView, Payment, RecoveryView
from tongban.policies.public import Match
from tongban.rules.public import Value


class BenefitRefused(ValueError):
    """It cannot be done so. `says` tells why, and how to mend it."""

    def __init__(self, says: Words) -> None:
        super().__init__(f"{says.zh} / {says.en}")
        self.says = says


class RegisterSilent(BenefitRefused):
    """A register on which the answer rests does not answer now."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What would be ordered now: so many payments, so many fen. `without_account` more were told, and wait for an account."""

    count: int
    fen: int
    without_account: int


@dataclass(frozen=True)
class CampaignView:
    """A campaign as an official sees it. `counts` are lines by state, `sums` their fen; `may` are the verbs open to the reader.

    `ready` is told of one campaign whose people were told.
    """

    code: str
    policy: Policy
    edition: Edition
    period: str
    organ: str
    state: CampaignState
    on: date
    at: datetime
    snapshot: str
    edition_digest: str
    digest: str
    total: int
    size: int
    fen: int
    done: int
    reviewed_by: tuple[str, ...]
    notice_days: int | None
    notice_until: date | None
    asks_intent: bool
    trouble: Words | None
    lacking: Mapping[str, int]
    counts: Mapping[LineState, int]
    sums: Mapping[LineState, int]
    may: tuple[str, ...] = ()
    ready: Ready | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list, for the organs concerned: number and account are masked, the name is not.

    `recoveries` are what was asked back of it, where one line is asked for.
    """

    number: int
    party: str
    name: str
    masked: str
    fen: int
    verdict: Verdict
    ground: str
    state: LineState
    reason: str
    code: str
    account: str
    recoveries: tuple[RecoveryView, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """A page of lines, and whether there are more behind it."""

    lines: tuple[Line, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class NoticedLine:
    """A line as the public sees it: the name is masked."""

    number: int
    name: str
    fen: int


@dataclass(frozen=True, slots=True)
class Rerun:
    """The list made again from its frozen inputs. `again` is its digest now, `rows` that of the lines that are stored."""

    digest: str
    again: str
    rows: str
    lines: int

    @property
    def is_same(self) -> bool:
        return self.digest == self.again == self.rows


@dataclass(frozen=True, slots=True)
class Measured:
    """How good a list is: `right` are entitled and on it, `wrongly_in` on it alone, `wrongly_out` entitled alone."""

    right: int
    wrongly_in: int
    wrongly_out: int
    wrong_sum: int

    @property
    def precision(self) -> float | None:
        """Of those who were listed, the share that is entitled (查准率); None where nobody was."""
        listed = self.right + self.wrongly_in
        return self.right / listed if listed else None

    @property
    def recall(self) -> float | None:
        """Of those who are entitled, the share that was listed (查全率); None where nobody is."""
        entitled = self.right + self.wrongly_out
        return self.right / entitled if entitled else None


@dataclass(frozen=True, slots=True)
class Quality(Measured):
    """What people showed to be wrong with a list, by objections that were upheld; who kept silent is taken for right."""

    open: int
    dismissed: int


@dataclass(frozen=True, slots=True)
class Compared(Measured):
    """A list against judging people one by one by the same frozen values; `undecided` lines are neither right nor wrong."""

    judged: int
    undecided: int


@dataclass(frozen=True)
class Benefit:
    """What a party has of one campaign, as the party sees it. `payment` is there once it was ordered, `recoveries` are what was
    asked back of it."""

    campaign: str
    party: str
    party_name: str
    policy: Policy
    organ: Organ
    period: str
    campaign_state: CampaignState
    state: LineState
    reason: Words | None
    fen: int
    account: str
    asks_intent: bool
    at: datetime
    payment: Payment | None
    may: tuple[str, ...]
    recoveries: tuple[RecoveryView, ...] = ()


@dataclass(frozen=True, slots=True)
class Granted:
    """A list of which people were told, or that is noticed: for whom it is, and of nobody by name."""

    campaign: str
    policy: Policy
    period: str
    audience: str


@dataclass(frozen=True)
class Why:
    """Why a party is on a list, or is not: each condition with its clause, the values and their sources, as they were frozen.

    `benefit` is None where the list does not name the party at all, `match` where the snapshot did not know it; `paid_before` is
    what arrived of the same list before an objection added to it.
    """

    campaign: str
    policy: Policy
    edition: Edition
    period: str
    on: date
    party: str
    party_name: str
    benefit: Benefit | None
    match: Match | None
    values: tuple[tuple[Fact, Value | None, Words], ...]
    objection: "ObjectionView | None"
    paid_before: tuple[Benefit, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """An objection. For the organ with the party's name and the number of its line, for the party with the answer."""

    code: str
    campaign: str
    party: str
    party_name: str
    words: str
    at: datetime
    state: ObjectionState
    answer: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class TurnView:
    """A policy stands otherwise for a party since a day."""

    policy: Policy
    on: date
    was_entitled: bool
    was_fen: int
    is_entitled: bool
    fen: int


@dataclass(frozen=True, slots=True)
class Purse:
    """The fund of a policy in a year, and what this list needs of it."""

    fund: FundView | None
    needed: int
