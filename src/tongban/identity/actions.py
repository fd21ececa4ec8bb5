"""Sign in, grant and end mandates, take over the catalogue's organs."""

import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from tongban.identity.events import (
    AbsenceEnded,
    AbsenceRecorded,
    IdentityProven,
    MandateEnded,
    MandateGranted,
    OrganisationDeregistered,
    OrganisationFounded,
    OrganisationReinstated,
    SignedIn,
)
from tongban.identity.models import Absence, Mandate, Official, Organ, Organisation, Person
from tongban.identity.ports import provider
from tongban.identity.queries import STEPS, public_code, years_before
from tongban.identity.queries import person as person_with
from tongban.identity.types import (
    AbsenceRefused,
    Assertion,
    AssuranceLevel,
    Choice,
    LevelTooLow,
    MandateRefused,
    NotAllowed,
    NotFound,
    OrganEntry,
    Party,
    PartyKind,
)
from tongban.journal import public as journal
from tongban.kernel.words import Words

LONGEST_YEARS = 1  # our product rule, not a law: a forgotten mandate must not live for ever
CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,79}")
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without those that are misread


def everybody(search: str = "", *, limit: int = 20) -> list[Choice]:
    """The accounts that the identity provider offers to choose from; empty for a provider that has its own page."""
    return list(provider().begin(search=search, limit=limit, return_to="", state="").choices)


@transaction.atomic
def sign_in(assertion: Assertion, *, at: datetime) -> tuple[Person, AssuranceLevel]:
    """Whom the provider recognises in the assertion, and how surely. Announces SignedIn; raises NotAllowed."""
    who = provider()
    recognition = who.recognise(assertion)
    someone = person_with(recognition.person)
    signed_in = SignedIn(subject=someone.code, level=int(recognition.level), provider=who.name)
    journal.publish(signed_in, by=someone.code, at=at)
    return someone, recognition.level


@transaction.atomic
def prove(by: Person, assertion: Assertion, *, at: datetime) -> AssuranceLevel:
    """Let somebody who is signed in be seen once more, before what only they themselves may do. Announces IdentityProven.

    Raises NotAllowed when the provider recognises somebody else, or does not vouch for a live person.
    """
    who = provider()
    recognition = who.recognise(assertion)
    if recognition.person != by.code or recognition.level < AssuranceLevel.PROVEN:
        raise NotAllowed(NOT_SEEN)
    journal.publish(IdentityProven(subject=by.code, level=int(recognition.level), provider=who.name), by=by.code, at=at)
    return recognition.level


def refuse_below(level: AssuranceLevel, wanted: AssuranceLevel) -> None:
    """Raises LevelTooLow where it is not sure enough who is at the keyboard."""
    if level < wanted:
        raise LevelTooLow(SHOW_YOURSELF)


NOT_SEEN = Words(
    "没有核验成功：看到的不是登录的本人。请由本人再试一次。",
    "Not proven: whoever was seen is not the person who is signed in. Let that person try again.",
)
SHOW_YOURSELF = Words(
    "这一步关系到钱，要先确认是您本人在操作。请先做本人核验，再回来提交。",
    "This concerns money, so it must be certain that it is you. Prove your identity first, then come back.",
)


@transaction.atomic
def grant_mandate(
    by: Person,
    *,
    party: str,
    agent_number: str,
    scope: Sequence[str],
    begins_on: date,
    ends_on: date,
    at: datetime,
    agent_name: str | None = None,
) -> Mandate:
    """Let the person with `agent_number` act for `party` (its code), for the items and bundles in `scope`, both days included.

    Only the person themselves or the organisation's legal representative may; raises NotAllowed or MandateRefused.
    With `agent_name`, number and name must belong together. Announces MandateGranted.
    """
    whole = _party_granted_by(by, party)
    mandate = Mandate(party_kind=whole.kind, party_code=whole.code, party_name=whole.name, granted_by=by, granted_at=at)
    mandate.scope = _checked_scope(scope)
    _check_term(begins_on, ends_on, today=localtime(at).date())
    mandate.begins_on, mandate.ends_on = begins_on, ends_on
    mandate.agent = _agent(by, agent_number, agent_name)
    mandate.number = f"M{localtime(at):%Y%m%d}-{''.join(secrets.choice(LETTERS) for _ in range(8))}"
    mandate.save(force_insert=True)
    journal.publish(_granted(mandate), by=by.code, at=at)
    return mandate


def _granted(mandate: Mandate) -> MandateGranted:
    return MandateGranted(
        subject=mandate.number,
        party=public_code(mandate.party),
        party_name=mandate.party_name,
        agent=mandate.agent.code,
        scope=tuple(mandate.scope),
        begins_on=mandate.begins_on,
        ends_on=mandate.ends_on,
    )


def _party_granted_by(by: Person, party: str) -> Party:
    if party == by.number:
        return Party(PartyKind.PERSON, by.number, by.name)
    organisation = Organisation.objects.filter(code=party, legal_representative=by).first()
    if organisation is None:
        raise NotAllowed(
            Words(
                "只有本人或法定代表人可以出具委托书，您不是该办事主体的本人或法定代表人。请由其本人或法定代表人登录后委托。",
                "Only the person themselves or the legal representative can grant a mandate, and you are neither for this party. "
                "Ask them to sign in and grant it.",
            )
        )
    return Party(PartyKind.ORGANISATION, organisation.code, organisation.name)


