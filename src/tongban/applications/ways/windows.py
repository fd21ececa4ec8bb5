"""The same ways at the counter: from a licence somebody holds, a material that follows, the papers and cases of who is there.

Everything is done by the right of the person at the window; the clerk's part is on the record beside it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from tongban.applications import attendances, supplements
from tongban.applications.attendances import serving
from tongban.applications.events import CorrectionReceived, DraftAttended, MaterialCollected
from tongban.applications.types import (
    AttendanceView,
    Difference,
    DraftView,
    MendSheet,
    NotReceived,
    NotSubmitted,
    Supplement,
)
from tongban.applications.ways import continuations, gaps
from tongban.cases import public as cases
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.licences import public as licences

MOST = 20
NOT_SEEN = Words(
    "还没交：请先按“看改动”，让本人看过改动，再交。看过以后又改了的，要再看一次；文件请再选一次",
    "Not given yet: press “See what changes” and let the person read it first. What was changed since is to be seen again; "
    "choose the files again",
)


def cases_here(*, by: identity.Person, at: datetime) -> list[cases.CaseView]:
    """The latest cases of the party at the window, bundles with their parts; those that wait for a correction come first."""
    attendance = serving(by, at=at)
    mine = cases.cases_of(attendance.person, on=localdate(at))
    here = [one for one in mine if one.holder.code == attendance.party.code]
    return sorted(here, key=lambda one: all(part.state != cases.State.CORRECTING for part in one.parts))[:MOST]


def licences_here(*, by: identity.Person, at: datetime) -> list[tuple[licences.Licence, tuple[catalogue.Item, ...]]]:
    """The licences in force of the party at the window, with the items that renew, change or end each."""
    attendance, on = serving(by, at=at), localdate(at)
    held = [one for one in licences.licences_of(attendance.person, on=on) if one.holder_code == attendance.party.code]
    in_force = [one for one in held if one.standing(on) == licences.Standing.IN_FORCE]
    return [(one, items) for one in in_force if (items := continuations.continuations_of(one, on=on))]


@transaction.atomic
def receive_about(licence: str, *, item: str, by: identity.Person, at: datetime) -> DraftView:
    """Begin, at the window, a draft about a licence of the party there. Raises as `start_from`; NotFound for another's licence."""
    attendance = serving(by, at=at)
    found = licences.get_licence(licence, seen_by=attendance.person, on=localdate(at))
    if found.holder_code != attendance.party.code:
        raise identity.NotFound(licence)
    attendances.own_right(attendance, scope=item, at=at)
    draft = continuations.start_from(licence, item=item, person=attendance.person, at=at, clerk=by)
    attendances.add_draft(attendance, draft.code)
    told = DraftAttended(subject=draft.code, attendance=attendance.code, person=attendance.person.code, way="begun")
    journal.publish(told, by=by.code, at=at)
    return draft


@transaction.atomic
def collect_gap(
    number: str, *, material: str, files: Sequence[tuple[str, bytes]], by: identity.Person, at: datetime
) -> None:
    """Take in a material that was to follow (容缺补交), scanned at the window. Raises NotReceived, documents.Rejected, NotFound."""
    attendance = serving(by, at=at)
    case_here(number, by=by, at=at)
    given = received_by(attendance, by)
    try:
        gaps.supply_gap(number, material=material, files=files, by=attendance.person, at=at, received=given)
    except NotSubmitted as refused:
        raise NotReceived(refused.says) from None
    told = MaterialCollected(
        subject=number, attendance=attendance.code, person=attendance.person.code, material=material
    )
    journal.publish(told, by=by.code, at=at)


def received_by(attendance: AttendanceView, clerk: identity.Person) -> dict[str, Any]:
    """Who typed at which window for whom, for the dossier."""
    return {
        "attendance": attendance.code,
        "clerk": [clerk.code, clerk.name],
        "checked_by": attendance.checked_by,
        "person": [attendance.person.code, attendance.person.name],
    }


def sheet_here(number: str, *, by: identity.Person, at: datetime) -> MendSheet:
    """What is to be corrected in a case of the party at the window. Raises NotFound for any other, NotSubmitted if nothing is."""
    case_here(number, by=by, at=at)
    return supplements.mend_sheet(number, seen_by=serving(by, at=at).person, at=at)


def difference_here(
    number: str, *, raw: Mapping[str, Sequence[str]], note: str, by: identity.Person, at: datetime
) -> Difference:
    """What the clerk typed, beside what stood there before, for the person at the window to see. Raises as `sheet_here`."""
    case_here(number, by=by, at=at)
    return supplements.difference(number, raw=raw, note=note, by=serving(by, at=at).person, at=at)


@transaction.atomic
def mend_here(
    number: str,
    *,
    raw: Mapping[str, Sequence[str]],
    uploads: Sequence[tuple[str, str, bytes]],
    note: str,
    seen: str,
    by: identity.Person,
    at: datetime,
) -> None:
    """Give the correction that the clerk typed, by the rules of `mend`, as the act of the person at the window.

    `seen` is the digest of the difference that this person was shown; where only files are added there is none to show. Raises
    NotReceived when something else was shown or a field is wrong, NotSubmitted, documents.Rejected, NotFound.
    """
    attendance = serving(by, at=at)
    told = difference_here(number, raw=raw, note=note, by=by, at=at)
    if told.checked.errors or ((told.fields or told.note) and seen != told.digest):
        raise NotReceived(NOT_SEEN)
    supplements.mend(
        number, raw=raw, uploads=uploads, note=note, by=attendance.person, at=at, received=received_by(attendance, by)
    )
    typed = CorrectionReceived(
        subject=number,
        attendance=attendance.code,
        person=attendance.person.code,
        checked_by=attendance.checked_by,
        seen=told.digest,
    )
    journal.publish(typed, by=by.code, at=at)


def corrected_here(number: str, *, by: identity.Person, at: datetime) -> tuple[Supplement, ...]:
    """What was given after the submission for a case of the party at the window, newest first."""
    case_here(number, by=by, at=at)
    return supplements.supplements_of(number, seen_by=serving(by, at=at).person, at=at)


def case_here(number: str, *, by: identity.Person, at: datetime) -> cases.CaseView:
    """A case of the party at the window, as the person there may see it. Raises NotFound for any other."""
    attendance = serving(by, at=at)
    found = cases.own_case(number, seen_by=attendance.person, on=localdate(at))
    if found.holder.code != attendance.party.code:
        raise identity.NotFound(number)
    return found


def papers_here(number: str, *, by: identity.Person, at: datetime) -> list[cases.PaperView]:
    """The written notices (文书) of a case of the party at the window and of its parts, oldest first."""
    case_here(number, by=by, at=at)
    return cases.papers_of(number, seen_by=serving(by, at=at).person, on=localdate(at))


def paper_here(number: str, code: str, *, by: identity.Person, at: datetime) -> tuple[str, bytes]:
    """One of those notices, sealed: its file name and the PDF. NotFound until it is printed."""
    if code not in {paper.code for paper in papers_here(number, by=by, at=at)}:
        raise identity.NotFound(code)
    return cases.paper(code, seen_by=serving(by, at=at).person, on=localdate(at))
