"""Sign in, grant and end mandates, take over the catalogue's organs."""

import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from tongban.identity.events import MandateEnded, MandateGranted, SignedIn
from tongban.identity.models import Mandate, Organ, Organisation, Person
from tongban.identity.ports import provider
from tongban.identity.queries import person as person_with
from tongban.identity.queries import public_code, years_before
from tongban.identity.types import (
    Assertion,
    AssuranceLevel,
    Choice,
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
