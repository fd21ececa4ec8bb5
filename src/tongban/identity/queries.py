"""Who somebody is, and for whom they may act. Nothing here reads the clock: the day is always handed in."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.timezone import get_current_timezone_name

from tongban.identity.models import Absence, Guardianship, Mandate, Marriage, Official, Organisation, Person
from tongban.identity.types import (
    Acting,
    Capacity,
    Citizen,
    Contact,
    MandateStanding,
    NotAllowed,
    NotFound,
    Party,
    PartyKind,
    Population,
    Right,
)
from tongban.kernel.words import Words

ADULT_YEARS = 18  # Civil Code of the PRC, article 17
GOVERNMENT_OFFICE = "gov_service"  # its supervisors look at every organ, its clerks sit at the counter
STEPS = frozenset({Official.Role.OFFICER.value, Official.Role.REVIEWER.value, Official.Role.HEAD.value})
RANK = {right: place for place, right in enumerate(Right)}


def person(code: str) -> Person:
    """The person with this public code; raises NotFound."""
    return _one(Person.objects.filter(code=code))


def person_by_number(number: str) -> Person:
    """The person with this citizen number; raises NotFound."""
    return _one(Person.objects.filter(number=number))


def party_codes(kind: PartyKind, *, after: str = "", limit: int = 10_000) -> list[str]:
    """The next codes of persons (citizen numbers) or organisations (credit codes) behind `after`, rising. One query."""
    of = Person.objects if kind == PartyKind.PERSON else Organisation.objects
    column = "number" if kind == PartyKind.PERSON else "code"
    return list(of.filter(**{f"{column}__gt": after}).order_by(column).values_list(column, flat=True)[:limit])


def public_code(party: Party) -> str:
    """How records name the party: an organisation by its credit code, a person by their public code, never by their number."""
    return person_by_number(party.code).code if party.kind == PartyKind.PERSON else party.code


# The submission's hot path (benchmarks/submit.py).
COLUMNS = [field.attname for field in Person._meta.concrete_fields]
PEOPLE = f"SELECT {', '.join(COLUMNS)} FROM identity_person WHERE code = ANY(%s)"
ACCOUNT = f"SELECT {', '.join(COLUMNS)} FROM identity_person WHERE id = %s"


def account(key: int) -> Person | None:
    """The person with this primary key, or None: who is behind a session."""
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNT, [key])
        row = cursor.fetchone()
    return None if row is None else Person.from_db(connection.alias, COLUMNS, row)


def people(codes: Collection[str]) -> dict[str, Person]:
    """The people with these codes, in one query; codes of nobody are left out."""
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [list(codes)])
        found = [Person.from_db(connection.alias, COLUMNS, row) for row in cursor.fetchall()]
    return {someone.code: someone for someone in found}


def is_known(number: str) -> bool:
    """Whether the population register knows somebody with this citizen number."""
    return Person.objects.filter(number=number).exists()


def _one(found: QuerySet[Person]) -> Person:
    someone = found.first()
    if someone is None:
        raise NotFound("没有这个人。 / There is no such person.")
    return someone


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def in_force(on: date) -> Q:
    """The mandates in force on a day: the same rule as `Mandate.standing`, for the database."""
    return Q(begins_on__lte=on, ends_on__gte=on) & (Q(ended_at=None) | Q(ended_at__date__gt=on))


def actings_of(person: Person, *, on: date) -> list[Acting]:
    """Everybody for whom this person may act on the day: self first, then legal representative, guardian, mandates. One query."""
    return [_self(person), *_derived(person, on=on)]


def _self(person: Person) -> Acting:
    return Acting(person.code, Party(PartyKind.PERSON, person.number, person.name), Right.SELF)


# Asked by almost every request (benchmarks submit.py, pages.py): the ORM took longer to build this union than PostgreSQL to
# answer it. The last three lines are `in_force`.
RIGHTS = """
SELECT 'legal_representative', 'organisation', code, name, '', '[]'::jsonb, struck_off_at IS NOT NULL
FROM identity_organisation WHERE legal_representative_id = %(person)s
UNION ALL
SELECT 'guardian', 'person', w.number, w.name, '', '[]', false
FROM identity_guardianship g JOIN identity_person w ON w.id = g.ward_id
WHERE g.guardian_id = %(person)s AND w.born_on > %(adults)s
UNION ALL
SELECT 'mandate', party_kind, party_code, party_name, number, scope, party_kind = 'organisation' AND EXISTS (
  SELECT 1 FROM identity_organisation o WHERE o.code = party_code AND o.struck_off_at IS NOT NULL)
