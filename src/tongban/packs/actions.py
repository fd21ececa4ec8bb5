"""Put a company's pack together and send it, by an officer or because something changed; note who opened it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from secrets import token_hex
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.identity.public import Party, PartyKind, Person
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.licences import public as licences
from tongban.notices import public as notices
from tongban.packs import queries
from tongban.packs.contents import content_of, written
from tongban.packs.events import PackOpened, PackSent
from tongban.packs.models import Receipt, SentPack
from tongban.packs.types import Content, Draft, PackRefused, PackView
from tongban.policies import public as policies
from tongban.sources import public as sources

LOOK = "packs.look"
PURPOSE = Words("企业服务包", "Service pack of an organisation")


def draft(credit_code: str, *, by: Person, at: datetime) -> Draft:
    """The pack as it would be sent now. Raises `PackRefused` for a code of nobody, `NotFound` for who is no officer of an organ.

    The registers are asked, and the company sees that they were.
    """
    organ = queries.organ_of(by, on=localdate(at))
    party, representative = _company(credit_code)
    content = _content(party, representative, by=by.code, at=at)
    latest = queries.latest(party.code)
    same = queries.view_of(latest, organ) if latest and latest.digest == content.digest else None
    shown, elsewhere = queries.of_organ(content, organ)
    return Draft(party.code, party.name, shown, elsewhere, same)


def send(credit_code: str, *, by: Person, at: datetime) -> str:
    """Put the pack together, keep it and tell the company's representative; gives its code.

    Raises `PackRefused` where the company was sent the same before, or has nothing to be told; `NotFound` as `draft`.
    """
    organ = queries.organ_of(by, on=localdate(at))
    party, representative = _company(credit_code)
    content = _content(party, representative, by=by.code, at=at)
    if not content.entries:
        raise PackRefused(EMPTY.filled(name=party.name))
    sent = _keep(party, representative, content, organ=organ, by=by.code, cause=queries.OFFICER, at=at)
    if sent is None:
        raise PackRefused(SAME.filled(name=party.name))
    return sent


def _company(credit_code: str) -> tuple[Party, Person]:
    """An organisation and its legal representative."""
    code = credit_code.strip().upper().replace("\0", "")
    contact = identity.contacts([code], kind=PartyKind.ORGANISATION).get(code)
    if contact is None or not contact.person:
        raise PackRefused(NOBODY)
    return Party(PartyKind.ORGANISATION, code, contact.name), identity.person(contact.person)


def _content(party: Party, representative: Person, *, by: str, at: datetime) -> Content:
    edition, on = catalogue.edition(on=localdate(at)), localdate(at)
    audience = policies.audience_of(party)
    asked = edition.by_source(policies.facts_fetched(edition, audience))
    purpose = f"{PURPOSE.zh} / {PURPOSE.en}"
    told = sources.fetch_all(
        asked, party=party, person=representative, purpose=purpose, by=by, at=at, ground=sources.UNASKED
    )
    values = {code: each.value for code, each in told.supplied.items()}
    found = policies.check_up(audience, edition=edition, values=values, on=on, silent=told.silent)
    return content_of(party.code, found, seen_by=representative, on=on)


def _keep(
    party: Party, representative: Person, content: Content, *, organ: str, by: str, cause: str, at: datetime
) -> str | None:
    """Keep the pack and tell it; None where the one before says the same, or another is sent at this moment."""
    before = queries.latest(party.code)
    if before and before.digest == content.digest:
        return None
    edition, on = catalogue.edition(on=localdate(at)), localdate(at)
    pack = SentPack(
        code=token_hex(8), party=party.code, party_name=party.name, number=before.number + 1 if before else 1, organ=organ,
        edition=edition.number, on=on, profile=dict(content.profile), entries=written(content.entries),
        silent=list(content.silent), digest=content.digest, sent_by=by, at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            pack.save(force_insert=True)
            _tell(pack, representative, cause)
    except IntegrityError:
        return None
    return pack.code


def _tell(pack: SentPack, representative: Person, cause: str) -> None:
    sent = PackSent(subject=pack.code, party=pack.party, organ=pack.organ, digest=pack.digest, cause=cause)
    journal.publish(sent, by=pack.sent_by, at=pack.at)
    title, body = (each.filled(name=pack.party_name, count=len(pack.entries)) for each in TOLD)
    link = f"/packs/{pack.code}/"
    notices.send(to=[representative], title=title, body=body, about=pack.code, link=link, at=pack.at)


def open_pack(code: str, *, by: Person, at: datetime) -> PackView:
    """A pack as one of the company's people opens it; the first time is noted. Raises `NotFound` for anybody else."""
    # Receipts are read after this one is written.
    own = queries.own(by, on=localdate(at)).prefetch_related(None)
    pack = own.filter(code=code.replace("\0", "")).first()
    if pack is None:
        raise identity.NotFound("没有这份服务包。 / There is no such pack.")
    with transaction.atomic():
        _, is_new = Receipt.objects.get_or_create(pack=pack, person=by.code, defaults={"at": at})
        if is_new:
            journal.publish(PackOpened(subject=pack.code, party=pack.party), by=by.code, at=at)
    return queries.view_of(pack)


