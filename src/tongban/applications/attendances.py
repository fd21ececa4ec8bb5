"""An attendance at the counter: whose card was read, for whom they act, and what the clerk may touch meanwhile."""

from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_hex

from django.db import transaction
from django.utils.timezone import localdate

from tongban.applications.events import AttendanceEnded, AttendanceStarted
from tongban.applications.models import Attendance, Draft
from tongban.applications.ports import Card, card_reader
from tongban.applications.types import AttendanceView, NotReceived
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words

LONGEST = timedelta(minutes=60)  # our own rule: whoever walks away must not leave their affairs open
TYPED = "typed"
UNREADABLE = Words(
    "没有读到证件。请把证件重新放好再读一次，或者照证件输入姓名和号码",
    "No card was read. Lay it down again, or type the name and number that stand on it",
)
NO_CARD = Words(
    "请先读证件，或者照证件输入姓名和号码", "Read the card first, or type the name and number that stand on it"
)
NOBODY = Words(
    "姓名和号码对不上，人口库里没有这个人。请核对证件上的每一位号码和姓名，再输入一次",
    "Name and number do not belong together. Compare both with the card, digit by digit, and type them again",
)
NOT_COMPARED = Words(
    "请先看着本人核对照片，再勾选“人和证件一致”",
    "Compare the person with the photograph first, then tick “The person is the one on the card”",
)
OWN_AFFAIR = Words(
    "您和这一方有利害关系，应当回避。请同事接待",
    "You have an interest in this party's affairs and must step aside. Ask a colleague to attend to them",
)
NOBODY_HERE = Words(
    "现在没有进行中的接待（超过 60 分钟会自动结束）。请重新读证件；已保存的内容都在",
    "Nobody is being attended to (an attendance ends after 60 minutes). Read the card again; what was saved is kept",
)


def is_clerk(person: identity.Person) -> bool:
    """Whether the person's duty is the comprehensive counter."""
    duty = identity.official_of(person)
    return duty is not None and duty.role == identity.Official.Role.CLERK


def _clerk(by: identity.Person) -> identity.Person:
    if not is_clerk(by):
        raise identity.NotFound("counter")
    return by


def cards(*, by: identity.Person) -> tuple[tuple[str, Words], ...]:
    """Cards that can be laid on the reader, where it is a demonstration's: (what is sent, what is told)."""
    _clerk(by)
    return card_reader().cards()


@transaction.atomic
def begin(
    *,
    by: identity.Person,
    at: datetime,
    read: str = "",
    number: str = "",
    name: str = "",
    party: str = "",
    is_alike: bool = False,
) -> AttendanceView:
    """Attend to the person whose card was read (`read` is what the reader sent) or typed, for `party` (its code; empty: for
    themselves). Whoever the clerk attended to before is no longer. Raises NotReceived for a card that names nobody, NotAllowed
    when that person may not act for the party or the clerk must step aside, NotFound for anybody who is no clerk.
    """
    someone, checked_by = _checked(_clerk(by), read=read, number=number, name=name)
    if not is_alike:
        raise NotReceived(NOT_COMPARED)
    on = localdate(at)
    acting = identity.acting_for(someone, party=party.strip().upper() or someone.number, on=on)
    if identity.has_interest(by, acting.party.code, on=on) or someone.pk == by.pk:
        raise identity.NotAllowed(OWN_AFFAIR)
    _close_what_is_open(by, at=at)
    begun = Attendance(code=token_hex(10), clerk=by.code, person=someone.code, person_name=someone.name, began_at=at)
    begun.checked_by = checked_by
    _acts_for(begun, acting)
    begun.drafts = _still_here(begun, at)
    begun.save(force_insert=True)
    journal.publish(_began(begun, acting), by=by.code, at=at)
    return _view(begun, someone)


def _acts_for(begun: Attendance, acting: identity.Acting) -> None:
    begun.party_kind, begun.party_code, begun.party_name = acting.party.kind, acting.party.code, acting.party.name
    begun.right, begun.mandate = acting.right, acting.mandate or ""


def _checked(by: identity.Person, *, read: str, number: str, name: str) -> tuple[identity.Person, str]:
    """Who it is by the population register, and how the card was checked: the reader's name, or typed."""
    number, name = number.strip().upper(), name.strip()
    if read:
        reader = card_reader()
        try:
            card, checked_by = reader.read(read), reader.name
        except ValueError:
            raise NotReceived(UNREADABLE) from None
    elif number and name:
        card, checked_by = Card(number, name), TYPED
    else:
        raise NotReceived(NO_CARD)
    try:
        someone = identity.person_by_number(card.number)
    except identity.NotFound:
        raise NotReceived(NOBODY) from None
    if someone.name != card.name:
        raise NotReceived(NOBODY)
    return someone, checked_by


