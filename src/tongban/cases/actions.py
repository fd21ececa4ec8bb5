"""Accept, correct, decide, withdraw, end, close. Every change of state goes through `move`."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from tongban.approvals import public as approvals
from tongban.cases import clocks, letters, papers
from tongban.cases.events import (
    CaseAccepted,
    CaseClosed,
    CaseCorrected,
    CaseDecided,
    CaseRecalled,
    CaseReleased,
    CaseTerminated,
    CorrectionAsked,
    DecisionDelayed,
    GrantConfirmed,
)
from tongban.cases.models import Case, Correction, Gap, Pause
from tongban.cases.queries import visible_to
from tongban.cases.states import ENDED, NEXT, RECALLED, NotPossible, State
from tongban.cases.types import PaperKind, Refused
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.calendar import Calendar
from tongban.kernel.words import Words
from tongban.licences import public as licences

SYSTEM = "system"
FOUND = "cases.found"
NO_REASON = Words("请写明理由", "Please give the reasons")
NOT_THERE = Words(
    "这件依据的前一事项的结果被撤回了，正在重新审查：等它办结再批准，或说明理由后终止",
    "The result on which this rests was recalled and is under review again: grant this after it, or end it with reasons",
)
TO_BE_CORRECTED = Words(
    "有部门要求补正，告知还没有送出：等它送出，申请人补正以后再受理",
    "An organ asks for a correction and the notice has not gone out: accept it after the applicant has corrected it",
)
LOST = Words("“{name}”没有办成", "“{name}” did not come")


def move(case: Case, state: State, *, at: datetime, recall: bool = False, **changes: object) -> None:
    """The only place where a case changes its state. Raises NotPossible for what the table of states.py does not allow."""
    now = State(case.state)
    if state not in NEXT[now] or ((now, state) in RECALLED and not recall):
        raise NotPossible(now, state)
    case.state = state
    for name, value in changes.items():
        setattr(case, name, value)
    case.closed_at = at if state in ENDED else None
    case.save(update_fields=["state", "closed_at", *changes])
    if case.item:
        clocks.write(case, at=at)


def locked(number: str) -> Case:
    """The case, locked after its parent: parts of one bundle change one after the other and never wait in a circle."""
    list(Case.objects.select_for_update().filter(children__number=number))
    return Case.objects.select_for_update().get(number=number)


def for_official(number: str, by: identity.Person, at: datetime) -> Case:
    """The case, locked, for a reviewer of its organ. NotFound for anybody else, NotAllowed for one with an interest in it."""
    case = visible_to(by, on=localdate(at)).filter(number=number).exclude(organ="").first()
    if case is None or not identity.may_review(by, organ=case.organ):
        raise identity.NotFound(number)
    if identity.has_interest(by, party_code=case.holder_code, on=localdate(at)):
        raise identity.NotAllowed(approvals.INTEREST)
    approvals.hold(number)
    return locked(number)


@transaction.atomic
def accept(number: str, *, by: identity.Person, at: datetime) -> None:
    """Accept the case (受理): from now on the limits run. Raises NotFound for another organ, NotPossible when not received,
    Refused while defects that an organ has named are about to be told."""
    case = for_official(number, by, at)
    if approvals.is_pooling(number):
        raise Refused(TO_BE_CORRECTED)
    take_on(case, by=by.code, at=at)


def take_on(case: Case, *, by: str, at: datetime, deemed: bool = False) -> None:
    """Accept a locked case; deemed accepted, it is so as of the receipt (art. 32)."""
    approvals.drop_defects(case.number, by=by, at=at)  # once it is accepted, nothing can be sent back any more
    accepted_at = case.received_at if deemed else at
    move(case, State.ACCEPTED, at=at, accepted_at=accepted_at, deemed=deemed)
    move_review_due(case)
    event = CaseAccepted(
        subject=case.number,
        statutory_due_on=case.statutory_due_on,
        promised_due_on=case.promised_due_on,
        deemed=deemed,
    )
    journal.publish(event, by=by, at=at)
    papers.draw_up(case, PaperKind.ACCEPTANCE, at=at)


def move_review_due(case: Case, *, due_on: date | None = None) -> None:
    """Tell the review until when the organ has time, and those that join it until when they have theirs."""
    due = due_on or case.promised_due_on or case.statutory_due_on
    if due:
        approvals.move_due(case.number, due_on=due, seats=clocks.joined_days(case))


def refuse_if_told(number: str) -> None:
    """Raises NotPossible where no correction can be asked for: it was asked for once, or the case is accepted."""
    case = locked(number)
    if State.CORRECTING not in NEXT[State(case.state)] or Correction.objects.filter(case=case).exists():
        raise NotPossible(State(case.state), State.CORRECTING)


@transaction.atomic
def ask_for_correction(number: str, *, faults: Sequence[tuple[str, str]], by: str, at: datetime) -> None:
    """Tell the applicant all defects, once; until they are mended no time counts. Raises NotPossible after acceptance."""
    refuse_if_told(number)
    case = locked(number)
    due = clocks.newest().add_working_days(localdate(at), clocks.CORRECT_WITHIN)
    Pause.objects.create(case=case, kind="correction", began_at=at, due_on=due, begun_by=by)
    Correction.objects.create(case=case, faults=list(faults), asked_at=at, asked_by=by, due_on=due)
    move(case, State.CORRECTING, at=at)
    journal.publish(CorrectionAsked(subject=number, faults=tuple(faults), due_on=due), by=by, at=at)
    papers.draw_up(case, PaperKind.CORRECTION, at=at)
    letters.to_correct(case, due, at=at)


@transaction.atomic
def take_correction(
    number: str, *, dossier: str, shows: Sequence[tuple[Words, str]], by: identity.Person, at: datetime
) -> None:
    """The applicant has mended what was asked: the case goes back to the organ that asked, and only to it."""
    if not visible_to(by, on=localdate(at), as_applicant=True).filter(number=number).exists():
        raise identity.NotFound(number)
    approvals.hold(number)
    case = locked(number)
    shown = [[label.zh, label.en, value] for label, value in shows]
    Pause.objects.filter(case=case, ended_at=None).update(ended_at=at)
    Correction.objects.filter(case=case).update(answered_at=at)
    move(case, State.RECEIVED, at=at, received_at=at, dossier=dossier, shows=shown)
    journal.publish(CaseCorrected(subject=number, dossier=dossier), by=by.code, at=at)
    due = case.answer_due_on or localdate(at)
    approvals.take_up_again(number, due_on=due, at=at)  # what others said meanwhile may decide the case here
    move_review_due(case, due_on=due)


@transaction.atomic
def decide(number: str, *, granted: bool, reasons: str, by: str, at: datetime, automatic: bool = False) -> None:
    """Turn the reviewers' conclusion into the decision; a grant orders the licence, a refusal says reasons and remedies.

    Where a material that may follow is still open, a grant waits for it, visibly. Raises NotPossible while a special procedure
    is open, Refused for a grant that rests on a result which was recalled meanwhile.
    """
    case = locked(number)
    if granted and Case.objects.filter(number__in=case.waits_for).exclude(state=State.CLOSED).exists():
        raise Refused(NOT_THERE)
    if case.state == State.RECEIVED:
        take_on(case, by=by, at=at)
    missing = Gap.objects.filter(case=case, supplied_at=None).values_list("material", flat=True)
    if granted and case.with_gap and missing.exists():
        return _hold_back(case, by, at, tuple(missing))
    return conclude(case, granted=granted, reasons=reasons, by=by, at=at, automatic=automatic)


def _hold_back(case: Case, by: str, at: datetime, materials: tuple[str, ...]) -> None:
    """The grant waits for the applicant: a typed interval, in which the promised limit does not run."""
    Pause.objects.create(case=case, kind="gap", began_at=at, begun_by=by)
    case.held_at, case.held_by = at, by
    case.save(update_fields=["held_at", "held_by"])
    clocks.write(case, at=at)
    journal.publish(DecisionDelayed(subject=case.number, materials=materials), by=by, at=at)
    letters.tell(case, "held", at=at)


def conclude(case: Case, *, granted: bool, reasons: str, by: str, at: datetime, automatic: bool = False) -> None:
    """Write down the decision on a locked case that is accepted."""
    move(case, State.GRANTED if granted else State.REFUSED, at=at, decided_at=at, reasons=reasons, held_at=None)
    decided = CaseDecided(subject=case.number, granted=granted, reasons=reasons, at=at, automatic=automatic)
    journal.publish(decided, by=by, at=at)
    papers.draw_up(case, PaperKind.GRANT if granted else PaperKind.REFUSAL, at=at)
    letters.decided(case, at=at)
    if granted:
        _give_licence(case, by, at)
    else:
        end_those_that_wait_for(case, by, at)
        close_parent(case, by, at)


def _give_licence(case: Case, by: str, at: datetime) -> None:
    item = catalogue.edition(case.edition).items[case.item]
    if case.purpose == catalogue.Purpose.CANCEL:
        reason = Words("持证人申请注销。", "Cancelled at the holder's request.")
        licences.cancel(case.acts_on, basis=case.number, by=by, reason=reason, at=at)
        return _deliver(case, by, at)
    if case.purpose == catalogue.Purpose.RENEW:
        licences.renew(case.acts_on, basis=case.number, valid_years=item.result.valid_years, by=by, at=at)
        return None
    if case.purpose == catalogue.Purpose.CHANGE:
        licences.change(case.acts_on, basis=case.number, shows=case.shows, by=by, at=at)
        return None
    if case.founding and case.holder_kind == identity.PartyKind.PERSON:
        body = {"case": case.number, "by": by, "at": at.isoformat()}
        return journal.promise(kind=FOUND, key=f"found:{case.number}:{case.decided_at}", body=body, at=at)
    issue_licence(case, by, at)
    if item.result.founds and case.holder_kind == identity.PartyKind.PERSON:
        letters.tell(case, "not_founded", at=at)
    return None


def issue_licence(case: Case, by: str, at: datetime) -> None:
    """Issue the licence of a granted case to its holder."""
    edition = catalogue.edition(case.edition)
    item = edition.items[case.item]
    licences.issue(
        basis=case.number,
        licence_type=item.result.licence_type,
        organ=item.organ,
        organ_credit_code=edition.organs[item.organ].credit_code,
        name=item.result.name,
        item=item.code,
        edition=case.edition,
        bundle=case.bundle,
        holder=identity.Party(identity.PartyKind(case.holder_kind), case.holder_code, case.holder_name),
        shows=case.shows,
        valid_years=item.result.valid_years,
        by=by,
        at=at,
    )


@transaction.atomic
def close(number: str, *, by: str, at: datetime) -> None:
    """The result is delivered: close the case, let go those that waited for it, and close the parent with its last part."""
    case = locked(number)
    if case.state == State.GRANTED:
        _deliver(case, by, at)


def _deliver(case: Case, by: str, at: datetime) -> None:
    move(case, State.CLOSED, at=at)
    journal.publish(CaseClosed(subject=case.number, at=at), by=by, at=at)
    letters.delivered(case, at=at)
    _release_those_that_wait_for(case, by, at)
    _steady_those_that_rest_on(case, by, at)
    close_parent(case, by, at)


def _release_those_that_wait_for(case: Case, by: str, at: datetime) -> None:
    for sibling in that_rest_on(case, State.WAITING):
        others = [number for number in sibling.waits_for if number != case.number]
        if Case.objects.filter(number__in=others).exclude(state=State.CLOSED).exists():
            continue
        move(sibling, State.RECEIVED, at=at, received_at=at)
        journal.publish(CaseReleased(subject=sibling.number, waited_for=case.number), by=by, at=at)
        approvals.start_reviews([_review_again(sibling)], at=at)


def that_rest_on(case: Case, *states: State) -> list[Case]:
    """The parts of the same bundle that need this one's result, locked, as far as they stand in one of these states."""
    if not case.parent_id:
        return []
    siblings = Case.objects.select_for_update().filter(parent=case.parent_id, state__in=states).order_by("id")
    return [sibling for sibling in siblings if case.number in sibling.waits_for]


