"""What a page needs to know of a draft, and what is frozen when it is submitted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from tongban.bundles.public import Composition
from tongban.cases.public import CaseView
from tongban.catalogue.public import Bundle, Commitment, Edition, Item, Limit, ReviewPoint, Section
from tongban.documents.public import Document
from tongban.forms.public import Checked, Field, Form, FormSection, Supply, show_value
from tongban.identity.public import Party, Person
from tongban.kernel.words import Words
from tongban.licences.public import Licence
from tongban.precheck.public import Finding
from tongban.rules.public import Value


class Origin(StrEnum):
    """Where a value comes from."""

    QUESTION = "question"
    REGISTER = "register"
    TYPED = "typed"
    DISPUTED = "disputed"
    CARRIED = "carried"  # from the application for the licence that this one is about
    LICENCE = "licence"  # from that licence itself: nobody types it
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Held:
    """One value of a draft or dossier: what it is, where it comes from, since when; and what the register says, if it differs."""

    value: Value
    origin: Origin
    source: str | None = None
    at: datetime | None = None
    register: Value = None


NOTHING = Held(None, Origin.EMPTY)


@dataclass(frozen=True, slots=True)
class Filled:
    """A field with its value, ready for a page."""

    field: Field
    held: Held
    shown: Words
    register_shown: Words | None
    source: Words | None


@dataclass(frozen=True, slots=True)
class Step:
    """One section of the form: what is known already, what is still to be typed, and how many required fields are empty."""

    section: Section
    known: tuple[Filled, ...]
    to_fill: tuple[Filled, ...]
    missing: int

    @property
    def code(self) -> str:
        return self.section.code

    @property
    def fields(self) -> tuple[Filled, ...]:
        return self.known + self.to_fill


def filled(field: Field, held: Mapping[str, Held], edition: Edition) -> Filled:
    """A field with its value in words and its source's name."""
    one = held.get(field.fact.code, NOTHING)
    shown = show_value(field.fact, one.value) if one.value is not None else Words("", "")
    told = show_value(field.fact, one.register) if one.register is not None else None
    source = edition.sources[one.source].name if one.source else None
    return Filled(field, one, shown, told, source)


def step_of(section: FormSection, held: Mapping[str, Held], edition: Edition) -> Step:
    """A section with what is known and what is to be filled in."""
    all_of_it = [filled(field, held, edition) for field in section.fields]
    known = tuple(one for one in all_of_it if one.held.origin not in {Origin.TYPED, Origin.EMPTY})
    to_fill = tuple(one for one in all_of_it if one not in known)
    missing = sum(one.field.required and one.held.value is None for one in to_fill)
    return Step(section.section, known, to_fill, missing)


class SupplyState(StrEnum):
    """How a material stands: the state has it, the form makes it, it is given, it follows later, or it is still missing."""

    STATE_HAS_IT = "state_has_it"
    GENERATED = "generated"
    GIVEN = "given"
    LATER = "later"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class SupplyView:
    """A material of the draft. `may_follow` is the limit within which it may be handed in later, if every item allows it,
    and `follows_by` the day on which that ends if the application is submitted today."""

    supply: Supply
    state: SupplyState
    documents: tuple[Document, ...]
    may_follow: Limit | None = None
    follows_by: date | None = None

    @property
    def code(self) -> str:
        return self.supply.material.code


@dataclass(frozen=True, slots=True)
class WayView:
    """An item that may be decided on commitment (告知承诺): for whom it `is_open`, and whether it `is_chosen`."""

    item: Item
    commitment: Commitment
    is_open: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class DraftUpdate:
    """What a newer edition changes for a draft (指南更新): under each name, sentences. `lost` are facts to be answered anew."""

    edition: int
    effective_on: date
    changes: tuple[tuple[Words, tuple[Words, ...]], ...]
    is_gone: bool
    lost: tuple[Words, ...]


@dataclass(frozen=True)
class DraftView:
    """A draft (申请草稿) as somebody may see it; it names the edition under which it is made."""

    code: str
    bundle: str | None
    item: str | None
    edition: int
    title: Words
    holder: Party
    started_by: str
    started_at: datetime
    saved_at: datetime
    case_number: str | None
    chosen: tuple[str, ...]
    situation: Mapping[str, Value]
    silent: tuple[str, ...]
    licence: str | None = None


