"""Look again at those whom something can have changed, and at nobody else: a register's record, or the passing of a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from tongban.benefits.events import BenefitsRechecked, BenefitStopped
from tongban.benefits.models import Beneficiary, Recheck, Turn
from tongban.benefits.states import OPEN_TO_ANSWER, LineState
from tongban.benefits.steps import payouts, tallies
from tongban.benefits.steps.periods import LAST
from tongban.benefits.types import RegisterSilent
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import BenefitKind, Edition, Mode, Policy, Source
from tongban.identity import public as identity
from tongban.identity.public import (
    OrganisationDeregistered,
    OrganisationFounded,
    OrganisationReinstated,
    Party,
    PartyKind,
)
from tongban.journal import public as journal
from tongban.kernel import money
from tongban.kernel.words import Words
from tongban.licences import public as licences
from tongban.notices import public as notices
from tongban.payments import public as payments
from tongban.policies import public as policies
from tongban.policies.public import CheckUp, Standing
from tongban.rules import public as rules
from tongban.rules.public import Value
from tongban.sources import public as sources

LOOK = "benefits.look"
PURPOSE = Words("免申即享：复核资格", "Benefits without applying: whether the ground still holds")
AT_ONCE = 1_000
Stand = tuple[bool, int]


@dataclass(frozen=True)
class Look:
    """Who is to be looked at (a public code and a kind of party), and which registers say otherwise of them, because of what."""

    cause: str
    party: str
    kind: str
    registers: tuple[str, ...]


def promise_look(look: Look, *, at: datetime) -> None:
    """Look at the party as soon as the worker comes to it: the same day. Where no register says otherwise, nothing is promised."""
    if look.registers:
        key = f"look:{look.cause}:{look.party}:{at.isoformat()}"
        journal.promise(kind=LOOK, key=key, body=asdict(look) | {"at": at.isoformat()}, at=at)


def promise_looks_at_both(
    cause: str, event: OrganisationFounded | OrganisationDeregistered | OrganisationReinstated
) -> None:
    """The register of an organisation says otherwise of it, and maybe of the person who represents it."""
    for party, kind in ((event.subject, PartyKind.ORGANISATION), (event.representative, PartyKind.PERSON)):
        look = Look(f"{cause} {event.subject}", party, kind.value, (event.register,))
        promise_look(look, at=event.at)


def promise_look_at_holder(number: str, cause: str, *, at: datetime) -> None:
    """A licence came or went: look at its holder, if a register enters licences of its type (content: sources.yaml)."""
    licence = licences.licence_of(number)
    registers = _entering(licence.licence_type, localdate(at)) if licence else ()
    if licence and registers:
        kind = PartyKind(licence.holder_kind)
        party = identity.public_code(Party(kind, licence.holder_code, licence.holder_name))
        promise_look(Look(f"{cause} {licence.code}", party, kind.value, registers), at=at)


def _entering(licence_type: str, on: date) -> tuple[str, ...]:
    """The registers that enter licences of this type; none where no content is published, for then there is no policy."""
    try:
        known = catalogue.edition(on=on).sources.values()
    except catalogue.NoEdition:
        return ()
    return tuple(sorted({each.register for each in known if licence_type in each.licences}))


@transaction.atomic
def look_at(body: Mapping[str, Any]) -> None:
    """Judge again, for one party, the policies that rest on the registers. What has turned is told, stopped, and noted."""
    at, kind = datetime.fromisoformat(body["at"]), PartyKind(body["kind"])
    party = identity.person(body["party"]).number if kind == PartyKind.PERSON else body["party"]
    on = localdate(at)
    edition = catalogue.edition(on=on)
    # Promises made before looks had causes name one register.
    registers, cause = body.get("registers") or [body["register"]], body.get("cause") or body["register"]
    concerned = [each for each in _unasked(edition, kind.value, on) if _registers(edition, each) & set(registers)]
    taken = next(iter(policies.snapshots(kind.value, limit=1)), None)
    if not concerned:
        return
    before = {party: _frozen(edition, kind.value, taken, party)}
    run = _Run(
        edition, kind, on, taken.on if taken else on, taken=taken, key=f"look:{cause}:{party}:{body['at']}", at=at
    )
    run.judge({party: concerned}, before, cause=cause, about=f"{cause}:{body['party']}")


def pass_time(*, at: datetime) -> None:
    """Once a day: those whom a newer snapshot does not find entitled any more are judged again, and those whose entitlement or
    amount the day itself turns (a birthday, the end of a limit)."""
    on = localdate(at)
    for kind in PartyKind:
        look_at_newest(kind, at=at)
        key = f"day:{kind.value}:{on}"
        taken = next(iter(policies.snapshots(kind.value, limit=1)), None)
        if taken is not None and not Recheck.objects.filter(key=key).exists():
            _day(kind, taken, key=key, on=on, at=at)
    tallies.gather_many()


@transaction.atomic
def look_at_newest(kind: PartyKind, *, at: datetime) -> None:
    """Whoever holds a benefit that is not paid, or whose period lasts, and is not entitled by the newest snapshot, is judged again.

    So a death or a move stops the money also where its register sends no word of it. Once for each snapshot.
    """
    on, taken = localdate(at), next(iter(policies.snapshots(kind.value, limit=1)), None)
    key = f"snapshot:{kind.value}:{taken.digest}" if taken else ""
    if taken is None or Recheck.objects.filter(key=key).exists():
        return
    edition = catalogue.edition(on=on)
    parties: dict[str, list[Policy]] = {}
    before: dict[str, Mapping[str, Value]] = {}
    for policy in _unasked(edition, kind.value, on):
        for party, then in _lost(edition, policy, taken, on):
            parties.setdefault(party, []).append(policy)
            before.setdefault(party, _frozen(edition, kind.value, policies.get_snapshot(then), party))
    run = _Run(edition, kind, on, on, taken=None, key=key, at=at)
    run.judge(parties, before, cause="snapshot", about=f"snapshot:{taken.digest}")


def _lost(edition: Edition, policy: Policy, taken: policies.Snapshot, on: date) -> list[tuple[str, str]]:
    """The holders of a policy whom the snapshot does not find entitled, each with the snapshot of its list: set-wise."""
    states = [*OPEN_TO_ANSWER, LineState.RETURNED]
    held = Beneficiary.objects.filter(policy=policy.code, holds=True).exclude(campaign__snapshot=taken.digest)
    lasts = Q(until_on__gte=on, until_on__lt=LAST)  # what is paid once has no period that could end early
    held = held.filter(Q(state__in=states) | Q(lasts, state=LineState.ARRIVED))
    rows = list(held.order_by("party").values_list("party", "campaign__snapshot"))
    if not rows:
        return []
    found = policies.match(edition, policy, taken, on=on)
    entitled = set(policies.holders(taken, found.rows.tolist()))
    return [row for row in rows if row[0] not in entitled]


@transaction.atomic
def _day(kind: PartyKind, taken: policies.Snapshot, *, key: str, on: date, at: datetime) -> None:
    edition = catalogue.edition(on=on)
    rows = _turning(edition, kind.value, taken, on)
    codes = dict(zip(sorted(rows), policies.holders(taken, sorted(rows)), strict=True))
    parties = {code: rows[row] for row, code in codes.items()}
    then = policies.values_at(taken, list(codes), edition=edition, facts=_fetched(edition, kind.value))
    before = {codes[row]: values for row, values in then.items()}
    run = _Run(edition, kind, on, on - timedelta(days=1), taken=taken, key=key, at=at)
    run.judge(parties, before, cause="day", about=f"day:{on}")


def _turning(edition: Edition, audience: str, taken: policies.Snapshot, on: date) -> dict[int, list[Policy]]:
    """The rows for which a policy stands otherwise today than yesterday though nothing was registered: set-wise, by columns."""
    import numpy as np  # which every process that starts would wait for

    wanted = _unasked(edition, audience, on)
    program = policies.program(edition, audience)
    people = policies.population(taken, edition=edition, facts=program.facts)
    yesterday, today = (rules.simulate(program, people, on=day) for day in (on - timedelta(days=1), on))
    found: dict[int, list[Policy]] = {}
    for policy in wanted:
        was, _ = yesterday.flags(policy.code)
        now, _ = today.flags(policy.code)
        both = np.flatnonzero(was & now)
        fen = [run.due(policy.code, both)[0] for run in (yesterday, today)]
        turned = [*np.flatnonzero(was != now).tolist(), *both[fen[0] != fen[1]].tolist()]
        for row in turned:
            found.setdefault(int(row), []).append(policy)
    return found


def _unasked(edition: Edition, audience: str, on: date) -> list[Policy]:
    """The policies that are paid unasked and whose rules decide alone."""
    return [
        each
        for each in edition.policies.values()
        if each.audience == audience and each.mode in (Mode.AUTO, Mode.CONFIRM) and each.is_in_force(on)
        and each.benefit.kind is BenefitKind.PAYMENT and each.benefit.formula and all(one.rule for one in each.conditions)
    ]  # fmt: skip


def _registers(edition: Edition, policy: Policy) -> set[str]:
    """The registers on which a policy and its exclusions rest."""
    return {source.register for source in _sources(edition, policy)}


def _sources(edition: Edition, policy: Policy) -> list[Source]:
    facts = [edition.facts[code] for code in policies.facts_of(edition, policy)]
    return [source for source, _ in edition.by_source(facts)]


def _fetched(edition: Edition, audience: str) -> list[str]:
    return [fact.code for fact in policies.facts_fetched(edition, audience)]


def _frozen(edition: Edition, audience: str, taken: policies.Snapshot | None, party: str) -> Mapping[str, Value]:
    if taken is None:
        return {}
    return policies.values_of(taken, party, edition=edition, facts=_fetched(edition, audience)) or {}


def judge_now(
    edition: Edition, concerned: Iterable[Policy], parties: Sequence[str], *, on: date, by: str, at: datetime
) -> dict[str, CheckUp]:
    """Each party's check-up by what the registers say now, all asked at once. The `concerned` policies have one audience.

    Raises `RegisterSilent` where a register does not answer on which one of them rests: nobody loses anything by that.
    """
    policies_asked = list(concerned)
    audience = policies_asked[0].audience
    needed = {source.code for each in policies_asked for source in _sources(edition, each)}
    found: dict[str, CheckUp] = {}
    for silent, party, values in _fresh(edition, PartyKind(audience), parties, by=by, at=at):
        if missed := [edition.sources[code].name for code in silent if code in needed]:
            raise RegisterSilent(NO_ANSWER.filled(register=missed[0]))
        found[party] = policies.check_up(audience, edition=edition, values=values, on=on)
    return found


def _fresh(
    edition: Edition, kind: PartyKind, parties: Sequence[str], *, by: str, at: datetime
) -> Iterable[tuple[Sequence[str], str, dict[str, Value]]]:
    wanted = edition.by_source(policies.facts_fetched(edition, kind.value))
    purpose = f"{PURPOSE.zh} / {PURPOSE.en}"
    for block in sources.extract(wanted, kind=kind, only=parties, parties=AT_ONCE, purpose=purpose, by=by, at=at):
        columns = {code: column.to_pylist() for code, column in block.columns.items()}
        for place, party in enumerate(block.codes):
            values = {code: column[place] for code, column in columns.items() if column[place] is not None}
            known = {code: tuple(each) if isinstance(each, list) else each for code, each in values.items()}
            yield block.silent, party, known


@dataclass(frozen=True)
class _Run:
    """One look: at which parties, for which policies, since which day and snapshot."""

    edition: Edition
    kind: PartyKind
    on: date
    since: date
    taken: policies.Snapshot | None
    key: str
    at: datetime

    def judge(
        self,
        parties: Mapping[str, Sequence[Policy]],
        before: Mapping[str, Mapping[str, Value]],
        *,
        cause: str,
        about: str,
    ) -> None:
        """Judge each party's policies by what was known before and by what is known now; note and act on what turned."""
        if Recheck.objects.filter(key=self.key).exists():
            return
        turns = list(self._turns(parties, before)) if parties else []
        judged = sum(len(each) for each in parties.values())
        done = Recheck.objects.create(
            key=self.key, on=self.on, cause=cause, judged=judged, turned=len(turns), at=self.at
        )
        for turn in turns:
            turn.recheck = done
        Turn.objects.bulk_create(turns)
        journal.publish(BenefitsRechecked(subject=about, judged=judged, turned=len(turns)), by="system", at=self.at)
        contacts = identity.contacts([turn.party for turn in turns], kind=self.kind)
        for turn in turns:
            self._act(turn, contacts[turn.party].person if turn.party in contacts else "")

    def _turns(
        self, parties: Mapping[str, Sequence[Policy]], before: Mapping[str, Mapping[str, Value]]
    ) -> Iterable[Turn]:
        concerned = {policy.code: policy for wanted in parties.values() for policy in wanted}.values()
        now = judge_now(self.edition, concerned, list(parties), on=self.on, by="system", at=self.at)
        told = self._told(list(parties))
        for party, wanted in parties.items():
            then = policies.check_up(self.kind.value, edition=self.edition, values=before.get(party, {}), on=self.since)
            for policy in wanted:
                was = told.get((party, policy.code)) or _stand(then, policy)
                stands = _stand(now[party], policy)
                if was != stands:
                    yield Turn(
                        policy=policy.code, party=party, on=self.on, was_entitled=was[0], was_fen=was[1],
                        is_entitled=stands[0], fen=stands[1],
                    )  # fmt: skip

    def _told(self, parties: Sequence[str]) -> dict[tuple[str, str], Stand]:
        """What parties were last told since the snapshot was taken: nobody is told the same again by another register or day."""
        turns = Turn.objects.filter(party__in=parties).order_by("id")
        if self.taken is not None:
            turns = turns.filter(recheck__at__gte=self.taken.made_at)
        found = turns.values_list("party", "policy", "is_entitled", "fen")
        return {(party, policy): (is_entitled, fen) for party, policy, is_entitled, fen in found}

    def _act(self, turn: Turn, person: str) -> None:
        policy = self.edition.policies[turn.policy]
        if turn.was_entitled and not turn.is_entitled:
            _stop(turn, at=self.at)
        if person:
            title, body = SAID["new" if not turn.was_entitled else "changed" if turn.is_entitled else "ended"]
            said = {"policy": policy.name, "was": _yuan(turn.was_fen), "now": _yuan(turn.fen)}
            title, body = title.filled(**said), body.filled(**said)
            notices.send(to=[person], title=title, body=body, about=policy.code, link="/benefits/", at=self.at)