def grants_that_rest_on(case: Case) -> list[Case]:
    """What was granted on this one's result, locked: parts of its bundle that need it and, where it founded the organisation
    that holds them, whatever that organisation was granted."""
    granted = (State.GRANTED, State.CLOSED)
    parts = that_rest_on(case, *granted)
    if case.founding is None or case.holder_kind != identity.PartyKind.ORGANISATION:
        return parts
    others = Case.objects.select_for_update().filter(holder_code=case.holder_code, state__in=granted).exclude(item="")
    mine = [case.number, *(part.number for part in parts)]
    return [*parts, *others.exclude(purpose=catalogue.Purpose.CANCEL).exclude(number__in=mine).order_by("id")]


def _steady_those_that_rest_on(case: Case, by: str, at: datetime) -> None:
    """The result is there again: what was granted on it stands as before, once nothing else that it needs is missing."""
    for sibling in grants_that_rest_on(case):
        if (
            sibling.shaken_at
            and not Case.objects.filter(number__in=sibling.waits_for).exclude(state=State.CLOSED).exists()
        ):
            settle(sibling, words="", by=by, at=at)


def settle(case: Case, *, words: str, by: str, at: datetime) -> None:
    """What rested on a result that was taken back stands: that one was given again (`words` empty), or for these reasons."""
    case.shaken_at = None
    case.save(update_fields=["shaken_at"])
    journal.publish(GrantConfirmed(subject=case.number, reasons=words), by=by, at=at)


