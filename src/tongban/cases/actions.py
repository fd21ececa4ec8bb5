"""Open cases, accept, correct, decide, withdraw, close. Every change of state goes through `_move`."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.timezone import localdate
from msgspec import json

from tongban.approvals import public as approvals
from tongban.cases import letters
from tongban.cases.events import (
    CaseAccepted,
    CaseClosed,
    CaseCorrected,
    CaseDecided,
    CaseOpened,
    CaseReleased,
    CaseTerminated,
    CaseWithdrawn,
    CorrectionAsked,
)
from tongban.cases.models import Case, Correction, Pause
from tongban.cases.queries import due_on, tell_why_not, visible_to
from tongban.cases.states import ENDED, NEXT, NotPossible, State
from tongban.cases.types import Opening, PartOrder
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.calendar import add_working_days
from tongban.kernel.words import Words
from tongban.licences import public as licences

ANSWER_WITHIN = 5  # working days to accept or to tell all defects: Administrative Licensing Law, article 32
CORRECT_WITHIN = 5  # working days that the applicant is given: this product's setting, sample data

# The submission's hot path (benchmarks/submit.py): parent and children in one statement.
INSERT = """
WITH told AS (SELECT * FROM jsonb_to_recordset(%s::jsonb) AS t(number text, item text, organ text, title_zh text,
  title_en text, state text, shows jsonb, marks jsonb, waits_for jsonb, answer_due_on date)),
parent AS (INSERT INTO cases_case (number, parent_id, bundle, item, edition, organ, title_zh, title_en, holder_kind,
  holder_code, holder_name, applicant, state, dossier, shows, marks, waits_for, opened_at, reasons)
  SELECT %s, NULL, %s, '', %s, '', %s, %s, %s, %s, %s, %s, 'accepted', %s, '[]', '[]', '[]', %s, '' WHERE %s <> ''
  RETURNING id)
INSERT INTO cases_case (number, parent_id, bundle, item, edition, organ, title_zh, title_en, holder_kind, holder_code,
  holder_name, applicant, state, dossier, shows, marks, waits_for, opened_at, answer_due_on, reasons)
SELECT t.number, (SELECT id FROM parent), %s, t.item, %s, t.organ, t.title_zh, t.title_en, %s, %s, %s, %s, t.state, %s,
  t.shows, t.marks, t.waits_for, %s, t.answer_due_on, '' FROM told t
