"""How an item is decided: steps, organs that join, visits, promises instead of proofs, and what a case does to a licence."""

from dataclasses import dataclass
from enum import StrEnum

from tongban.catalogue.statements import Certainty
from tongban.kernel.words import Words


class Step(StrEnum):
    """A step inside an organ (承办、审核、审批): who must say something. Each step is another person's."""

    OFFICER = "officer"  # handles and proposes
    REVIEWER = "reviewer"  # countersigns
    HEAD = "head"  # approves for the organ


class JoinKind(StrEnum):
    """How the opinions of several organs become one conclusion."""

    ALL = "all"  # all must agree; all are heard before it is concluded
    VETO = "veto"  # one that disagrees ends it at once
    LEAD = "lead"  # the deciding organ decides after the others' opinions
    QUORUM = "quorum"  # so many must agree


class Silence(StrEnum):
    """What it means when a joined organ says nothing within its limit."""

    WAITS = "waits"  # nothing: it stays overdue, and its supervisor is told
    AGREES = "agrees"  # silence is agreement
    LAPSES = "lapses"  # the others conclude without it


@dataclass(frozen=True)
class Seat:
    """An organ that joins the review (会签部门). Without `points` it judges all; `days` are working days of its own limit."""

    organ: str
    days: int
    points: tuple[str, ...] = ()
    steps: tuple[Step, ...] = (Step.OFFICER,)
    silence: Silence = Silence.WAITS
    basis: Words | None = None
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class SiteVisit:
    """An on-site inspection (现场核查): when it is due, by how many officers, within how many working days, what is looked at."""

    checklist: tuple[Words, ...]
    days: int
    officers: int = 2
    when: str | None = None
    basis: Words | None = None
    certainty: Certainty = Certainty.SAMPLE


class InquiryKind(StrEnum):
    """The special procedures whose time does not count: Administrative Licensing Law, articles 34, 45 and 46 to 48."""

    SITE_VISIT = "site_visit"
    HEARING = "hearing"
    INSPECTION = "inspection"
    TESTING = "testing"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert_review"
    PUBLIC_NOTICE = "public_notice"


@dataclass(frozen=True)
class ProcedureLimit:
    """How long a special procedure may take (特别程序期限): at most so many working days of one kind, all of a case together."""

    kind: InquiryKind
    days: int
    basis: Words | None = None
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Procedure:
    """How an item is decided (办理程序): the steps inside the organ, who joins, the join rule, extension, automatic decision.

    `special` are the longest times of its special procedures; a visit to the site has its own in `site_visit`.
    `extension_days` is the longest extension that the organ's head may approve, in the unit of the statutory limit; 0 is none.
    `automatic` lets the machine grant, never refuse, where every review point has a rule and all of them are met.
    """

    steps: tuple[Step, ...] = (Step.OFFICER,)
    joins: tuple[Seat, ...] = ()
    join: JoinKind = JoinKind.ALL
    quorum: int = 0
    site_visit: SiteVisit | None = None
    special: tuple[ProcedureLimit, ...] = ()
    extension_days: int = 0
    automatic: bool = False
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Commitment:
    """Notification and commitment (告知承诺): what the applicant is told and promises, instead of `points` and `materials`.

    `when` is an expression over facts that says for whom it is open. Within `check_days` working days after the grant the organ
    checks `sampling_percent` of the cases; a broken promise has the `consequence`.
    """

    text: Words
    consequence: Words
    points: tuple[str, ...]
    materials: tuple[str, ...]
    check_days: int
    sampling_percent: int = 100
    when: str | None = None
    basis: Words | None = None
    certainty: Certainty = Certainty.SAMPLE


class Purpose(StrEnum):
    """What a case of this item does to a licence (业务办理项): gives, extends, changes or ends it."""

    NEW = "new"
    RENEW = "renew"
    CHANGE = "change"
    CANCEL = "cancel"