def _review_again(case: Case) -> approvals.ReviewOrder:
    """The review of a case that had to wait."""
    item = catalogue.edition(case.edition).items[case.item]
    return review_order(
        item,
        subject=case.number,
        holder=(case.holder_code, case.holder_name),
        start=localdate(case.received_at or case.opened_at),
        due_on=case.answer_due_on or localdate(case.opened_at),
        marks=("bundle", *case.marks),
        needs_visit="site_visit" in case.marks,
        on_commitment=case.on_commitment,
        automatic=None if case.automatic is None else tuple((point, words) for point, words in case.automatic),
    )


def review_order(
    item: catalogue.Item,
    *,
    subject: str,
    holder: tuple[str, str],
    start: date,
    due_on: date,
    marks: tuple[str, ...],
    needs_visit: bool,
    on_commitment: bool,
    automatic: tuple[tuple[str, str], ...] | None,
    calendar: Calendar | None = None,
) -> approvals.ReviewOrder:
    """What approvals is asked: the organ's own seat and those that join, without the points under commitment."""
    promised = item.commitment.points if on_commitment and item.commitment else ()
    points = tuple(point.code for point in item.review_points if point.code not in promised)
    visited = is_visited(item, needs_visit=needs_visit) and not on_commitment
    return approvals.ReviewOrder(
        subject=subject,
        title=item.name,
        holder_code=holder[0],
        holder_name=holder[1],
        points=points,
        due_on=due_on,
        marks=marks,
        seats=(_own_seat(item, is_visited=visited), *_joining(item, points, start=start, calendar=calendar)),
        join=item.procedure.join,
        quorum=item.procedure.quorum,
        automatic=automatic,
    )


