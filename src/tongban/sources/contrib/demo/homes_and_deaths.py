"""What the registers keep of homes, stays, travel, medical bills, and of relatives who died. Every value is invented."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tongban.identity.public import Citizen
from tongban.kernel.identifiers import citizen_number
from tongban.sources.contrib.demo.records import CITY, DISTRICTS, Row, Town, is_newcomer, sex_of

BUYS_A_HOME = "chen"
ILL = "xu"
MOURNS = "gu"
LETTERS = ("ZHANG", "WANG", "LI", "CHEN", "LIN", "ZHAO", "SHEN", "GU")


def home_records(town: Town) -> Iterator[Row]:
    """Homes, tenancies, sales, stays, passports and bills of every settled adult."""
    for citizen in town.people.values():
        if town.on.year - citizen.born_on.year < 22:
            continue
        owns = not is_newcomer(town, citizen) and town.chance("homes", citizen.number).random() < 0.75
        yield "homes", citizen.number, _home(town, citizen) if owns else {"family_has_home": False}
        yield "borders", citizen.number, _passport(town, citizen)
        if not owns:
            yield "home_rental", citizen.number, _rent(town, citizen)
        if is_newcomer(town, citizen):
            yield "residence", citizen.number, _stay(town, citizen)
            yield "degrees", citizen.number, _degree(town, citizen)
        if citizen.code == BUYS_A_HOME or town.chance("sale", citizen.number).random() < 0.03:
            yield from _sale(town, citizen)
        if citizen.code == ILL or town.chance("bills", citizen.number).random() < 0.1:
            yield "medical_bills", citizen.number, _bills(town, citizen)


def _home(town: Town, citizen: Citizen) -> dict[str, Any]:
    tie = town.spouses.get(citizen.number)
    random = town.chance("home", tie[0] if tie else citizen.number)
    region = citizen.number[:6]
    road, gate = f"样例路{random.randint(1, 999)}弄", f"{random.randint(1, 60)}号{random.randint(1, 6)}01室"
    return {
        "family_has_home": True,
        "address": f"{CITY}{DISTRICTS[region][0]}{road}{gate}",
        "certificate": f"沪（样例）{random.randint(2005, 2024)}不动产权第{random.randrange(10**6):06}号",
        "unit_number": f"{region}002001GB{random.randrange(10**5):05}F{random.randrange(10**8):08}",
        "owner": citizen.name,
        "area": f"{random.randint(350, 1600) / 10}",
        "mortgaged": random.random() < 0.3,
        "frozen": False,
    }


def _passport(town: Town, citizen: Citizen) -> dict[str, Any]:
    random = town.chance("passport", citizen.number)
    body = {"surname": random.choice(LETTERS), "given": random.choice(LETTERS), "restriction": "none"}
    if random.random() < 0.5:
        body["passport"] = f"E{random.randrange(10**8):08}"
        body["passport_until"] = (town.on + timedelta(days=random.randint(-200, 3000))).isoformat()
    return body


def _rent(town: Town, citizen: Citizen) -> dict[str, Any]:
    random = town.chance("home_rental", citizen.number)
    return {"rent": f"{random.randint(15, 80) * 100}.00", "filing_number": f"样例租备{random.randrange(10**8):08}"}


def _stay(town: Town, citizen: Citizen) -> dict[str, Any]:
    random = town.chance("residence", citizen.number)
    return {
        "registered_on": (town.on - timedelta(days=random.randint(190, 1500))).isoformat(),
        "living_in": random.choice(("rented", "rented", "dormitory", "own")),
        "reason": "work",
        "number": f"J31{random.randrange(10**8):08}",
        "valid_until": (town.on + timedelta(days=random.randint(-40, 200))).isoformat(),
        "points": random.randint(80, 160),
    }


def _degree(town: Town, citizen: Citizen) -> dict[str, Any]:
    random = town.chance("degree", citizen.number)
    return {
        "degree": random.choice(("master", "bachelor", "college")),
        "number": f"样例-XL{random.randrange(10**8):08}",
    }


def _sale(town: Town, citizen: Citizen) -> Iterator[Row]:
    random = town.chance("contract", citizen.number)
    sellers = list(town.people.values())
    seller = sellers[random.randrange(len(sellers))]
    contract = {
        "contract": f"样例网签{town.on.year}{random.randrange(10**6):06}",
        "price": f"{random.randint(150, 900)}0000.00",
        "seller_name": seller.name,
        "seller_number": seller.number,
        "buyer_name": citizen.name,
        "buyer_number": citizen.number,
    }
    yield "home_sale", citizen.number, contract
    yield "taxes", citizen.number, {"home_receipt": f"样例完税{random.randrange(10**8):08}"}


def _bills(town: Town, citizen: Citizen) -> dict[str, Any]:
    random = town.chance("medical_bills", citizen.number)
    return {
        "hospital": random.choice(("苏州样例医院", "上海样例医院急诊", "杭州样例医院")),
        "treated_on": (town.on - timedelta(days=random.randint(5, 200))).isoformat(),
        "total": f"{random.randint(3, 300) * 100}.00",
        "bills": f"样例票据{random.randrange(10**8):08}",
        "city": random.choice(("shanghai", "elsewhere")),
    }


def death_records(town: Town) -> Iterator[Row]:
    """A parent who died lately, under the number of the child who reports it: every twelfth of those over 40, and the cast's Gu."""
    for citizen in town.people.values():
        old_enough = town.on.year - citizen.born_on.year > 40
        if citizen.code == MOURNS or (old_enough and town.chance("death", citizen.number).random() < 0.08):
            yield from _death(town, citizen)


