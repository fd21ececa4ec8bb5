"""Put the synthetic population and the cast into the database: only what is not there yet, in bulk."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from django.db import transaction

from tongban.identity.contrib.demo import names
from tongban.identity.contrib.demo.cast import CAST, COMPANIES, MARRIED_ON, PARENTS_OF_THE_BABY, Member
from tongban.identity.contrib.demo.population import generate
from tongban.identity.models import Guardianship, Mandate, Marriage, Official, Organ, Organisation, Person
from tongban.identity.queries import GOVERNMENT_OFFICE
from tongban.identity.types import CastMember, Choice, Citizen, Party, PartyKind, Population
from tongban.kernel import identifiers
from tongban.kernel.words import Words

SEED = 20261122
OPENING = date(2026, 11, 22)
# The sample bundle and its items; a test compares it with the content, which stands on a higher floor.
SCOPE = ("restaurant", "biz_licence", "food_licence", "fire_check", "signboard", "drain_permit", "tobacco_retail")
OPERATOR = "demo"


@transaction.atomic
def populate(
    size: int = 2000, *, seed: int = SEED, on: date = OPENING, mandate_scope: Sequence[str] = SCOPE
) -> dict[str, int]:
    """See to it that the cast, `size` synthetic people and officials for every organ loaded are there; gives what was added.

    The same seed gives the same people. A second run adds nothing, except that a mandate of the cast which has run out by
    `on` is granted anew. Call it again after `load_organs`.
    """
    whole = _joined(_cast(), generate(size, seed=seed))
    added = {"people": _add_people([*whole.people, *_officials()])}
    added["organisations"] = _add_organisations(whole)
    added["family ties"] = _add_family(whole)
    added["officials"] = _add_officials()
    added["mandates"] = _add_mandates(on, list(mandate_scope))
    return added


def _joined(first: Population, second: Population) -> Population:
    return Population(
        people=first.people + second.people,
        organisations=first.organisations + second.organisations,
        marriages=first.marriages + second.marriages,
        guardianships=first.guardianships + second.guardianships,
    )


def _cast() -> Population:
    people = {member.code: _citizen(member, place) for place, member in enumerate(CAST)}
    father, mother, baby = people["xu"].number, people["lin"].number, people["baby"].number
    return Population(
        people=tuple(people.values()),
        organisations=tuple(
            (Party(PartyKind.ORGANISATION, identifiers.credit_code("91", region, body), name), people[boss].number)
            for name, region, body, boss in COMPANIES
        ),
        marriages=((father, mother, MARRIED_ON),),
        guardianships=tuple((people[parent].number, baby) for parent in PARENTS_OF_THE_BABY),
    )


def _citizen(member: Member, place: int) -> Citizen:
    serial = 901 + 2 * place - (1 if member.woman else 0)
    number = identifiers.citizen_number(member.region, member.born_on, f"{serial:03}")
    phone = "" if member.code == "baby" else f"{names.PHONE_PREFIX}99{place:05}"
    return Citizen(member.code, number, member.name, member.born_on, phone)


def _officials() -> list[Citizen]:
    """The people for every step of every organ that the cast leaves open, drawn from the organ's code."""
    return [_official(code, duty) for duty, code in _duties() if duty not in CAST_DUTIES]


Duty = tuple[str, str]
"""The code of an organ and a role in it."""


def _duties() -> list[tuple[Duty, str]]:
    """Who has which duty: an officer, a reviewer and a head in every organ that decides; whoever else the cast names."""
    organs = list(Organ.objects.order_by("code").values_list("code", flat=True))
    steps = [(organ, role) for organ in organs if organ != GOVERNMENT_OFFICE for role in ACCOUNTS]
    cast = [((member.organ, member.role), member.code) for member in CAST if member.organ in organs]
    return [(duty, ACCOUNTS[duty[1]].format(duty[0])) for duty in steps if duty not in CAST_DUTIES] + cast


def _official(code: str, duty: Duty) -> Citizen:
    organ, role = duty
    random = Random(organ if role == Official.Role.OFFICER else f"{organ} {role}")
    born_on = date(1970, 1, 1) + timedelta(days=random.randrange(9000))
    number = identifiers.citizen_number(random.choice(list(names.DISTRICTS)), born_on, str(random.randrange(700, 900)))
    name = random.choice(names.SURNAMES) + random.choice(names.GIVEN_OF_WOMEN + names.GIVEN_OF_MEN)
    return Citizen(code, number, name, born_on, f"{names.PHONE_PREFIX}98{random.randrange(10**5):05}")


# The accounts of those who are not of the cast. The first is what the officer of an organ has always been called here.
ACCOUNTS: dict[str, str] = {
    Official.Role.OFFICER: "reviewer-{}",
    Official.Role.REVIEWER: "countersigner-{}",
    Official.Role.HEAD: "head-{}",
}
CAST_DUTIES = {(member.organ, member.role) for member in CAST if member.organ}


def _add_people(citizens: Sequence[Citizen]) -> int:
    known = set(Person.objects.values_list("code", flat=True))
    missing = [
        Person(
            code=citizen.code,
            number=citizen.number,
            name=citizen.name,
            born_on=citizen.born_on,
            phone=citizen.phone,
            password="!",  # no password will ever fit
        )
        for citizen in citizens
        if citizen.code not in known
    ]
    Person.objects.bulk_create(missing, batch_size=2000)
    return len(missing)