"""


@transaction.atomic(savepoint=False)
def open_cases(opening: Opening, *, at: datetime) -> None:
    """Open the parent and one case for each item, and send them to their organs at the same time.

    A part that waits for another's number is opened as waiting. The number is the key: opening the same number twice fails on
    the database's constraint, so a retry can never make a second case.
    """
    edition = catalogue.edition(opening.edition)
    answer_due_on = add_working_days(localdate(at), ANSWER_WITHIN)
    rows = [_row(part, edition.items[part.item], answer_due_on) for part in opening.parts]
    _insert(opening, edition, json.encode(rows).decode(), at)
    opened = [_opened(opening, part, edition.items[part.item].organ) for part in opening.parts]
    journal.publish(*_parent_opened(opening), *opened, by=opening.applicant, at=at)
    ready = [part for part in opening.parts if not part.waits_for]
    approvals.start_reviews([_order(opening, part, edition, answer_due_on) for part in ready], at=at)
    letters.opened(opening, edition, at=at)


def _row(part: PartOrder, item: catalogue.Item, answer_due_on: date) -> dict[str, object]:
    return {
        "number": part.number,
        "item": item.code,
        "organ": item.organ,
        "title_zh": item.name.zh,
        "title_en": item.name.en,
        "state": State.WAITING if part.waits_for else State.RECEIVED,
        "shows": [[label.zh, label.en, value] for label, value in part.shows],
        "marks": part.marks,
        "waits_for": part.waits_for,
        "answer_due_on": None if part.waits_for else answer_due_on,
    }


def _insert(opening: Opening, edition: catalogue.Edition, rows: str, /, at: datetime) -> None:
    title = edition.bundles[opening.bundle].name if opening.bundle else Words("", "")
    bundle, holder = opening.bundle or "", (opening.holder.kind, opening.holder.code, opening.holder.name)
    whole = (
        opening.number,
        bundle,
        opening.edition,
        title.zh,
        title.en,
        *holder,
        opening.applicant,
        opening.dossier,
        at,
    )
    each = (bundle, opening.edition, *holder, opening.applicant, opening.dossier, at)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [rows, *whole, bundle, *each])


def _opened(opening: Opening, part: PartOrder, organ: str) -> CaseOpened:
    state = State.WAITING if part.waits_for else State.RECEIVED
    parent = opening.number if opening.bundle else ""
    return CaseOpened(
        subject=part.number, item=part.item, organ=organ, parent=parent, dossier=opening.dossier, state=state
    )


def _parent_opened(opening: Opening) -> list[CaseOpened]:
    if not opening.bundle:
        return []
    return [
        CaseOpened(
            subject=opening.number,
            item=opening.bundle,
            organ="",
            parent="",
            dossier=opening.dossier,
            state=State.ACCEPTED,
        )
    ]


def _order(opening: Opening, part: PartOrder, edition: catalogue.Edition, /, due: date) -> approvals.ReviewOrder:
    item = edition.items[part.item]
    marks = ("bundle", *part.marks) if opening.bundle else part.marks
    return approvals.ReviewOrder(
        subject=part.number,
        organs=(item.organ,),
        title=item.name,
        holder_code=opening.holder.code,
        holder_name=opening.holder.name,
        points=tuple(point.code for point in item.review_points),
        due_on=due,
        marks=marks,
    )


def _move(case: Case, state: State, **changes: object) -> None:
    """The only place where a case changes its state."""
    if state not in NEXT[State(case.state)]:
        raise NotPossible(State(case.state), state)
    case.state = state
    for name, value in changes.items():
        setattr(case, name, value)
    case.save(update_fields=["state", *changes])


def _locked(number: str) -> Case:
    """The case, locked after its parent: parts of one bundle change one after the other and never wait in a circle."""
    list(Case.objects.select_for_update().filter(children__number=number))
    return Case.objects.select_for_update().get(number=number)


@transaction.atomic
def accept(number: str, *, by: identity.Person, at: datetime) -> None:
    """Accept the case (受理): from now on the limits run. Raises NotFound for another organ, NotPossible when not received."""
    case = visible_to(by, on=localdate(at)).filter(number=number).exclude(organ="").first()
    if case is None or not identity.may_review(by, organ=case.organ):
        raise identity.NotFound(number)
    if identity.has_interest(by, party_code=case.holder_code, on=localdate(at)):
        raise identity.NotAllowed(approvals.INTEREST)
    approvals.hold(number)
    _accept(_locked(number), by.code, at)


def _accept(case: Case, by: str, at: datetime) -> None:
    item = catalogue.edition(case.edition).items[case.item]
    start = localdate(at)
    statutory, promised = due_on(start, item.statutory), due_on(start, item.promised)
    _move(case, State.ACCEPTED, accepted_at=at, statutory_due_on=statutory, promised_due_on=promised)
    approvals.move_due(case.number, due_on=promised or statutory or start)
    journal.publish(
        CaseAccepted(subject=case.number, statutory_due_on=statutory, promised_due_on=promised), by=by, at=at
    )


@transaction.atomic
def ask_for_correction(number: str, *, faults: Sequence[tuple[str, str]], by: str, at: datetime) -> None:
    """Tell the applicant all defects, once; until they are mended no time counts. Raises NotPossible after acceptance."""
    case = _locked(number)
    due = add_working_days(localdate(at), CORRECT_WITHIN)
    _move(case, State.CORRECTING)
    Pause.objects.create(case=case, kind="correction", began_on=localdate(at))
    Correction.objects.create(case=case, faults=list(faults), asked_at=at, asked_by=by, due_on=due)
    journal.publish(CorrectionAsked(subject=number, faults=tuple(faults), due_on=due), by=by, at=at)
    letters.to_correct(case, due, at=at)


@transaction.atomic
def take_correction(
    number: str, *, dossier: str, shows: Sequence[tuple[Words, str]], by: identity.Person, at: datetime
) -> None:
    """The applicant has mended what was asked: the case goes back to the organ that asked, and only to it."""
    if not visible_to(by, on=localdate(at)).filter(number=number).exists():
        raise identity.NotFound(number)
    case = _locked(number)
    due = add_working_days(localdate(at), ANSWER_WITHIN)
    shown = [[label.zh, label.en, value] for label, value in shows]
    _move(case, State.RECEIVED, answer_due_on=due, dossier=dossier, shows=shown)
    Pause.objects.filter(case=case, ended_on=None).update(ended_on=localdate(at))
    Correction.objects.filter(case=case).update(answered_at=at)
    approvals.take_up_again(number, due_on=due)
    journal.publish(CaseCorrected(subject=number, dossier=dossier), by=by.code, at=at)


@transaction.atomic
def decide(number: str, *, granted: bool, reasons: str, by: str, at: datetime) -> None:
    """Turn the reviewers' conclusion into the decision; a grant orders the licence, a refusal says reasons and remedies."""
    case = _locked(number)
    if case.state == State.RECEIVED:
        _accept(case, by, at)
    _move(case, State.GRANTED if granted else State.REFUSED, decided_at=at, reasons=reasons)
    if granted:
        _order_licence(case, by, at)
    journal.publish(CaseDecided(subject=number, granted=granted, reasons=reasons, at=at), by=by, at=at)
    letters.decided(case, at=at)
    if not granted:
        _end_those_that_wait_for(case, by, at)
        _close_parent(case, by, at)