FROM identity_mandate WHERE agent_id = %(person)s AND begins_on <= %(on)s AND ends_on >= %(on)s
AND (ended_at IS NULL OR (ended_at AT TIME ZONE %(zone)s)::date > %(on)s)
"""


def _derived(person: Person, *, on: date) -> list[Acting]:
    """The rights that follow from the registers and from mandates, read afresh each time, so that they end by themselves."""
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS, {"person": person.pk, "adults": years_before(on, ADULT_YEARS), "on": on,
                                "zone": get_current_timezone_name()})  # fmt: skip
        rows = cursor.fetchall()
    found = [
        Acting(
            person.code,
            Party(PartyKind(kind), code, name),
            Right(right),
            number or None,
            tuple(json.loads(scope)),
            ended,
        )
        for right, kind, code, name, number, scope, ended in rows
    ]
    return sorted(found, key=lambda acting: (RANK[acting.right], acting.party.name, acting.mandate or ""))


def codes_visible_to(person: Person, *, on: date) -> list[tuple[str, tuple[str, ...]]]:
    """(party code, scope) of every party whose affairs the person may see on the day; an empty scope is everything. One query.

    For use inside the queries of other rooms. Several mandates for one party are joined; a full right outweighs them.
    """
    scopes: dict[str, set[str] | None] = {}
    for acting in actings_of(person, on=on):
        known = scopes.setdefault(acting.party.code, set())
        if not acting.scope:
            scopes[acting.party.code] = None
        elif known is not None:
            known.update(acting.scope)
    return [(code, tuple(sorted(scope or ()))) for code, scope in scopes.items()]


def acting_for(person: Person, *, party: str, on: date, scope: str | None = None) -> Acting:
    """The right by which the person acts for the party `party` (its code) on the day, for the item or bundle `scope`.

    Raises NotAllowed, which says what, why and what to do; it never tells whether a party with this code exists.
    Without `scope` the widest right is given, and its own `covers` must be asked later.
    """
    if party == person.number:
        return _self(person)
    rights = [acting for acting in _derived(person, on=on) if acting.party.code == party]
    for acting in rights:
        if scope is None or acting.covers(scope):
            return acting
    if rights:
        raise NotAllowed(OUT_OF_SCOPE.filled(number=rights[0].mandate, party=rights[0].party.name, code=scope))
    raise NotAllowed(_why_not(person, party=party, on=on))


def refuse_struck_off(acting: Acting) -> None:
    """Raises NotAllowed, which says what to do, where the party is an organisation that was struck off its register."""
    if acting.is_struck_off:
        raise NotAllowed(STRUCK_OFF.filled(party=acting.party.name))


STRUCK_OFF = Words(
    "“{party}”的登记已经被撤销或者注销，不能再以它的名义申请。请改用您本人或其他主体的名义；对撤销不服的，可以依法申请行政复议或者"
    "提起行政诉讼，恢复登记后可以接着办。",
    "“{party}” was struck off its register: nothing can be applied for in its name. Apply in your own name or for another party. "
    "Against the striking off there is reconsideration or court; when it is reinstated, you can go on.",
)
OUT_OF_SCOPE = Words(
    "委托书 {number} 的委托范围不含“{code}”，不能为“{party}”办理。请委托人另行出具包含该事项的委托书。",
    "Mandate {number} does not cover “{code}”, so you cannot act for “{party}” here. "
    "Ask the party for a mandate that names this item.",
)
STRANGER = Words(
    "您没有代表该办事主体的权限：您不是其本人、法定代表人、监护人，也没有有效的委托。请由有权的人办理，或请其向您出具委托书。",
    "You may not act for this party: you are not that person, its legal representative or guardian, and hold no mandate. "
    "Let someone with the right do it, or ask them for a mandate.",
)
LAPSED = {
    MandateStanding.EXPIRED: Words(
        "委托书 {number} 已于 {ends_on} 到期，不能再为“{party}”办理。请委托人重新出具委托书。",
        "Mandate {number} expired on {ends_on}, so you can no longer act for “{party}”. Ask the party for a new mandate.",
    ),
    MandateStanding.ENDED: Words(
        "委托书 {number} 已被提前终止，不能再为“{party}”办理。如需继续，请委托人重新出具委托书。",
        "Mandate {number} was ended early, so you can no longer act for “{party}”. To go on, ask the party for a new mandate.",
    ),
    MandateStanding.NOT_BEGUN: Words(
        "委托书 {number} 自 {begins_on} 起生效，现在还不能为“{party}”办理。请在生效后再办。",
        "Mandate {number} begins on {begins_on}, so you cannot act for “{party}” yet. Come back on that day.",
    ),
}


def _why_not(person: Person, *, party: str, on: date) -> Words:
    last = Mandate.objects.filter(agent=person, party_code=party).order_by("-ends_on", "-id").first()
    if last is None or (standing := last.standing(on)) not in LAPSED:
        return STRANGER
    return LAPSED[standing].filled(
        number=last.number, party=last.party_name, begins_on=last.begins_on, ends_on=last.ends_on
    )


def organisations_of(person: Person) -> list[Organisation]:
    """The organisations whose legal representative the person is, by name."""
    return list(Organisation.objects.filter(legal_representative=person).order_by("name", "code"))


def mandates_of(person: Person) -> list[Mandate]:
    """The mandates that the person holds, and those granted for the person or for organisations they represent; newest first."""
    own = Q(party_code=person.number) | Q(
        party_code__in=Organisation.objects.filter(legal_representative=person).values("code")
    )
    return list(
        Mandate.objects.filter(own | Q(agent=person))
        .select_related("agent", "granted_by")
        .order_by("-granted_at", "-id")
    )


def official_of(person: Person) -> Official | None:
    """The person's duty in an organ, if they have one. Asked once for each `person` that was read, which is once a request."""
    kept = person.__dict__
    if "its_duty" not in kept:
        kept["its_duty"] = Official.objects.select_related("organ", "person").filter(person=person).first()
    duty: Official | None = kept["its_duty"]
    return duty