def _checked_scope(scope: Sequence[str]) -> list[str]:
    names = sorted(set(scope))
    if not names or not all(CODE.fullmatch(name) for name in names):
        raise MandateRefused(
            Words(
                "委托范围为空或含有无效的事项代码。请至少选择一个事项或一件事。",
                "The scope is empty or names something that is not an item code. Choose at least one item or bundle.",
            )
        )
    return names


def _check_term(begins_on: date, ends_on: date, *, today: date) -> None:
    if begins_on < today:
        raise MandateRefused(
            Words("委托不能早于今天开始。请改开始日期。", "A mandate cannot begin in the past. Change its first day.")
        )
    if ends_on < begins_on:
        raise MandateRefused(
            Words("结束日期早于开始日期。请改结束日期。", "The last day is before the first day. Change the last day.")
        )
    if years_before(ends_on, LONGEST_YEARS) > begins_on:
        raise MandateRefused(
            Words(
                "委托期限最长一年（本平台规则）。请缩短期限，到期可再委托。",
                "A mandate lasts at most one year (a rule of this platform). Shorten it; it can be granted again.",
            )
        )


def _agent(by: Person, number: str, name: str | None) -> Person:
    agent = Person.objects.filter(number=number.strip().upper()).first()
    if agent is None or (name is not None and agent.name != name.strip()):
        raise MandateRefused(
            Words(
                "没有找到该受托人。请核对受托人的公民身份号码和姓名。",
                "No such agent was found. Check the agent's citizen number and name.",
            )
        )
    if agent == by:
        raise MandateRefused(
            Words(
                "受托人不能是委托人自己。请填写他人的号码。",
                "You cannot be your own agent. Enter somebody else's number.",
            )
        )
    return agent


@transaction.atomic
def end_mandate(number: str, *, by: Person, at: datetime) -> Mandate:
    """End a mandate before its last day. The party may (itself or its legal representative), and the agent may lay it down.

    Civil Code of the PRC, article 173. Ending it twice changes nothing. Announces MandateEnded; raises NotFound.
    """
    mandate = Mandate.objects.select_for_update(of=("self",)).select_related("agent").filter(number=number).first()
    if mandate is None or not _may_end(mandate, by):
        raise NotFound("没有这份委托书。 / There is no such mandate.")
    if mandate.ended_at is not None:
        return mandate
    mandate.ended_at = at
    mandate.save(update_fields=["ended_at"])
    ended = MandateEnded(
        subject=number, party=public_code(mandate.party), party_name=mandate.party_name, agent=mandate.agent.code
    )
    journal.publish(ended, by=by.code, at=at)
    return mandate


def _may_end(mandate: Mandate, by: Person) -> bool:
    if by.pk == mandate.agent.pk or by.number == mandate.party_code:
        return True
    return Organisation.objects.filter(code=mandate.party_code, legal_representative=by).exists()


def load_organs(organs: Iterable[OrganEntry]) -> int:
    """Take over the organs of an edition: new ones are added, names and codes brought up to date; gives how many there are."""
    rows = [
        Organ(code=organ.code, name_zh=organ.name.zh, name_en=organ.name.en, credit_code=organ.credit_code)
        for organ in organs
    ]
    Organ.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=["name_zh", "name_en", "credit_code"]
    )
    return len(rows)


NO_COLLEAGUE = Words(
    "代班人应是同一部门能审查的另一位工作人员。请另选一位。",
    "The deputy must be another official of the same organ who reviews. Choose somebody else.",
)
DAYS_OUT_OF_ORDER = Words(
    "离岗的结束日期早于开始日期。请改日期。", "The last day of the leave is before the first. Change the days."
)
NO_REASON = Words("请写明离岗的原因。", "Say why the official is away.")
AWAY_TOO = Words(
    "代班人这几天也不在岗。请另选一位，或改日期。",
    "The deputy is away on some of these days. Choose somebody else, or other days.",
)


@transaction.atomic
def record_absence(
    official: str, *, deputy: str, from_on: date, until_on: date, reason: str, by: Person, at: datetime
) -> Absence:
    """Let `deputy` (a person's code) act for `official` (a person's code) on these days, both included (AB 岗).

    The official, or the head or supervisor of the organ may. Raises NotFound for anybody else, AbsenceRefused when it is
    wrong. Announces AbsenceRecorded.
    """
    away = _colleague(official, by)
    second = Official.objects.filter(person__code=deputy, organ=away.organ, role__in=STEPS).exclude(pk=away.pk).first()
    if second is None:
        raise AbsenceRefused(NO_COLLEAGUE)
    if until_on < from_on:
        raise AbsenceRefused(DAYS_OUT_OF_ORDER)
    if not reason.strip():
        raise AbsenceRefused(NO_REASON)
    overlapping = Absence.objects.filter(ended_at=None, from_on__lte=until_on, until_on__gte=from_on)
    if overlapping.filter(official=second).exists():
        raise AbsenceRefused(AWAY_TOO)
    leave = Absence(official=away, deputy=second, from_on=from_on, until_on=until_on, reason=reason.strip()[:200])
    leave.code, leave.recorded_by, leave.recorded_at = secrets.token_hex(10), by, at
    leave.save(force_insert=True)
    told = AbsenceRecorded(subject=leave.code, official=official, deputy=deputy, from_on=from_on, until_on=until_on)
    journal.publish(told, by=by.code, at=at)
    return leave