def _close_what_is_open(by: identity.Person, *, at: datetime) -> None:
    opened = Attendance.objects.select_for_update().filter(clerk=by.code, ended_at=None).first()
    if opened:
        _end(opened, "next" if at < opened.began_at + LONGEST else "time", by=by, at=at)


def _still_here(now: Attendance, at: datetime) -> list[str]:
    """The drafts of somebody whose card is read once more at the same window on the same day: they go on where they were."""
    same = Attendance.objects.filter(clerk=now.clerk, person=now.person, party_code=now.party_code)
    before = same.order_by("-began_at", "-id").first()
    return list(before.drafts) if before and localdate(before.began_at) == localdate(at) else []


def _began(begun: Attendance, acting: identity.Acting) -> AttendanceStarted:
    return AttendanceStarted(
        subject=begun.code,
        person=begun.person,
        party=identity.public_code(acting.party),
        right=acting.right,
        mandate=begun.mandate,
        checked_by=begun.checked_by,
    )


@transaction.atomic
def end(*, by: identity.Person, at: datetime) -> None:
    """The person leaves the window. Ending what has ended changes nothing."""
    found = Attendance.objects.select_for_update().filter(clerk=_clerk(by).code, ended_at=None).first()
    if found:
        _end(found, "clerk" if at < found.began_at + LONGEST else "time", by=by, at=at)


def _end(attendance: Attendance, why: str, *, by: identity.Person, at: datetime) -> None:
    attendance.ended_at = at
    attendance.save(update_fields=["ended_at"])
    journal.publish(AttendanceEnded(subject=attendance.code, person=attendance.person, why=why), by=by.code, at=at)


def attendance_of(by: identity.Person, *, at: datetime) -> AttendanceView | None:
    """Whom the clerk attends to at this moment; None when nobody is there. Raises NotFound for anybody who is no clerk."""
    found = _open(_clerk(by), at)
    return _view(found, identity.person(found.person)) if found else None


def serving(by: identity.Person, *, at: datetime) -> AttendanceView:
    """The same; raises NotAllowed, which says what to do, when nobody is there."""
    found = attendance_of(by, at=at)
    if found is None:
        raise identity.NotAllowed(NOBODY_HERE)
    return found


def _open(by: identity.Person, at: datetime) -> Attendance | None:
    found = Attendance.objects.filter(clerk=by.code, ended_at=None).first()
    return found if found and at < found.began_at + LONGEST else None


def _view(attendance: Attendance, person: identity.Person) -> AttendanceView:
    return AttendanceView(
        code=attendance.code,
        person=person,
        party=identity.Party(identity.PartyKind(attendance.party_kind), attendance.party_code, attendance.party_name),
        right=attendance.right,
        mandate=attendance.mandate,
        checked_by=attendance.checked_by,
        began_at=attendance.began_at,
        until_at=attendance.began_at + LONGEST,
        drafts=tuple(attendance.drafts),
    )


def add_draft(attendance: AttendanceView, draft: str) -> None:
    """From now on the clerk may touch this draft while the attendance lasts."""
    found = Attendance.objects.select_for_update().get(code=attendance.code)
    if draft not in found.drafts:
        found.drafts.append(draft)
        found.save(update_fields=["drafts"])


def own_right(attendance: AttendanceView, *, scope: str, at: datetime) -> identity.Acting:
    """The right of the person at the window themselves, read afresh; raises NotAllowed when it has ended."""
    return identity.acting_for(attendance.person, party=attendance.party.code, on=localdate(at), scope=scope)


def right_at_counter(draft: Draft, *, by: identity.Person, at: datetime) -> identity.Acting | None:
    """A clerk's right to write in the draft: only while its owner's person stands at the window, and at most what they may.

    `person` of the right is whoever stands there. None when nobody does, or when the draft is not open at this window.
    """
    if not is_clerk(by) or (attendance := attendance_of(by, at=at)) is None or draft.code not in attendance.drafts:
        return None
    own = own_right(attendance, scope=draft.bundle or draft.item, at=at)
    return replace(own, right=identity.Right.COUNTER)