def _order_licence(case: Case, by: str, at: datetime) -> None:
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
    case = _locked(number)
    if case.state == State.CLOSED:
        return
    _move(case, State.CLOSED, closed_at=at)
    journal.publish(CaseClosed(subject=number, at=at), by=by, at=at)
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
        due = add_working_days(localdate(at), ANSWER_WITHIN)
        _move(sibling, State.RECEIVED, answer_due_on=due)
        journal.publish(CaseReleased(subject=sibling.number, waited_for=case.number), by=by, at=at)
        approvals.start_reviews([_order_again(sibling, due)], at=at)


def _order_again(case: Case, due: date) -> approvals.ReviewOrder:
    item = catalogue.edition(case.edition).items[case.item]
    return approvals.ReviewOrder(
        subject=case.number,
        organs=(case.organ,),
        title=Words(case.title_zh, case.title_en),
        holder_code=case.holder_code,
        holder_name=case.holder_name,
        points=tuple(point.code for point in item.review_points),
        due_on=due,
        marks=("bundle", *case.marks),
    )


def _end_those_that_wait_for(case: Case, by: str, at: datetime) -> None:
    for sibling in _waiting_for(case):
        _move(sibling, State.TERMINATED, closed_at=at)
        journal.publish(CaseTerminated(subject=sibling.number, waited_for=case.number), by=by, at=at)
        letters.ended_without(sibling, case, at=at)
        _end_those_that_wait_for(sibling, by, at)


def _close_parent(case: Case, by: str, at: datetime) -> None:
    if case.parent_id is None:
        return
    parent = Case.objects.select_for_update().get(pk=case.parent_id)
    if parent.state in ENDED or parent.children.exclude(state__in=ENDED).exists():
        return
    _move(parent, State.CLOSED, closed_at=at)
    journal.publish(CaseClosed(subject=parent.number, at=at), by=by, at=at)
    letters.all_ended(parent, at=at)


@transaction.atomic
def withdraw(number: str, *, by: identity.Person, reasons: str, at: datetime) -> None:
    """Take a case back before it is decided; of a bundle's parent, every part that is not decided yet."""
    tell_why_not(number, by, on=localdate(at))
    seen = visible_to(by, on=localdate(at), as_applicant=True).filter(number=number).first()
    if seen is None:
        raise identity.NotFound(number)
    parts = sorted(seen.children.values_list("number", flat=True)) or [number]
    approvals.hold(*parts)
    open_ones = [part for part in parts if State.WITHDRAWN in NEXT[State(_locked(part).state)]]
    if not open_ones:
        raise NotPossible(State(_locked(parts[0]).state), State.WITHDRAWN)
    for part in open_ones:
        case = _locked(part)
        if case.state in ENDED:  # it waited for one that was just taken back
            continue
        _move(case, State.WITHDRAWN, closed_at=at, reasons=reasons)
        approvals.withdraw_review(part, at=at)
        journal.publish(CaseWithdrawn(subject=part, reasons=reasons), by=by.code, at=at)
        _end_those_that_wait_for(case, by.code, at)
    _close_parent(_locked(parts[-1]), by.code, at)
