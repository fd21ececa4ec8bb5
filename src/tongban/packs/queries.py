"""Read packs as one of the company's people, or as the organ that serves it: every query starts from who asks."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet

from tongban.identity import public as identity
from tongban.identity.public import NotFound, Person
from tongban.packs.contents import read
from tongban.packs.models import SentPack
from tongban.packs.types import Content, PackView, ReceiptView
from tongban.policies import public as policies

OFFICER, SYSTEM = "officer", "system"
MOST_LISTED = 50


def own(person: Person, *, on: date) -> QuerySet[SentPack]:
    """The packs of the organisations whose affairs the person may see; an agent's mandate must name `policies`, or everything."""
    codes = [code for code, scope in identity.codes_visible_to(person, on=on) if not scope or policies.SCOPE in scope]
    return SentPack.objects.filter(party__in=codes).prefetch_related("receipts").order_by("-at", "-id")


def _of_desk(person: Person, on: date) -> QuerySet[SentPack]:
    return SentPack.objects.filter(organ=organ_of(person, on=on)).prefetch_related("receipts").order_by("-at", "-id")


def organ_of(person: Person, *, on: date) -> str:
    """The organ for which this person may send packs. For anybody else packs do not exist at the desk."""
    can = identity.capacity(person, on=on)
    if can is None or not may_send(person, on=on):
        raise NotFound("packs")
    return can.organ


def may_send(person: Person, *, on: date) -> bool:
    """Whether the person is an officer of an organ on the day, or stands in for one."""
    can = identity.capacity(person, on=on)
    return can is not None and OFFICER in can.steps


def latest(party: str) -> SentPack | None:
    """The newest pack of an organisation."""
    return SentPack.objects.filter(party=party).order_by("-number").first()


def packs_of(person: Person, *, on: date) -> list[PackView]:
    """The packs that were sent to organisations of this person, the newest first."""
    return _views(own(person, on=on)[:MOST_LISTED])


def packs_sent(person: Person, *, on: date) -> list[PackView]:
    """The packs of the organ for which this person sends them, the newest first. Raises `NotFound` for who sends none."""
    return _views(_of_desk(person, on)[:MOST_LISTED], organ_of(person, on=on))


def pack_sent(code: str, *, seen_by: Person, on: date) -> PackView:
    """One of them with its receipts. Raises `NotFound` for another organ's."""
    pack = _of_desk(seen_by, on).filter(code=code.replace("\0", "")).first()
    if pack is None:
        raise NotFound("没有这份服务包。 / There is no such pack.")
    return view_of(pack, pack.organ)


def of_organ(content: Content, organ: str) -> tuple[Content, int]:
    """What an organ sees of a pack: the entries that are its own matter, and how many others there are."""
    shown = tuple(each for each in content.entries if each.organ == organ)
    return replace(content, entries=shown), len(content.entries) - len(shown)


def view_of(pack: SentPack, organ: str | None = None) -> PackView:
    """A pack for its company, or for an organ."""
    return _views([pack], organ)[0]


def _views(packs: Iterable[SentPack], organ: str | None = None) -> list[PackView]:
    """Packs for their company, or for an organ; the names on all receipts are one query."""
    receipts = {pack.pk: sorted(pack.receipts.all(), key=lambda each: each.at) for pack in packs}
    opened = {each.person for some in receipts.values() for each in some}
    names = identity.people(opened) if opened else {}
    found = []
    for pack in packs:
        seen = [ReceiptView(names[each.person].name, each.at) for each in receipts[pack.pk] if each.person in names]
        found.append(_view(pack, organ, tuple(seen)))
    return found


def _view(pack: SentPack, organ: str | None, receipts: tuple[ReceiptView, ...]) -> PackView:
    content, elsewhere = Content(pack.profile, read(pack.entries), tuple(pack.silent), pack.digest), 0
    if organ is not None:
        content, elsewhere = of_organ(content, organ)
    return PackView(
        code=pack.code, party=pack.party, name=pack.party_name, organ=pack.organ, edition=pack.edition, on=pack.on, at=pack.at,
        by_system=pack.sent_by == SYSTEM, content=content, elsewhere=elsewhere, receipts=receipts,
    )  # fmt: skip