def _keys() -> dict[str, int]:
    return dict(Person.objects.values_list("number", "pk"))


def _add_organisations(whole: Population) -> int:
    known = set(Organisation.objects.values_list("code", flat=True))
    keys = _keys()
    missing = [
        Organisation(code=party.code, name=party.name, legal_representative_id=keys[boss])
        for party, boss in whole.organisations
        if party.code not in known
    ]
    return len(Organisation.objects.bulk_create(missing, batch_size=2000))


def _add_family(whole: Population) -> int:
    keys = _keys()
    married = set(Marriage.objects.values_list("first", flat=True))
    marriages = [
        Marriage(first_id=keys[first], second_id=keys[second], married_on=day)
        for first, second, day in whole.marriages
        if keys[first] not in married
    ]
    known = set(Guardianship.objects.values_list("guardian", "ward"))
    guardianships = [
        Guardianship(guardian_id=keys[guardian], ward_id=keys[ward])
        for guardian, ward in whole.guardianships
        if (keys[guardian], keys[ward]) not in known
    ]
    Marriage.objects.bulk_create(marriages, batch_size=2000)
    Guardianship.objects.bulk_create(guardianships, batch_size=2000)
    return len(marriages) + len(guardianships)


def _add_officials() -> int:
    organs = {organ.code: organ for organ in Organ.objects.order_by("code")}
    duties = _duties()
    people = dict(Person.objects.filter(code__in=[code for _, code in duties]).values_list("code", "pk"))
    known = set(Official.objects.values_list("person", flat=True))
    missing = [
        Official(person_id=people[code], organ=organs[organ], role=role)
        for (organ, role), code in duties
        if people[code] not in known
    ]
    return len(Official.objects.bulk_create(missing))


def _add_mandates(on: date, scope: list[str]) -> int:
    """Chen's mandate for Lin's company, in force on the day, and the one of another company that ran out."""
    people = {person.code: person for person in Person.objects.filter(code__in=("chen", "lin", "gu"))}
    companies = {
        company.legal_representative.code: company
        for company in Organisation.objects.filter(legal_representative__code__in=("lin", "gu")).select_related(
            "legal_representative"
        )
    }
    in_force = Mandate.objects.filter(agent=people["chen"], party_code=companies["lin"].code, ends_on__gte=on)
    expired = Mandate.objects.filter(agent=people["chen"], party_code=companies["gu"].code)
    missing: list[Mandate] = []
    if not in_force.exists():
        begins_on, ends_on = on, on + timedelta(days=364)
        missing.append(
            _mandate(people["lin"], companies["lin"], agent=people["chen"], scope=scope, term=(begins_on, ends_on))
        )
    if not expired.exists():
        term = (on - timedelta(days=400), on - timedelta(days=36))
        missing.append(_mandate(people["gu"], companies["gu"], agent=people["chen"], scope=scope, term=term))
    return len(Mandate.objects.bulk_create(missing))


def _mandate(by: Person, company: Organisation, *, agent: Person, scope: list[str], term: tuple[date, date]) -> Mandate:
    begins_on, ends_on = term
    return Mandate(
        number=f"M{begins_on:%Y%m%d}-{OPERATOR}-{by.code}",
        party_kind=PartyKind.ORGANISATION,
        party_code=company.code,
        party_name=company.name,
        granted_by=by,
        agent=agent,
        scope=scope,
        begins_on=begins_on,
        ends_on=ends_on,
        granted_at=datetime.combine(begins_on, time(1), tzinfo=UTC),
    )


DUTIES = {
    Official.Role.OFFICER: Words("审查人员：{organ}", "Reviewer: {organ}"),
    Official.Role.REVIEWER: Words("审核人员：{organ}", "Countersigns: {organ}"),
    Official.Role.HEAD: Words("审批负责人：{organ}", "Head, who approves: {organ}"),
    Official.Role.SUPERVISOR: Words("督查人员：{organ}", "Supervisor: {organ}"),
    Official.Role.CLERK: Words("综合窗口人员：{organ}", "At the counter: {organ}"),
}


def describe_cast(on: date | None = None) -> list[CastMember]:
    """The demonstration accounts that are in the database, in the order of the story: the cast, then the other reviewers.

    With `on`, an agent's row says until which day the mandate in force runs.
    """
    present = set(Person.objects.filter(code__in=[member.code for member in CAST]).values_list("code", flat=True))
    terms = _terms(on) if on else {}
    rows = [Choice(member.code, member.name, _purpose(member, terms)) for member in CAST if member.code in present]
    others = (
        Official.objects.exclude(person__code__in=present)
        .select_related("person", "organ")
        .order_by("organ__code", "person__code")
    )
    for official in others:
        organ = Words(official.organ.name_zh, official.organ.name_en)
        rows.append(
            Choice(official.person.code, official.person.name, DUTIES[Official.Role(official.role)].filled(organ=organ))
        )
    return rows


def _terms(on: date) -> dict[str, date]:
    rows = Mandate.objects.filter(agent__code="chen", begins_on__lte=on, ends_on__gte=on, ended_at=None)
    return dict(rows.values_list("agent__code", "ends_on"))


def _purpose(member: Member, terms: dict[str, date]) -> Words:
    until = terms.get(member.code)
    if until is None:
        return member.purpose
    return Words(f"{member.purpose.zh}（委托至 {until}）", f"{member.purpose.en} (until {until})")
