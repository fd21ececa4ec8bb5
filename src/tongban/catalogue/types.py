"""The nouns of the city's content. An edition is one published, immutable state of all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tongban.kernel.clock import DayUnit
from tongban.kernel.words import Words
from tongban.rules.public import FactKind


class Certainty(StrEnum):
    """How sure the content is of a statement. Only SOURCED is shown without a mark (样例数据) on the pages."""

    SOURCED = "sourced"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    SAMPLE = "sample"


@dataclass(frozen=True)
class Organ:
    """An administrative organ (行政机关) that decides."""

    code: str
    name: Words
    short: Words
    credit_code: str
    phone: str = ""
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Source:
    """A data source (数源): the one register that answers for a fact, and the organ that keeps it."""

    code: str
    name: Words
    organ: str
    register: str
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Fact:
    """A data item (数据项): one name, one type, one owner, one source. `register_field` is its column in the source's register."""

    code: str
    label: Words
    kind: FactKind
    section: str
    hint: Words | None = None
    unit: Words | None = None
    options: Mapping[str, Words] = field(default_factory=dict)
    option_hints: Mapping[str, Words] = field(default_factory=dict)
    source: str | None = None
    register_field: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    longest: int | None = None
    pattern: str | None = None
    example: str = ""
    sensitive: bool = False
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Section:
    """A part of a form (表单分区), in the order in which people fill it."""

    code: str
    title: Words


@dataclass(frozen=True)
class LegalBasis:
    """A legal basis (设定依据): the law and the article."""

    title: Words
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Condition:
    """A condition for being granted (受理条件). `rule` is an expression over facts; without one, a person must judge."""

    code: str
    sentence: Words
    rule: str | None = None
    basis: Words | None = None
    certainty: Certainty = Certainty.SAMPLE


class Way(StrEnum):
    """How a material reaches the organ."""

    LICENCE = "licence"  # an electronic licence that the state issued: not asked for (免于提交)
    REGISTER = "register"  # the state's own register answers: not asked for (免于提交)
    FORM = "form"  # generated from the form's answers
    UPLOAD = "upload"  # only the applicant has it


@dataclass(frozen=True)
class Material:
    """A material (申报材料). The same code in two items is the same material, given once."""

    code: str
    name: Words
    way: Way
    note: Words | None = None
    source: str | None = None
    needed_when: str | None = None
    basis: Words | None = None
    certainty: Certainty = Certainty.SAMPLE
    may_follow: "Limit | None" = None


@dataclass(frozen=True)
class Limit:
    """A time limit (办结时限): statutory (法定) or promised (承诺). `days` is 0 on the spot and where the law sets none.

    With the unit of hours, `days` is the number of hours.
    """

    days: int
    unit: DayUnit
    note: Words | None = None
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Fee:
    yuan: str = "0"
    basis: Words | None = None
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class ReviewPoint:
    """A review point (审查要点). With a `rule` the machine examines it first; a person decides it always."""

    code: str
    label: Words
    rule: str | None = None
    fault: Words | None = None
    mend: Words | None = None
    basis: Words | None = None
    facts: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Result:
    """What is given (审批结果). `licence_type` is the 21-character type code of the national identifier (GB/T 36904)."""

    name: Words
    licence_type: str
    shows: tuple[str, ...] = ()
    valid_years: int | None = None
    certainty: Certainty = Certainty.SAMPLE


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


@dataclass(frozen=True)
class Procedure:
    """How an item is decided (办理程序): the steps inside the organ, who joins, the join rule, extension, automatic decision.

    `extension_days` is the longest extension that the organ's head may approve, in the unit of the statutory limit; 0 is none.
    `automatic` lets the machine grant, never refuse, where every review point has a rule and all of them are met.
    """

    steps: tuple[Step, ...] = (Step.OFFICER,)
    joins: tuple[Seat, ...] = ()
    join: JoinKind = JoinKind.ALL
    quorum: int = 0
    site_visit: SiteVisit | None = None
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


@dataclass(frozen=True)
class AskedFact:
    """A fact that an item asks for, and when (`when` is an expression; absent means always)."""

    fact: str
    when: str | None = None
    optional: bool = False


@dataclass(frozen=True)
class Item:
    """A service item (政务服务事项): what the state does for you, and what it asks of you.

    One that renews, changes or cancels names in `acts_on` the item whose licence it is about.
    """

    code: str
    name: Words
    legal_name: Words
    kind: str
    organ: str
    implementation_code: str
    audience: Words
    summary: Words
    basis: tuple[LegalBasis, ...]
    conditions: tuple[Condition, ...]
    facts: tuple[AskedFact, ...]
    materials: tuple[Material, ...]
    statutory: Limit
    promised: Limit
    fee: Fee
    result: Result
    review_points: tuple[ReviewPoint, ...]
    needs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    visits: int = 0
    procedure: Procedure = Procedure()
    commitment: Commitment | None = None
    purpose: Purpose = Purpose.NEW
    acts_on: str | None = None
    certainty: Certainty = Certainty.SAMPLE
    version: int = 0


class BundleKind(StrEnum):
    LIFE_EVENT = "life_event"
    INDUSTRY = "industry"


@dataclass(frozen=True)
class Component:
    """An item inside a bundle: when it is needed, why, and whether the applicant may leave it out."""

    item: str
    reason: Words
    when: str | None = None
    optional: bool = False
    chosen_by: str | None = None


@dataclass(frozen=True)
class Answer:
    question: Words
    answer: Words


@dataclass(frozen=True)
class Bundle:
    """Several items composed for one life event (一件事) or one industry (一业一证)."""

    code: str
    name: Words
    summary: Words
    kind: BundleKind
    organ: str
    implementation_code: str
    audience: str
    questions: tuple[str, ...]
    components: tuple[Component, ...]
    declaration: Words
    aliases: tuple[str, ...] = ()
    common_questions: tuple[Answer, ...] = ()
    certainty: Certainty = Certainty.SAMPLE
    version: int = 0


@dataclass(frozen=True)
class CalendarDocument:
    """A document that says which days of a year are free and which are worked (放假安排), as days or spans of days.

    One that `is_whole` settles its year: beside it nothing that the State's calendar says of that year holds.
    """

    title: Words
    year: int
    is_whole: bool = False
    free: tuple[str, ...] = ()
    worked: tuple[str, ...] = ()
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Problem:
    """Something wrong in the content (内容问题): the file within its folder, the line from 1, what is wrong, how to mend it."""

    file: str
    line: int
    says: Words
    mend: Words

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.says.zh}{self.mend.zh} / {self.says.en} {self.mend.en}"


class ContentBroken(ValueError):
    """The content has problems and was not published. `problems` holds all of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Edition:
    """All definitions of a city as published together (发布版本). Drafts, cases and licences name its number."""

    number: int
    digest: str
    effective_on: date
    place: Words
    region: str
    sections: Mapping[str, Section]
    facts: Mapping[str, Fact]
    sources: Mapping[str, Source]
    organs: Mapping[str, Organ]
    items: Mapping[str, Item]
    bundles: Mapping[str, Bundle]
