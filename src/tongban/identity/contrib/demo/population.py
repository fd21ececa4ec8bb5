"""A synthetic population out of a seed: households one after another, so that a larger population begins with the smaller one.

The numbers are valid by their check digits and are made by counting, not taken from anybody; the organisations say 示例 (sample).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random

from tongban.identity.contrib.demo import names
from tongban.identity.types import Citizen, Party, PartyKind, Population
from tongban.kernel import identifiers

LAST_BIRTH = date(2026, 10, 31)
NEWBORN_EVERY = 20  # households
OWNS_A_COMPANY = 0.14  # of adults, which makes about a tenth of everybody
SINGLE = 0.35
SERIALS = 700  # higher serial numbers are kept for the cast and the officials


@dataclass
class Town:
    """What has been settled so far, and the numbers that are taken."""

    seed: int
    people: list[Citizen] = field(default_factory=list)
    organisations: list[tuple[Party, str]] = field(default_factory=list)
    marriages: list[tuple[str, str, date]] = field(default_factory=list)
    guardianships: list[tuple[str, str]] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)


def generate(size: int, *, seed: int) -> Population:
    """`size` people with their marriages, guardianships and organisations. The same seed gives the same people, always."""
    town = Town(seed)
    for place in count():
        if len(town.people) >= size:
            break
        _settle(town, place)
    people = tuple(town.people[:size])
    present = {citizen.number for citizen in people}
    return Population(
        people=people,
        organisations=tuple((party, boss) for party, boss in town.organisations if boss in present),
        marriages=tuple(pair for pair in town.marriages if pair[0] in present and pair[1] in present),
        guardianships=tuple(pair for pair in town.guardianships if pair[0] in present and pair[1] in present),
    )


def _settle(town: Town, place: int) -> None:
    """One household: a single person, or a couple with up to two children; every twentieth has a child born in 2026."""
    random = Random(f"{town.seed}:{place}")
    region = list(names.DISTRICTS)[place % len(names.DISTRICTS)]
    newborn = place % NEWBORN_EVERY == 0
    if not newborn and random.random() < SINGLE:
        adults = [_person(town, random, region=region, born_on=_birthday(random, random.randint(1941, 2006)))]
    else:
        adults = _couple(town, random, region=region, young=newborn)
        _children(town, random, parents=adults, newborn=newborn)
    for adult in adults:
        if random.random() < OWNS_A_COMPANY:
            town.organisations.append((_company(random, region, len(town.organisations)), adult.number))


def _couple(town: Town, random: Random, *, region: str, young: bool) -> list[Citizen]:
    year = random.randint(1990, 2000) if young else random.randint(1945, 2001)
    wife = _person(town, random, region=region, born_on=_birthday(random, year), woman=True)
    husband = _person(town, random, region=region, born_on=_birthday(random, year - random.randint(-1, 4)), woman=False)
    town.marriages.append((husband.number, wife.number, _birthday(random, year + 23)))
    return [husband, wife]


def _children(town: Town, random: Random, *, parents: list[Citizen], newborn: bool) -> None:
    mother_year = parents[1].born_on.year
    years = [mother_year + 25 + 3 * number for number in range(random.choice((0, 1, 1, 2)))]
    births = [_birthday(random, year) for year in years if year < LAST_BIRTH.year]
    if newborn:
        births.append(LAST_BIRTH - timedelta(days=random.randrange(300)))
    for born_on in births:
        child = _person(
            town, random, region=parents[0].number[:6], born_on=born_on, surname=parents[0].name[0], grown=False
        )
        town.guardianships.extend((parent.number, child.number) for parent in parents)


def _birthday(random: Random, year: int) -> date:
    return date(year, 1, 1) + timedelta(days=random.randrange(365))


def _person(
    town: Town,
    random: Random,
    *,
    region: str,
    born_on: date,
    woman: bool | None = None,
    surname: str = "",
    grown: bool = True,
) -> Citizen:
    woman = random.random() < 0.5 if woman is None else woman
    given = names.GIVEN_OF_WOMEN if woman else names.GIVEN_OF_MEN
    name = (surname or random.choice(names.SURNAMES)) + "".join(random.sample(given, random.choice((1, 2, 2))))
    place = len(town.people) + 1
    number = next(free for free in _numbers(random, region, born_on, woman=woman) if free not in town.taken)
    phone = f"{names.PHONE_PREFIX}{place:07}" if grown else ""
    citizen = Citizen(code=f"p{place:05}", number=number, name=name, born_on=born_on, phone=phone)
    town.taken.add(number)
    town.people.append(citizen)
    return citizen


def _numbers(random: Random, region: str, born_on: date, *, woman: bool) -> Iterator[str]:
    """Citizen numbers of that place, day and sex (an odd serial is a man's), beginning at a random one."""
    first = random.randrange(SERIALS // 2)
    for step in range(SERIALS // 2):
        serial = (first + step) % (SERIALS // 2) * 2 + (0 if woman else 1)
        yield identifiers.citizen_number(region, born_on, f"{serial:03}")


def _company(random: Random, region: str, place: int) -> Party:
    name = f"上海示例{random.choice(names.COMPANY_WORDS)}{random.choice(names.COMPANY_TRADES)}有限公司"
    return Party(PartyKind.ORGANISATION, identifiers.credit_code("91", region, f"MB{place:06}"), name)