def duties_of(codes: Collection[str]) -> dict[str, tuple[str, str]]:
    """The organ's code and the role of those of these people (by code) who are officials. One query, none for nobody."""
    if not codes:
        return {}
    found = Official.objects.filter(person__code__in=codes).values_list("person__code", "organ__code", "role")
    return {code: (organ, role) for code, organ, role in found}


def may_review(person: Person, *, organ: str) -> bool:
    """Whether the person reviews for the organ with this code, at any step. A supervisor looks, and decides nothing."""
    return Official.objects.filter(person=person, organ__code=organ, role__in=STEPS).exists()


def capacity(person: Person, *, on: date) -> Capacity | None:
    """What the person may do as an official on the day, also for colleagues who are on leave; None for who is none.

    A head may countersign too; whoever does one step of a review must leave the next to another, which the review sees to.
    Asked once for each `person` that was read and day, which is once a request.
    """
    kept = person.__dict__.setdefault("its_capacity", {})
    if on not in kept:
        kept[on] = _capacity(person, on)
    found: Capacity | None = kept[on]
    return found


def _capacity(person: Person, on: date) -> Capacity | None:
    own = official_of(person)
    if own is None:
        return None
    steps = {own.role, Official.Role.REVIEWER} if own.role == Official.Role.HEAD else {own.role} & STEPS
    absent = Absence.objects.filter(deputy=own, from_on__lte=on, until_on__gte=on, ended_at=None)
    rows = list(absent.values_list("official__person__code", "official__role"))
    oversees = own.role == Official.Role.SUPERVISOR
    return Capacity(
        organ=own.organ.code,
        steps=frozenset({*steps, *(role for _, role in rows)} & STEPS),
        stands_in_for=frozenset(code for code, _ in rows),
        oversees=oversees,
        oversees_all=oversees and own.organ.code == GOVERNMENT_OFFICE,
    )


def may_act(person: Person, *, organ: str, step: str, on: date) -> bool:
    """Whether the person does this step (officer, reviewer, head) for the organ on the day, or stands in for who does."""
    can = capacity(person, on=on)
    return can is not None and can.organ == organ and step in can.steps


def reviewers_of(organ: str) -> list[Person]:
    """The officers who review for the organ, by code."""
    return officials_of(organ, role=Official.Role.OFFICER)


