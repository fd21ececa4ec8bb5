"""A grant is taken back: the automatic one by a person, and what rests on it by its own organ, or it stands with reasons."""

from datetime import date, datetime

from django.db import transaction

from tongban.approvals import public as approvals
from tongban.cases import letters
from tongban.cases.actions import (
    NO_REASON,
    SYSTEM,
    for_official,
    grants_that_rest_on,
    locked,
    move,
    move_review_due,
    reopen_parent,
    settle,
)
from tongban.cases.events import CaseRecalled, GrantShaken
from tongban.cases.models import Case, Pause
from tongban.cases.states import NotPossible, State
from tongban.cases.steps.special import is_head
from tongban.cases.types import Refused
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.licences import public as licences

RECALLED = Words("批准被撤回：{words}", "The grant was recalled: {words}")
NOT_SHAKEN = Words(
    "这件依据的结果没有被撤回，不用再看", "Nothing on which this rests was recalled: there is nothing to look at again"
)
BY_THE_HEAD = Words(
    "依据被撤回后仍让它继续有效，要由本机关负责人决定",
    "Letting it stand although what it rests on was recalled is for the head of the organ to decide",
)
NOT_THIS_WAY = Words(
    "延续、变更、注销撤回以后原证回不来，请按撤销证照办理",
    "A renewal, change or cancellation cannot be undone so: revoke the licence instead",
)
SHAKEN = Words("“{name}”依据的结果被撤回，请重新看", "“{name}”: what it rests on was recalled, please look again")
SHAKEN_BODY = Words(
    "{holder} 的“{first}”被撤回，重新审查。请决定：撤回这一项重新审查，或者说明理由让它继续有效。",
    "“{first}” of {holder} was recalled and is under review again. Take this one up again, or let it stand and say why.",
)


@transaction.atomic
def recall(number: str, *, words: str, by: str, at: datetime) -> None:
    """A grant was taken back: the case is under review again, its licence is revoked, the parent is open, and what was granted
    on its result is put before its organ. The time in which it stood decided does not count."""
    case = locked(number)
    shaken = case.shaken_at is not None
    if case.held_at and case.state == State.ACCEPTED:
        _no_longer_held(case, at)
    else:
        Pause.objects.create(
            case=case, kind="decided", began_at=case.decided_at or at, ended_at=at, reason=words, begun_by=by
        )
        move(case, State.ACCEPTED, at=at, recall=True, decided_at=None, shaken_at=None)
    for licence in licences.granted_by(number):
        licences.revoke(licence, by=by, reason=RECALLED.filled(words=words), at=at)
    reopen_parent(case, by, at)
    move_review_due(case)
    journal.publish(CaseRecalled(subject=number, reasons=words), by=by, at=at)
    letters.tell(case, "reopened" if shaken else "recalled", at=at, reasons=words)
    _shake_those_that_rest_on(case, at)


def _no_longer_held(case: Case, at: datetime) -> None:
    """The grant was still waiting for a material: nothing is decided yet, and the material is still awaited."""
    case.held_at, case.held_by = None, ""
    case.save(update_fields=["held_at", "held_by"])
    Pause.objects.filter(case=case, kind="gap", ended_at=None).update(ended_at=at)


@transaction.atomic
def shake_what_a_breach_leaves(number: str, *, at: datetime) -> None:
    """A licence was revoked although its decision stands, for a broken promise: what was granted on it is put before its organs."""
    case = Case.objects.filter(number=number, state__in=[State.GRANTED, State.CLOSED]).first()
    if case is not None:
        _shake_those_that_rest_on(locked(number), at)


def _shake_those_that_rest_on(case: Case, at: datetime) -> None:
    first = Words(case.title_zh, case.title_en)
    for sibling in grants_that_rest_on(case):
        if sibling.shaken_at is None:
            sibling.shaken_at = at
            sibling.save(update_fields=["shaken_at"])
        journal.publish(GrantShaken(subject=sibling.number, rests_on=case.number), by=SYSTEM, at=at)
        body = SHAKEN_BODY.filled(first=first, holder=sibling.holder_name)
        for role in ("officer", "head"):
            letters.ask_officials(sibling, role=role, title=SHAKEN, body=body, anchor="shaken", at=at)
        letters.tell(sibling, "shaken", at=at, first=first)


@transaction.atomic
def take_up_again(number: str, *, by: identity.Person, words: str, at: datetime) -> None:
    """Take back a grant that rests on a result which was taken back: its licence is revoked, and its organs review it again.

    For a reviewer of the organ, with words. Raises NotFound for others, Refused where nothing was taken back.
    """
    case = _shaken(number, by, words, at)
    if case.purpose != catalogue.Purpose.NEW:
        raise Refused(NOT_THIS_WAY)
    if case.state not in {State.GRANTED, State.CLOSED}:
        raise NotPossible(State(case.state), State.ACCEPTED)
    approvals.reopen_review(number, organ=case.organ, words=words.strip(), by=by.code, at=at)


@transaction.atomic
def let_stand(number: str, *, by: identity.Person, words: str, at: datetime) -> None:
    """Let a grant stand although what it rests on was taken back: the organ's head, with reasons. Raises as `take_up_again`."""
    case = _shaken(number, by, words, at)
    if not is_head(by, case.organ, at):
        raise identity.NotAllowed(BY_THE_HEAD)
    settle(case, words=words.strip(), by=by.code, at=at)
    letters.tell(case, "upheld", at=at, reasons=words.strip())


def _shaken(number: str, by: identity.Person, words: str, at: datetime) -> Case:
    case = for_official(number, by, at)
    if case.shaken_at is None:
        raise Refused(NOT_SHAKEN)
    if not words.strip():
        raise Refused(NO_REASON)
    return case


def shaken_grants(seen_by: identity.Person, *, on: date) -> list[tuple[str, Words, datetime]]:
    """The grants of this official's organ that rest on a result which was taken back, the oldest first. None for others."""
    can = identity.capacity(seen_by, on=on)
    found = Case.objects.filter(organ=can.organ if can else "", shaken_at__isnull=False).order_by("shaken_at", "id")
    return [(one.number, Words(one.title_zh, one.title_en), one.shaken_at) for one in found if one.shaken_at]
