"""What benefits hands out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tongban.benefits.states import CampaignState, LineState, ObjectionState, Verdict
from tongban.catalogue.public import Edition, Fact, Organ, Policy
from tongban.kernel.words import Words
from tongban.payments.public import FundView, Payment
from tongban.policies.public import Match
from tongban.rules.public import Value


class BenefitRefused(ValueError):
    """It cannot be done so. `says` tells why, and how to mend it."""

    def __init__(self, says: Words) -> None:
        super().__init__(f"{says.zh} / {says.en}")
        self.says = says


@dataclass(frozen=True)
class CampaignView:
    """A campaign as an official sees it. `counts` are lines by state, `sums` their fen; `may` are the verbs open to the reader."""

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


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list, for the organs concerned: number and account are masked, the name is not."""

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
class Standing:
    """Where an organ of the joint review stands."""

    organ: str
    state: str
    words: str


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


@dataclass(frozen=True)
class Benefit:
    """What a party has of one campaign, as the party sees it. `payment` is there once it was ordered."""

    campaign: str
    party: str
    party_name: str
    policy: Policy
    organ: Organ
    period: str
    state: LineState
    reason: Words | None
    fen: int
    account: str
    asks_intent: bool
    at: datetime
    payment: Payment | None
    may: tuple[str, ...]


@dataclass(frozen=True)
class Why:
    """Why a party is on a list, or is not: each condition with its clause, the values and their sources, as they were frozen.

    `benefit` is None where the list does not name the party at all, `match` where the snapshot did not know it.
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


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """An objection. For the organ with the party's name, for the party with the answer."""

    code: str
    campaign: str
    party: str
    party_name: str
    words: str
    at: datetime
    state: ObjectionState
    answer: str


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