@transaction.atomic
def end_absence(code: str, *, by: Person, at: datetime) -> None:
    """The official is back before the last day. Ending it twice changes nothing. Raises NotFound as `record_absence`."""
    leave = Absence.objects.select_for_update(of=("self",)).filter(code=code).first()
    if leave is None:
        raise NotFound(code)
    away = _colleague(leave.official.person.code, by)
    if leave.ended_at is not None:
        return
    leave.ended_at = at
    leave.save(update_fields=["ended_at"])
    told = AbsenceEnded(subject=code, official=away.person.code, deputy=leave.deputy.person.code)
    journal.publish(told, by=by.code, at=at)


def _colleague(code: str, by: Person) -> Official:
    """The official with this code whose leave `by` may arrange: their own, or, for a head or supervisor, any of the organ."""
    official = Official.objects.select_related("person", "organ").filter(person__code=code).first()
    mine = Official.objects.filter(person=by).first()
    arranges = mine is not None and mine.role in (Official.Role.HEAD, Official.Role.SUPERVISOR)
    if official is None or mine is None or official.organ_id != mine.organ_id:
        raise NotFound(code)
    if not arranges and official.pk != mine.pk:
        raise NotAllowed(
            Words(
                "只有本人、本部门负责人或督查人员可以登记离岗。请由他们登记。",
                "Only the official, the head or a supervisor of the organ records a leave. Ask one of them.",
            )
        )
    return official


@transaction.atomic
def found_organisation(
    party: Party, *, representative: str, agent: str, scope: Sequence[str], register: str, basis: str, at: datetime
) -> Organisation:
    """Take over an organisation that `register` has entered; `representative` is a citizen number. Once for each code.

    Whoever applied (`agent`, a person's code) and is not its representative goes on for it: a mandate for `scope`, as named in
    the application, for as long as one may last. Raises NotFound for a representative whom nobody knows.
    """
    boss = Person.objects.filter(number=representative).first()
    if boss is None:
        raise NotFound("没有这个法定代表人。 / There is no such legal representative.")
    founded, is_new = Organisation.objects.get_or_create(
        code=party.code, defaults={"name": party.name, "legal_representative": boss}
    )
    if is_new:
        told = OrganisationFounded(
            subject=party.code, name=party.name, representative=boss.code, register=register, basis=basis, at=at
        )
        journal.publish(told, by=agent, at=at)
        if agent != boss.code:
            _let_the_applicant_go_on(boss, party, agent=agent, scope=scope, at=at)
    return founded


def choose_letter_keys(person: Person, *, are_on: bool) -> None:
    """Keep, with the account, whether keys of one character act on the pages of this person."""
    person.letter_keys = are_on
    person.save(update_fields=["letter_keys"])


@transaction.atomic
def strike_off(code: str, *, register: str, basis: str, by: str, at: datetime) -> bool:
    """Take over that its register struck off an organisation; whether that is new. Raises NotFound for an unknown code."""
    found = _organisation(code)
    if found.struck_off_at is not None:
        return False
    found.struck_off_at = at
    found.save(update_fields=["struck_off_at"])
    journal.publish(OrganisationDeregistered(**_how(found, register, basis, at)), by=by, at=at)
    return True


@transaction.atomic
def reinstate(code: str, *, register: str, basis: str, by: str, at: datetime) -> bool:
    """Take over that its register took an organisation back; whether that is new. Raises NotFound for an unknown code."""
    found = _organisation(code)
    if found.struck_off_at is None:
        return False
    found.struck_off_at = None
    found.save(update_fields=["struck_off_at"])
    journal.publish(OrganisationReinstated(**_how(found, register, basis, at)), by=by, at=at)
    return True


def _how(found: Organisation, register: str, basis: str, at: datetime) -> dict[str, Any]:
    boss = found.legal_representative.code
    return {
        "subject": found.code, "name": found.name, "representative": boss, "register": register, "basis": basis, "at": at,
    }  # fmt: skip


def _organisation(code: str) -> Organisation:
    found = Organisation.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise NotFound(code)
    return found


def _let_the_applicant_go_on(boss: Person, party: Party, *, agent: str, scope: Sequence[str], at: datetime) -> None:
    today = localtime(at).date()
    grant_mandate(
        boss,
        party=party.code,
        agent_number=person_with(agent).number,
        scope=scope,
        begins_on=today,
        ends_on=years_before(today, -LONGEST_YEARS) - timedelta(days=1),
        at=at,
    )
