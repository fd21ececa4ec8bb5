"""Put together what stands on the two pages of a track, from the doors below: the sheet to decide on, and its course."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from tongban.applications import public as applications
from tongban.applications.public import CaseFile
from tongban.approvals import public as approvals
from tongban.approvals.public import InquiryKind, TrackState, TrackView, Wait
from tongban.cases import public as cases
from tongban.cases.public import CaseView, LogLine, PaperView, State
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition, Item, Step
from tongban.desks.deadlines import instead_of, remaining
from tongban.desks.types import Entries, Error, Point, Sheet, Typed, points_of, said, situation_of
from tongban.identity import public as identity
from tongban.identity.public import Capacity, Person


def sheet_of(track: TrackView, *, reader: Person, can: Capacity, at: datetime) -> Sheet:
    """The sheet of a track for this official. Opening it is recorded for the applicant (谁看过我的材料)."""
    today, duty = localdate(at), identity.official_of(reader)
    file = applications.file_of(track.subject, seen_by=reader, at=at)
    role = duty.role if duty else ""
    instead = instead_of(track.claimed_by, track.step, role=role, can=can) if track.my_step else ()
    names = names_of({track.claimed_by, *instead})
    return Sheet(
        track=track,
        file=file,
        points=_points(track, file),
        entries=Entries({}),
        left=remaining(track.due_on, on=today, calendar=catalogue.calendar()),
        conditions=tuple(said(finding) for finding in file.conditions),
        situation=situation_of(file),
        clocks=cases.clocks_of(file.case, on=today),
        names=names,
        may_act=track.my_step,
        instead_of=tuple(names.get(code, code) for code in instead),
    )


def _points(track: TrackView, file: CaseFile) -> tuple[Point, ...]:
    """The points that this organ judges; an organ that joins the review may have some of them only."""
    return tuple(one for one in points_of(file.points) if one.point.code in track.points)


def names_of(codes: Collection[str]) -> dict[str, str]:
    """The names of the people with these codes; no query where there is nobody."""
    wanted = sorted(code for code in codes if code)
    return {code: person.name for code, person in identity.people(wanted).items()} if wanted else {}


@dataclass(frozen=True)
class Desk:
    """Who reads about a track: what belongs to every page of it. `colleagues` are the officials of the track's organ."""

    track: TrackView
    colleagues: tuple[Person, ...]
    names: Mapping[str, str]
    can: Capacity
    role: str
    edition: Edition
    today: date
    errors: tuple[Error, ...] = ()
    typed: Typed = field(default_factory=Typed)

    @property
    def is_own(self) -> bool:
        return self.can.organ == self.track.organ

    @property
    def may_work(self) -> bool:
        """The reader does one of the steps of this organ, and the track is open."""
        return self.is_own and bool(self.can.steps) and self.track.state == TrackState.OPEN

    @property
    def arranges(self) -> bool:
        """The reader may give the work to somebody else: the organ's head or supervisor, or the city's supervisor."""
        own = self.is_own and (self.role == identity.Official.Role.HEAD or self.can.oversees)
        return own or self.can.oversees_all

    @property
    def is_head(self) -> bool:
        return self.is_own and Step.HEAD in self.can.steps