def is_visited(item: catalogue.Item, *, needs_visit: bool) -> bool:
    """Whether the item is to be inspected on site: where its content always asks for it, or the answers do."""
    visit = item.procedure.site_visit
    return visit is not None and (visit.when is None or needs_visit)


def _own_seat(item: catalogue.Item, *, is_visited: bool) -> approvals.SeatOrder:
    asked = (approvals.InquiryKind.SITE_VISIT,) if is_visited else ()
    return approvals.SeatOrder(item.organ, item.procedure.steps, is_lead=True, required_inquiries=asked)


def _joining(
    item: catalogue.Item, points: Sequence[str], *, start: date, calendar: Calendar | None
) -> list[approvals.SeatOrder]:
    """The seats of the organs that join, each with its own limit; one whose points are all promised has nothing to say."""
    if not item.procedure.joins:
        return []
    newest, seats = calendar or clocks.newest(), []
    for seat in item.procedure.joins:
        own = tuple(point for point in seat.points if point in points)
        if own or not seat.points:
            due = newest.add_working_days(start, seat.days)
            seats.append(approvals.SeatOrder(seat.organ, seat.steps, own, due, seat.silence))
    return seats


def end_those_that_wait_for(case: Case, by: str, at: datetime) -> None:
    for sibling in that_rest_on(case, State.WAITING):
        move(sibling, State.TERMINATED, at=at)
        journal.publish(CaseTerminated(subject=sibling.number, waited_for=case.number), by=by, at=at)
        reasons = LOST.filled(name=Words(case.title_zh, case.title_en))
        papers.draw_up(sibling, PaperKind.TERMINATION, at=at, says=reasons)
        letters.ended_without(sibling, case, at=at)
        end_those_that_wait_for(sibling, by, at)


def close_parent(case: Case, by: str, at: datetime) -> None:
    if case.parent_id is None:
        return
    parent = Case.objects.select_for_update().get(pk=case.parent_id)
    if parent.state in ENDED or parent.children.exclude(state__in=ENDED).exists():
        return
    move(parent, State.CLOSED, at=at)
    journal.publish(CaseClosed(subject=parent.number, at=at), by=by, at=at)
    letters.all_ended(parent, at=at)


def reopen_parent(case: Case, by: str, at: datetime) -> None:
    """A recalled part is under review again: its parent, if it was closed, is too."""
    parent = Case.objects.select_for_update().filter(children=case).first()
    if parent and parent.state == State.CLOSED:
        move(parent, State.ACCEPTED, at=at, recall=True)
        journal.publish(CaseRecalled(subject=parent.number, reasons=""), by=by, at=at)