def officials_of(organ: str, *, role: str | None = None) -> list[Person]:
    """The officials of the organ, or those with one role, by code."""
    found = Official.objects.filter(organ__code=organ).select_related("person").order_by("person__code")
    return [official.person for official in (found.filter(role=role) if role else found)]


def absences_of(organ: str, *, on: date) -> list[Absence]:
    """The leaves in the organ that last on the day or begin later, the earliest first."""
    found = Absence.objects.filter(official__organ__code=organ, until_on__gte=on, ended_at=None)
    return list(found.select_related("official__person", "deputy__person").order_by("from_on", "id"))


def has_interest(person: Person, party_code: str, *, on: date) -> bool:
    """Whether an official must step aside (回避): the party is theirs, their spouse's, child's or parent's, or they act for it.

    Civil Servants Law of the PRC, article 76: own interests and those of close relatives. Two queries.
    """
    close = {person.pk, *_relatives(person)}
    people = Person.objects.filter(pk__in=close, number=party_code).values_list("pk")
    organisations = Organisation.objects.filter(legal_representative__in=close, code=party_code).values_list("pk")
    mandates = Mandate.objects.filter(in_force(on), agent__in=close, party_code=party_code).values_list("pk")
    return people.union(organisations, mandates, all=True).exists()


def _relatives(person: Person) -> Iterable[int]:
    spouses = Marriage.objects.filter(first=person).values_list("second")
    others = Marriage.objects.filter(second=person).values_list("first")
    children = Guardianship.objects.filter(guardian=person).values_list("ward")
    parents = Guardianship.objects.filter(ward=person).values_list("guardian")
    return [number for (number,) in spouses.union(others, children, parents, all=True)]


# The submission's hot path (benchmarks/submit.py).
TOLD = f"""
SELECT {", ".join(COLUMNS)} FROM identity_person WHERE number = %s UNION
SELECT {", ".join(f"p.{name}" for name in COLUMNS)} FROM identity_organisation o
JOIN identity_person p ON p.id = o.legal_representative_id WHERE o.code = %s
"""


def people_to_tell(applicant: str, *, party_code: str, on: date | None = None) -> list[Person]:
    """The people who must hear of the party's affairs: who applied, and the person or the legal representative.

    With `on`, an applicant whose right has ended by that day (a mandate that expired) is no longer told. At most three queries.
    """
    with connection.cursor() as cursor:
        cursor.execute(TOLD, [party_code, party_code])
        told = [Person.from_db(connection.alias, COLUMNS, row) for row in cursor.fetchall()]
    if any(someone.code == applicant for someone in told):
        return told
    someone = person(applicant)
    return [someone, *told] if on is None or _still_acts(someone, party_code, on) else told


def _still_acts(someone: Person, party_code: str, on: date) -> bool:
    return any(acting.party.code == party_code for acting in _derived(someone, on=on))


def population() -> Population:
    """Everybody there is, in four queries. For the generator of the demonstration registers only, never for a page."""
    organisations = Organisation.objects.order_by("code").values_list("code", "name", "legal_representative__number")
    marriages = Marriage.objects.order_by("id").values_list("first__number", "second__number", "married_on")
    guardianships = Guardianship.objects.order_by("id").values_list("guardian__number", "ward__number")
    everyone = Person.objects.order_by("id").values_list("code", "number", "name", "born_on", "phone")
    return Population(
        people=tuple(Citizen(*row) for row in everyone),
        organisations=tuple((Party(PartyKind.ORGANISATION, code, name), boss) for code, name, boss in organisations),
        marriages=tuple(marriages),
        guardianships=tuple(guardianships),
    )


# A campaign's hot path (benchmarks/campaign.py).
CONTACTS = {
    PartyKind.PERSON: "SELECT number, name, code FROM identity_person WHERE number = ANY(%s)",
    PartyKind.ORGANISATION: "SELECT o.code, o.name, p.code FROM identity_organisation o "
    "JOIN identity_person p ON p.id = o.legal_representative_id WHERE o.code = ANY(%s)",
}


def contacts(codes: Sequence[str], *, kind: PartyKind) -> dict[str, Contact]:
    """The name of each party, and the code of whom to tell: the person, or the legal representative. One query."""
    with connection.cursor() as cursor:
        cursor.execute(CONTACTS[kind], [list(codes)])
        return {code: Contact(name, someone) for code, name, someone in cursor.fetchall()}