def promise_look(party: str, cause: str, *, at: datetime) -> None:
    """Look again at a company that is served, the same day. Whoever was never sent a pack is left alone."""
    if SentPack.objects.filter(party=party).exists():
        body = {"party": party, "cause": cause, "at": at.isoformat()}
        journal.promise(kind=LOOK, key=f"pack:{cause}:{party}:{at.isoformat()}", body=body, at=at)


def promise_look_at_holder(number: str, cause: str, *, at: datetime) -> None:
    """A licence came or went: look at the organisation that holds it."""
    licence = licences.licence_of(number)
    if licence and licence.holder_kind == PartyKind.ORGANISATION:
        promise_look(licence.holder_code, cause, at=at)


def look_at(body: Mapping[str, Any]) -> None:
    """Put the pack of one company together again; it is sent where it says otherwise than the one before."""
    _look(body["party"], body["cause"], at=datetime.fromisoformat(body["at"]))


def _look(party: str, cause: str, *, at: datetime) -> None:
    before = queries.latest(party)
    if before is None:
        return
    try:
        company, representative = _company(party)
    except PackRefused:
        return  # struck off, or nobody represents it: there is no one to tell
    content = _content(company, representative, by=queries.SYSTEM, at=at)
    if content.entries and not content.silent:
        _keep(company, representative, content, organ=before.organ, by=queries.SYSTEM, cause=cause, at=at)


def pass_time(*, at: datetime) -> None:
    """Once a day: the packs of all companies that are served, for days pass and editions change."""
    on = localdate(at)
    parties: Iterable[str] = SentPack.objects.order_by("party").values_list("party", flat=True).distinct()
    journal.promise_all(
        [(LOOK, f"pack:day:{on}:{party}", {"party": party, "cause": "day", "at": at.isoformat()}) for party in parties],
        at=at,
    )


NOBODY = Words(
    "没有查到这个统一社会信用代码的单位，或者它没有登记的法定代表人。请核对 18 位代码。",
    "No organisation with this credit code is registered, or nobody represents it. Please check its 18 characters.",
)
SAME = Words(
    "“{name}”上一份服务包说的就是这些，没有再送。等登记、政策或证照有了变化再送。",
    "The last pack of “{name}” says just this, so none was sent again. Send one when registers, policies or licences have changed.",
)
EMPTY = Words("现在没有什么要告诉“{name}”的，没有送出。", "There is nothing to tell “{name}” now, so nothing was sent.")
TOLD = (
    Words("“{name}”的服务包", "The service pack of “{name}”"),
    Words(
        "按登记信息整理了 {count} 条：能享受的、快够条件的、快到期的证照和要办的日子。请点开看。",
        "By what the registers say, {count} lines were put together: what is due, what is near, licences that end, days to keep. "
        "Please open it.",
    ),
)