@dataclass(frozen=True)
class Outlook:
    """Everything that follows from a draft at this moment: what is needed and why, the one form, the findings."""

    draft: DraftView
    edition: Edition
    bundle: Bundle | None
    composition: Composition
    form: Form
    held: Mapping[str, Held]
    supplies: tuple[SupplyView, ...]
    findings: tuple[Finding, ...]
    ways: tuple[WayView, ...] = ()

    @property
    def commitments(self) -> tuple[WayView, ...]:
        """The items that the applicant chose to have decided on commitment."""
        return tuple(way for way in self.ways if way.is_chosen)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The sections of the form with every value in words; made when a page asks for them."""
        return tuple(step_of(section, self.held, self.edition) for section in self.form.sections)

    @cached_property
    def values(self) -> Mapping[str, Value]:
        return {code: held.value for code, held in self.held.items() if held.value is not None}

    @cached_property
    def missing(self) -> int:
        """How many required fields are still empty."""
        filled_in = self.values
        return sum(field.required and field.fact.code not in filled_in for field in self.form.fields)

    @property
    def to_upload(self) -> tuple[SupplyView, ...]:
        ours = {SupplyState.STATE_HAS_IT, SupplyState.GENERATED}
        return tuple(view for view in self.supplies if view.state not in ours)

    @property
    def not_uploaded(self) -> tuple[SupplyView, ...]:
        """The materials that are neither given nor announced for later."""
        return tuple(view for view in self.supplies if view.state == SupplyState.MISSING)


@dataclass(frozen=True)
class Sheet:
    """What the applicant signs: everything shown on the page, under one digest. Submitting needs this very digest."""

    outlook: Outlook
    declaration: Words
    number: str
    digest: str
    is_ready: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """The proof that the application arrived: given only after it is stored."""

    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Comparison:
    """One line of the data comparison at the desk: what the applicant states, and what the register says."""

    label: Words
    stated: Words
    register: Words | None
    source: Words | None
    differs: bool
    changed_from: Words | None = None


@dataclass(frozen=True, slots=True)
class PointView:
    """A review point with what the machine found for it."""

    point: ReviewPoint
    findings: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class GivenMaterial:
    """A material in the dossier: how it came, and the uploaded files."""

    code: str
    name: Words
    way: str
    documents: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class CaseFile:
    """What a reviewer may see of a dossier: only what their item asks for (最小必要)."""

    case: CaseView
    item: Item
    edition: Edition
    comparisons: tuple[Comparison, ...]
    materials: tuple[GivenMaterial, ...]
    points: tuple[PointView, ...]
    conditions: tuple[Mapping[str, Any], ...]
    declaration: Words
    signed_at: datetime
    signed_by: str
    note: str
    round: int
    at_counter: Mapping[str, Any] | None = None
    given_at_counter: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class MendSheet:
    """What an applicant is asked to correct: the faults in words, the fields and the materials concerned, with what was given."""

    case: CaseView
    faults: tuple[tuple[Words, str], ...]
    fields: tuple[Filled, ...]
    materials: tuple[GivenMaterial, ...]
    due_on: date


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised (承诺), word for word as it was signed, and within how many working days it is checked."""

    text: Words
    consequence: Words
    version: int
    check_days: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What a correction would change, before it is given: the checked fields, (label, before, after), and the digest of it all."""

    checked: Checked
    fields: tuple[tuple[Words, Words, Words], ...]
    note: str
    digest: str


@dataclass(frozen=True, slots=True)
class Supplement:
    """What the applicant gave after the submission, to show what changed: (label, before, after) and (material, file names).

    `clerk` is the name of who typed it at a counter, empty where the applicant did.
    """

    at: datetime
    fields: tuple[tuple[Words, Words, Words], ...]
    materials: tuple[tuple[Words, tuple[Mapping[str, str], ...]], ...]
    note: str
    clerk: str = ""


class NotSubmitted(ValueError):
    """The application was not submitted; nothing is lost. `says` tells why and what to do."""

    def __init__(self, says: Words) -> None:
        super().__init__(f"{says.zh} / {says.en}")
        self.says = says


class Outdated(NotSubmitted):
    """Not submitted, because the content that the draft was begun under has changed in what concerns it: see `update_of`."""


@dataclass(frozen=True, slots=True)
class AttendanceView:
    """An attendance (接待) that lasts: who stands at the window, for which party, until when at the latest."""

    code: str
    person: Person
    party: Party
    right: str
    mandate: str
    checked_by: str
    began_at: datetime
    until_at: datetime
    drafts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakeOverCode:
    """The code with which a window may go on with a draft, in the only moment in which it can be read, and its last moment."""

    code: str
    until_at: datetime


@dataclass(frozen=True)
class Slip:
    """Everything that a draft lacks, told at once (一次性告知单). Nothing in it is an official decision."""

    outlook: Outlook
    questions: tuple[Words, ...]
    fields: tuple[tuple[Words, tuple[Words, ...]], ...]
    materials: tuple[SupplyView, ...]
    faults: tuple[Finding, ...]

    @property
    def count(self) -> int:
        """How many things are to be brought, said or mended."""
        named = sum(len(labels) for _, labels in self.fields)
        return len(self.questions) + named + len(self.materials) + len(self.faults)


@dataclass(frozen=True, slots=True)
class ResultView:
    """A finished case of the party at the window, its licence if there is one, and the hand-over if it has happened."""

    case: CaseView
    licence: Licence | None
    handed_at: datetime | None
    recipient: str | None


class NotReceived(ValueError):
    """The clerk's step was not taken. `says` tells why and what to do; nothing that was saved is lost."""

    def __init__(self, says: Words) -> None:
        super().__init__(f"{says.zh} / {says.en}")
        self.says = says