def _stand(found: CheckUp, policy: Policy) -> Stand:
    match = next((each for each in found.matches if each.policy.code == policy.code), None)
    is_entitled = match is not None and match.standing is Standing.ENTITLED
    return is_entitled, (match.fen or 0) if match is not None and is_entitled else 0


def _stop(turn: Turn, *, at: datetime) -> None:
    """What is not paid yet is not paid any more; what came back is given up. What has arrived an officer looks at."""
    states = [*OPEN_TO_ANSWER, LineState.RETURNED]
    lines = Beneficiary.objects.select_for_update(of=("self",)).select_related("campaign")
    for line in lines.filter(party=turn.party, policy=turn.policy, holds=True, state__in=states):
        if line.state == LineState.RETURNED:
            payments.cancel(payouts.code_of(line), why=STOPPED, by="system", at=at)
        line.state, line.reason, line.holds = LineState.STOPPED, STOPPED, False
        line.save(update_fields=["state", "reason", "holds"])
        party = identity.person_by_number(line.party).code if line.campaign.audience == "person" else line.party
        told = BenefitStopped(subject=line.campaign.code, party=party, reason=STOPPED)
        journal.publish(told, by="system", at=at)


def _yuan(fen: int) -> Words:
    return money.show(money.of_fen(fen))


