"""How a paper would read if its step were taken now: the same sentences as papers.py draws up, and nothing is stored."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.timezone import localdate

from tongban.cases import clocks, papers
from tongban.cases.models import Case, Correction, Extension, Pause
from tongban.cases.queries import SPECIAL, visible_to
from tongban.cases.states import State
from tongban.cases.types import PaperDraft, PaperKind
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.kernel.words import Words

TO_BE_WRITTEN = Words("（还没有写）", "(not written yet)")


def preview_paper(
    number: str,
    kind: PaperKind,
    *,
    seen_by: identity.Person,
    at: datetime,
    reasons: str = "",
    faults: Sequence[tuple[str, str]] = (),
    days: str = "",
    procedure: str = "",
    until: date | None = None,
) -> PaperDraft:
    """The words of a paper before its step is taken, for an official of the organ; for anybody else NotFound.

    `days` is how long an extension would be; `procedure` and `until` belong to a special procedure.
    """
    case = _case_of(number, seen_by, on=localdate(at))
    _as_if_done(case, kind, faults=faults, days=int(days) if days.isdecimal() and len(days) < 4 else 0, at=at)
    said = Words(reasons, reasons) if reasons else TO_BE_WRITTEN
    fills = {"days": days or "?", "procedure": SPECIAL.get(procedure, TO_BE_WRITTEN), "until": papers.say_date(until)}
    body = papers.body_of(case, kind, at=at, reasons=said, other=fills)
    return PaperDraft(
        kind=kind,
        title=papers.TITLES[kind],
        addressee=case.holder_name,
        body=tuple(Words(zh, en) for zh, en in body["body"]),
        faults=tuple((Words(zh, en), words) for zh, en, words in body["faults"]),
        remedies=papers.REMEDIES if kind in papers.WITH_REMEDIES else None,
    )


def _case_of(number: str, seen_by: identity.Person, *, on: date) -> Case:
    case = visible_to(seen_by, on=on).filter(number=number).exclude(organ="").first()
    official = identity.official_of(seen_by)
    if case is None or official is None or official.organ.code != case.organ:
        raise identity.NotFound(number)
    return case


def _as_if_done(case: Case, kind: PaperKind, *, faults: Sequence[tuple[str, str]], days: int, at: datetime) -> None:
    """Set the case's instants and days as the step would, without saving."""
    calendar, item = catalogue.calendar(), catalogue.edition(case.edition).items[case.item]
    extension = Extension(case=case, days=days, agreed=True) if kind is PaperKind.EXTENSION else None
    if kind is PaperKind.CORRECTION:
        due_on = calendar.add_working_days(localdate(at), clocks.CORRECT_WITHIN)
        case.correction = Correction(faults=[list(fault) for fault in faults], due_on=due_on)
        return
    if kind in {PaperKind.ACCEPTANCE, PaperKind.GRANT} and case.accepted_at is None:
        case.accepted_at, case.state = at, State.ACCEPTED
    if kind is PaperKind.GRANT:
        case.decided_at, case.state = at, State.GRANTED
    pauses = list(Pause.objects.filter(case=case))
    found = clocks.project(clocks.course_of(case, item, pauses=pauses, extension=extension), calendar)
    case.statutory_due_on, case.promised_due_on = found.statutory_due_on, found.promised_due_on
    case.deliver_due_on = found.deliver_due_on
