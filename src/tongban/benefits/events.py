"""What benefits announces. People are named by their public code, and only where one person acted; a list by its digest."""

from dataclasses import dataclass

from tongban.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignStarted(Event):
    """The campaign `subject` was started: a policy for a period, over a snapshot of the registers on a day."""

    policy: str
    period: str
    edition: str
    snapshot: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFrozen(Event):
    """The list of the campaign is fixed by its digest, before its first line is written: so many lines, and so much money."""

    digest: str
    lines: int
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignMoved(Event):
    """The campaign came into another state."""

    before: str
    after: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleInformed(Event):
    """So many people of the list were told; `digest` is the SHA-256 of their lines' numbers."""

    count: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesOrdered(Event):
    """So many lines of the list went to the bank in the batch `batch`; `repeated` had been paid before and were not again."""

    batch: str
    count: int
    fen: int
    repeated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentGiven(Event):
    """The party `party` (its public code) confirmed, declined, or named another account."""

    party: str
    intent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRaised(Event):
    """Somebody objected to what the list says of `party` (its public code)."""

    objection: str
    party: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionSettled(Event):
    """A person looked at the objection and answered it."""

    objection: str
    upheld: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitStopped(Event):
    """A line of the list is not paid, because what it rested on has ended; `party` is a public code."""

    party: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitsRechecked(Event):
    """Those whom `subject` (a day, or a register and a party) can have changed were judged again, and no one else."""

    judged: int
    turned: int