STOPPED = "recheck"
NO_ANSWER = Words(
    "“{register}”现在没有答复，没有它不能判断。什么都没有改；请过一会儿再做。",
    "{register} does not answer now, and without it nothing can be judged. Nothing was changed; try again in a while.",
)
SAID = {
    "new": (
        Words("您从今天起可以享受“{policy}”", "From today on you are entitled to “{policy}”"),
        Words(
            "登记信息有了变化，您现在符合“{policy}”的条件，每期 {now}。下一批发放时会直接告诉您。",
            "What the registers say has changed: you now meet the conditions of “{policy}”, {now} each time. You will hear of it "
            "with the next payment.",
        ),
    ),
    "changed": (
        Words("“{policy}”从今天起是 {now}", "“{policy}” is {now} from today on"),
        Words(
            "“{policy}”由 {was} 调整为 {now}，不用申请。", "“{policy}” changes from {was} to {now}. You need not apply."
        ),
    ),
    "ended": (
        Words("“{policy}”的条件不再满足", "The conditions of “{policy}” are no longer met"),
        Words(
            "按登记信息，“{policy}”的条件不再满足，还没有发放的不再发放。不对的话，请点开提出异议。",
            "By the registers the conditions of “{policy}” are no longer met, and what was not paid yet is not paid. If that is "
            "wrong, open this and object.",
        ),
    ),
}