@dataclass(frozen=True)
class Course(Desk):
    """What may be done about a case beside the decision: special procedures, help, extension, gaps, ending it.

    `case` is None for a supervisor of the city, who sees where it stands but not whose it is.
    """

    case: CaseView | None = None

    @property
    def item(self) -> Item | None:
        return self.edition.items[self.case.item] if self.case and self.case.item else None

    @property
    def is_under_review(self) -> bool:
        return self.case is not None and self.case.state in {State.ACCEPTED, State.SUSPENDED}

    @property
    def decides(self) -> bool:
        """The reader's organ decides the case; one that joins the review (会签) only gives its opinion."""
        return self.case is not None and self.case.organ == self.can.organ

    @property
    def longest_extension(self) -> int:
        """The most days by which the item's limit may be extended, where it has not been asked for yet; else 0."""
        asked = not self.decides or self.case is None or self.case.extension is not None
        return self.item.procedure.extension_days if self.item and not asked and self.is_under_review else 0

    @property
    def kinds(self) -> tuple[InquiryKind, ...]:
        """The special procedures that can be begun now."""
        going = {one.kind for one in self.track.inquiries if one.closed_at is None}
        return tuple(kind for kind in InquiryKind if kind not in going)

    def longest(self, kind: InquiryKind) -> int:
        """How many working days a special procedure of this kind may take for the item."""
        return cases.longest(self.item, kind) if self.item else 0

    @property
    def other_organs(self) -> tuple[str, ...]:
        return tuple(code for code in self.edition.organs if code != self.track.organ)


@dataclass(frozen=True)
class Waiting(Desk):
    """Everything that the subject waits for."""

    waits: tuple[Wait, ...] = ()


@dataclass(frozen=True)
class Record:
    """What happened, the written notices, the other departments, and other cases of the same applicant in this organ."""

    track: TrackView
    case: CaseView
    edition: Edition
    log: tuple[LogLine, ...]
    papers: tuple[PaperView, ...]
    siblings: tuple[CaseView, ...]
    earlier: tuple[CaseView, ...]


def course_of(track: TrackView, *, reader: Person, can: Capacity, on: date) -> Course:
    """What this official may do about a track beside deciding it."""
    case = case_of(track.subject, reader, on=on)
    asked = case.extension.asked_by if case and case.extension else ""
    on_site = [code for one in track.inquiries for code in (*one.officers, one.reported_by, one.confirmed_by)]
    codes = {track.claimed_by, asked, *on_site, *(one.answered_by for one in track.assistance)}
    edition = catalogue.edition(case.edition if case else None)
    return Course(**desk_of(track, codes, reader=reader, can=can, on=on) | {"edition": edition}, case=case)


def waiting_of(track: TrackView, *, reader: Person, can: Capacity, on: date) -> Waiting:
    """What a track's subject waits for, for this official."""
    waits = approvals.waits_of(track.subject, seen_by=reader, on=on)
    codes = {track.claimed_by, *(wait.person for wait in waits)}
    return Waiting(**desk_of(track, codes, reader=reader, can=can, on=on), waits=waits)


def desk_of(track: TrackView, codes: Iterable[str], *, reader: Person, can: Capacity, on: date) -> dict[str, Any]:
    duty = identity.official_of(reader)
    colleagues = tuple(identity.officials_of(track.organ))
    known = {person.code: person.name for person in colleagues}
    return {
        "track": track,
        "colleagues": colleagues,
        "names": known | names_of({code for code in codes if code and code not in known}),
        "can": can,
        "role": duty.role if duty else "",
        "edition": catalogue.edition(),
        "today": on,
    }


def record_of(track: TrackView, *, reader: Person, on: date) -> Record:
    """The record of a track's case, for officials of its organ; for anybody else NotFound."""
    case = cases.get_case(track.subject, seen_by=reader, on=on)
    earlier = cases.earlier_cases_of(case.holder.code, seen_by=reader, on=on)
    return Record(
        track=track,
        case=case,
        edition=catalogue.edition(case.edition),
        log=tuple(cases.log_of(case)),
        papers=_papers_of(track.subject, reader, on) if case.organ == track.organ else (),
        siblings=tuple(cases.siblings_of(case)),
        earlier=tuple(one for one in earlier if one.number != case.number),
    )


def _papers_of(number: str, reader: Person, on: date) -> tuple[PaperView, ...]:
    return tuple(cases.papers_of(number, seen_by=reader, on=on))


def case_of(number: str, reader: Person, *, on: date) -> CaseView | None:
    """The case, where this official may see it; the city's supervisor may not."""
    try:
        return cases.get_case(number, seen_by=reader, on=on)
    except identity.NotFound:
        return None
