"""Who may see a licence, and what everybody may know of it."""

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet

from tongban.documents import public as documents
from tongban.identity import public as identity
from tongban.kernel import identifiers
from tongban.kernel.words import Words
from tongban.licences.models import Composite, CompositePart, Licence
from tongban.licences.states import Standing, State
from tongban.licences.types import CompositeView, Verification

UNKNOWN = Words(
    "没有查到这份证照。请核对编号；编号无误仍查不到的，可能不是真的证照。",
    "There is no such licence. Check the code; if it is right, the licence may not be genuine.",
)
STANDS = {
    Standing.IN_FORCE: Words("有效：{until}。", "Valid: {until}."),
    Standing.BEING_MADE: Words("已批准，证照正在制作。", "Granted; the licence is being made."),
    Standing.EXPIRED: Words("已失效：有效期至 {until}。", "Expired: it was valid until {until}."),
    Standing.REPLACED: Words("已由新版证照替换（{on}）。", "Replaced by a newer version ({on})."),
    Standing.CANCELLED: Words("已注销（{on}）。", "Cancelled at the holder's request ({on})."),
    Standing.REVOKED: Words("已被发证机关撤销（{on}）。", "Revoked by the organ that issued it ({on})."),
}
TOGETHER = {
    "in_force": Words("里面的 {count} 张证都有效。", "All {count} licences in it are valid."),
    "partly": Words(
        "里面有证已经没有效力，请看下面每一张。", "Some licences in it are no longer valid: see each of them below."
    ),
    "being_made": Words("已批准，里面有证照正在制作。", "Granted; a licence in it is being made."),
    "ended": Words("里面的证都没有效力了。", "None of the licences in it is valid any more."),
}
UNTIL = Words("有效期至 {day}", "until {day}")
NO_END = Words("长期有效", "without end")
NO_SUCH = "没有这份证照。 / There is no such licence."


def _visible_to(person: identity.Person, on: date) -> QuerySet[Licence]:
    """The licences of the parties whose affairs the person may see on that day, as far as each mandate reaches."""
    seen = Q(pk__in=[])
    for code, scope in identity.codes_visible_to(person, on=on):
        reach = (Q(item__in=scope) | Q(bundle__in=scope)) if scope else Q()
        seen |= Q(holder_code=code) & reach
    return Licence.objects.filter(seen)


def _called(number: str) -> Q:
    """By number or code. The database refuses to compare text with a NUL in it; nothing is called that."""
    plain = number.replace("\0", "")
    return Q(number=plain) | Q(code=plain)


def licences_of(person: identity.Person, *, on: date) -> list[Licence]:
    """Every licence that the person may see, the newest first; also those that expired or were revoked."""
    return list(_visible_to(person, on).order_by("-issued_on", "-id"))


def get_licence(number: str, *, seen_by: identity.Person, on: date) -> Licence:
    """One licence by its number or code; raises NotFound also for what this person may not see."""
    found = _visible_to(seen_by, on).filter(_called(number)).first()
    if found is None:
        raise identity.NotFound(NO_SUCH)
    return found


def held(number: str, *, holder_code: str, on: date) -> Licence | None:
    """The licence, if this party holds it and something can be done with it that day: in force, and not yet ended."""
    licence = Licence.objects.filter(number=number, holder_code=holder_code, state=State.IN_FORCE).first()
    return licence if licence and licence.standing(on) == Standing.IN_FORCE else None


def granted_by(basis: str) -> list[str]:
    """The numbers of the licences in force that this case granted, or that have replaced those since."""
    found = list(Licence.objects.filter(basis=basis).order_by("id"))
    in_force = [one.number for one in found if one.state == State.IN_FORCE]
    while replaced := [one.number for one in found if one.state == State.REPLACED]:
        found = list(Licence.objects.filter(replaces__in=replaced).order_by("id"))
        in_force += [one.number for one in found if one.state == State.IN_FORCE]
    return in_force


def licence_of(number: str) -> Licence | None:
    """The licence of this number, for rooms that react to what became of it; pages ask `get_licence`, which asks who looks."""
    return Licence.objects.filter(number=number).first()


def origin_of(number: str) -> str:
    """The case that granted this licence or, where it replaced another, the first one before it; empty for an unknown number."""
    found = Licence.objects.filter(number=number).first()
    while found and found.replaces:
        found = Licence.objects.filter(number=found.replaces).first()
    return found.basis if found else ""


