"""How a case ends without a grant or a refusal: not accepted, terminated, withdrawn."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from tongban.approvals import public as approvals
from tongban.cases import letters, papers
from tongban.cases.actions import NO_REASON, close_parent, end_those_that_wait_for, for_official, locked, move
from tongban.cases.events import CaseNotAccepted, CaseTerminated, CaseWithdrawn
from tongban.cases.models import Case, Pause
from tongban.cases.queries import tell_why_not, visible_to
from tongban.cases.states import ENDED, NEXT, NotPossible, State
from tongban.cases.types import PaperKind, Refused
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words


@transaction.atomic
def refuse_to_accept(number: str, *, by: identity.Person, reasons: str, at: datetime) -> None:
    """Do not accept the case (不予受理), with reasons and remedies in writing. Raises Refused without reasons."""
    if not reasons.strip():
        raise Refused(NO_REASON)
    case = for_official(number, by, at)
    move(case, State.NOT_ACCEPTED, at=at, reasons=reasons.strip())
    approvals.withdraw_review(number, at=at)
    journal.publish(CaseNotAccepted(subject=number, reasons=case.reasons), by=by.code, at=at)
    papers.draw_up(case, PaperKind.NOT_ACCEPTED, at=at)
    letters.tell(case, "not_accepted", at=at, reasons=case.reasons)
    end_those_that_wait_for(case, by.code, at)
    close_parent(case, by.code, at)


@transaction.atomic
def terminate(number: str, *, by: identity.Person, reasons: str, at: datetime) -> None:
    """End a case that cannot go on (终止), with reasons: for an official of its organ. Raises Refused without reasons."""
    if not reasons.strip():
        raise Refused(NO_REASON)
    end(for_official(number, by, at), reasons=Words(reasons.strip(), reasons.strip()), by=by.code, at=at)


def end(case: Case, *, reasons: Words, by: str, at: datetime) -> None:
    """Terminate a locked case whose review is held."""
    Pause.objects.filter(case=case, ended_at=None).update(ended_at=at)
    move(case, State.TERMINATED, at=at, reasons=reasons.zh)
    approvals.withdraw_review(case.number, at=at)
    journal.publish(CaseTerminated(subject=case.number, waited_for="", reasons=reasons.zh), by=by, at=at)
    papers.draw_up(case, PaperKind.TERMINATION, at=at, says=reasons)
    letters.tell(case, "terminated", at=at, reasons=reasons)
    end_those_that_wait_for(case, by, at)
    close_parent(case, by, at)


@transaction.atomic
def withdraw(number: str, *, by: identity.Person, reasons: str, at: datetime) -> None:
    """Take a case back before it is decided; of a bundle's parent, every part that is not decided yet."""
    tell_why_not(number, by, on=localdate(at))
    seen = visible_to(by, on=localdate(at), as_applicant=True).filter(number=number).first()
    if seen is None:
        raise identity.NotFound(number)
    parts = sorted(seen.children.values_list("number", flat=True)) or [number]
    approvals.hold(*parts)
    open_ones = [part for part in parts if State.WITHDRAWN in NEXT[State(locked(part).state)]]
    if not open_ones:
        raise NotPossible(State(locked(parts[0]).state), State.WITHDRAWN)
    for part in open_ones:
        case = locked(part)
        if case.state in ENDED:  # it waited for one that was just taken back
            continue
        Pause.objects.filter(case=case, ended_at=None).update(ended_at=at)
        move(case, State.WITHDRAWN, at=at, reasons=reasons)
        approvals.withdraw_review(part, at=at)
        journal.publish(CaseWithdrawn(subject=part, reasons=reasons), by=by.code, at=at)
        end_those_that_wait_for(case, by.code, at)
    close_parent(locked(parts[-1]), by.code, at)
