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
    CaseNotAccepted,
    CaseRecalled,
    CaseReleased,
    CaseTerminated,
    CaseWithdrawn,
    CorrectionAsked,
    DecisionDelayed,
)
from tongban.cases.models import Case, Correction, Gap, Pause
from tongban.cases.queries import tell_why_not, visible_to
from tongban.cases.states import ENDED, NEXT, RECALLED, NotPossible, State
from tongban.cases.types import PaperKind, Refused
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.calendar import Calendar
from tongban.kernel.words import Words
from tongban.licences import public as licences

SYSTEM = "system"
NO_REASON = Words("请写明理由", "Please give the reasons")
NOT_THERE = Words(
    "这件依据的前一事项的结果被撤回了，正在重新审查：等它办结再批准，或说明理由后终止",
    "The result on which this rests was recalled and is under review again: grant this after it, or end it with reasons",
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
    """Accept the case (受理): from now on the limits run. Raises NotFound for another organ, NotPossible when not received."""
    take_on(for_official(number, by, at), by=by.code, at=at)


def take_on(case: Case, *, by: str, at: datetime, deemed: bool = False) -> None:
    """Accept a locked case; deemed accepted, it is so as of the receipt (art. 32)."""
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
    _end_those_that_wait_for(case, by.code, at)
    _close_parent(case, by.code, at)


@transaction.atomic
def ask_for_correction(number: str, *, faults: Sequence[tuple[str, str]], by: str, at: datetime) -> None:
    """Tell the applicant all defects, once; until they are mended no time counts. Raises NotPossible after acceptance."""
    case = locked(number)
    if Correction.objects.filter(case=case).exists():
        raise NotPossible(State(case.state), State.CORRECTING)
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
    case.held_at, case.held_by = at, by
    case.save(update_fields=["held_at", "held_by"])
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
        _end_those_that_wait_for(case, by, at)
        _close_parent(case, by, at)


def _give_licence(case: Case, by: str, at: datetime) -> None:
    edition = catalogue.edition(case.edition)
    item = edition.items[case.item]
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
    return None


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
    _close_parent(case, by, at)


def _waiting_for(case: Case) -> list[Case]:
    siblings = Case.objects.select_for_update().filter(parent=case.parent_id, state=State.WAITING).order_by("id")
    return [sibling for sibling in siblings if case.number in sibling.waits_for] if case.parent_id else []


def _release_those_that_wait_for(case: Case, by: str, at: datetime) -> None:
    for sibling in _waiting_for(case):
        others = [number for number in sibling.waits_for if number != case.number]
        if Case.objects.filter(number__in=others).exclude(state=State.CLOSED).exists():
            continue
        move(sibling, State.RECEIVED, at=at, received_at=at)
        journal.publish(CaseReleased(subject=sibling.number, waited_for=case.number), by=by, at=at)
        approvals.start_reviews([_review_again(sibling)], at=at)


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


def _end_those_that_wait_for(case: Case, by: str, at: datetime) -> None:
    for sibling in _waiting_for(case):
        move(sibling, State.TERMINATED, at=at)
        journal.publish(CaseTerminated(subject=sibling.number, waited_for=case.number), by=by, at=at)
        reasons = LOST.filled(name=Words(case.title_zh, case.title_en))
        papers.draw_up(sibling, PaperKind.TERMINATION, at=at, says=reasons)
        letters.ended_without(sibling, case, at=at)
        _end_those_that_wait_for(sibling, by, at)


def _close_parent(case: Case, by: str, at: datetime) -> None:
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
    _end_those_that_wait_for(case, by, at)
    _close_parent(case, by, at)


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
        _end_those_that_wait_for(case, by.code, at)
    _close_parent(locked(parts[-1]), by.code, at)