def _death(town: Town, citizen: Citizen) -> Iterator[Row]:
    random = town.chance("deceased", citizen.number)
    born_on = date(citizen.born_on.year - 26, random.randint(1, 12), random.randint(1, 28))
    number = citizen_number(citizen.number[:6], born_on, f"{random.randrange(100, 350) * 2:03}")
    died_on = town.on - timedelta(days=random.randint(2, 15))
    is_certified = citizen.code == MOURNS or random.random() < 0.7
    yield (
        "death",
        citizen.number,
        {
            "name": citizen.name[0] + "淑贞",
            "number": number,
            "sex": sex_of(number),
            "born_on": born_on.isoformat(),
            "died_on": died_on.isoformat(),
            "place": f"{DISTRICTS[number[:6]][0]}样例医院",
            "kind": "hospital",
            "cause": "样例：慢性病",
            "certificate": f"样例死证{random.randrange(10**8):08}" if is_certified else None,
            "household_city": "shanghai",
            "household_number": f"{number[2:6]}{random.randrange(10**6):06}",
        },
    )
    yield from _left_behind(town, citizen, born_on)


def _left_behind(town: Town, citizen: Citizen, born_on: date) -> Iterator[Row]:
    random = town.chance("left_behind", citizen.number)
    drawn, card = town.on.year - born_on.year - 52, f"S{random.randrange(10**8):08}"
    insurance = {"insured": "retired", "paid_months": random.randint(180, 400), "drawn_years": drawn, "card": card}
    yield "death_insurance", citizen.number, insurance | {"balance": f"{random.randint(0, 300) * 100}.00"}
    yield "death_medical", citizen.number, {"balance": f"{random.randint(0, 200) * 10}.00"}
    fund = {
        "account": f"3100{random.randrange(10**8):08}",
        "balance": f"{random.randint(1, 400) * 100}.00",
        "loan": "none",
    }
    yield "death_fund", citizen.number, fund
    benefits = {"benefits": ["disabled_care", "old_allowance"], "disabled": True, "disability_card": f"样例残证{card}"}
    yield "death_benefits", citizen.number, benefits
    home = {
        "has_home": True,
        "address": f"{CITY}{DISTRICTS[citizen.number[:6]][0]}示范路{random.randint(1, 999)}弄8号402室",
        "certificate": f"沪（样例）1999不动产权第{random.randrange(10**6):06}号",
        "frozen": False,
    }
    yield "death_home", citizen.number, home
    yield "death_driving", citizen.number, {"has_licence": True, "number": f"样例驾{random.randrange(10**8):08}"}