def pdf_of(number: str, *, seen_by: identity.Person, on: date) -> bytes:
    """The sealed PDF. Raises NotFound for what may not be seen, and while the document is being made."""
    licence = get_licence(number, seen_by=seen_by, on=on)
    _, content = documents.read(licence.document, belongs_to=licence.number)
    return content


def verify(number: str, *, on: date) -> Verification:
    """What anybody may know who holds the licence's code or number: whether it is valid that day, and why not."""
    wanted = _called(number.strip().upper())
    licence = Licence.objects.filter(wanted).first()
    if licence is None:
        composite = _with_parts(Composite.objects.filter(wanted)).first()
        return _verified(_seen(composite, on)) if composite else Verification(found=False, valid=False, says=UNKNOWN)
    return _of(licence, on)


def _of(licence: Licence, on: date) -> Verification:
    standing = licence.standing(on)
    organ = identity.Organ.objects.filter(code=licence.organ).first()
    return Verification(
        found=True,
        valid=standing == Standing.IN_FORCE,
        says=_says(licence, standing),
        standing=standing,
        number=licence.number,
        name=licence.name,
        holder=_public_name(licence.holder_kind, licence.holder_name),
        organ=Words(organ.name_zh, organ.name_en) if organ else None,
        issued_on=licence.issued_on,
        valid_until=licence.valid_until,
    )


def _says(licence: Licence, standing: Standing) -> Words:
    until: object = licence.valid_until
    if standing == Standing.IN_FORCE:
        until = UNTIL.filled(day=licence.valid_until) if licence.valid_until else NO_END
    ended_at = licence.ended_at or licence.revoked_at
    ended = ended_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date() if ended_at else ""
    return STANDS[standing].filled(until=until, on=ended)


def _public_name(kind: str, name: str) -> str:
    """Organisations stand in the public register; people do not."""
    return identifiers.masked_name(name) if kind == identity.PartyKind.PERSON else name


def _with_parts(found: QuerySet[Composite]) -> QuerySet[Composite]:
    parts = CompositePart.objects.select_related("licence").order_by("id")
    return found.prefetch_related(Prefetch("parts", queryset=parts))


def _seen(composite: Composite, on: date) -> CompositeView:
    return CompositeView(composite, tuple((part.licence, part.licence.standing(on)) for part in composite.parts.all()))


def _verified(view: CompositeView) -> Verification:
    """What anybody may know of a composite: each licence in it as it stands at this moment."""
    one = view.composite
    organ = identity.Organ.objects.filter(code=one.organ).first()
    ends = [licence.valid_until for licence in view.in_force if licence.valid_until]
    parts = tuple(
        Verification(
            found=True,
            valid=standing == Standing.IN_FORCE,
            says=_says(licence, standing),
            standing=standing,
            number=licence.number,
            name=licence.name,
            issued_on=licence.issued_on,
            valid_until=licence.valid_until,
        )
        for licence, standing in view.parts
    )
    return Verification(
        found=True,
        valid=view.standing == "in_force",
        says=TOGETHER[view.standing].filled(count=len(parts)),
        number=one.number,
        name=one.name,
        holder=_public_name(one.holder_kind, one.holder_name),
        organ=Words(organ.name_zh, organ.name_en) if organ else None,
        issued_on=one.issued_on,
        valid_until=min(ends, default=None),
        parts=parts,
    )


def composites_of(person: identity.Person, *, on: date) -> list[CompositeView]:
    """Every composite licence that the person may see, the newest first."""
    found = _with_parts(_composites_visible_to(person, on)).order_by("-issued_on", "-id")
    return [_seen(composite, on) for composite in found]


def _composites_visible_to(person: identity.Person, on: date) -> QuerySet[Composite]:
    """A mandate for the trade reaches its composite; one for a single item does not."""
    seen = Q(pk__in=[])
    for code, scope in identity.codes_visible_to(person, on=on):
        seen |= Q(holder_code=code) & (Q(bundle__in=scope) if scope else Q())
    return Composite.objects.filter(seen)


def get_composite(number: str, *, seen_by: identity.Person, on: date) -> CompositeView:
    """One composite licence by its number or code; raises NotFound also for what this person may not see."""
    found = _with_parts(_composites_visible_to(seen_by, on).filter(_called(number))).first()
    if found is None:
        raise identity.NotFound(NO_SUCH)
    return _seen(found, on)


def composite_pdf_of(number: str, *, seen_by: identity.Person, on: date) -> bytes:
    """The sealed PDF of a composite. Raises NotFound for what may not be seen, and while it is being made."""
    composite = get_composite(number, seen_by=seen_by, on=on).composite
    _, content = documents.read(composite.document, belongs_to=composite.number)
    return content
