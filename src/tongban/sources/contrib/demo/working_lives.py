"""What the registers keep of a synthetic working life: contributions, file, fund, family, relief. Every value is invented."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from tongban.identity.public import Citizen
from tongban.kernel.identifiers import citizen_number
from tongban.sources.contrib.demo.lives import record_of_a_person
from tongban.sources.contrib.demo.records import CITY, DISTRICTS, Row, Town, sex_of

ABOUT_TO_RETIRE = "tang"
DISABLED = "wang"
SCHOOL_AGE = (5, 11)


def working_life(town: Town, citizen: Citizen) -> dict[str, Any]:
    """What social insurance knows besides maternity: how long somebody paid, how they are insured, whether they retired."""
    random = town.chance("working_life", citizen.number)
    retired_on = retirement_of(town, citizen)
    years = (retired_on or town.on).year - citizen.born_on.year - random.randint(19, 24)
    months = 12 * max(1, min(43, years)) - random.randint(0, 11)
    insured = "retired" if retired_on else random.choice(("employee", "employee", "employee", "flexible", "resident"))
    insured = "employee" if citizen.code == ABOUT_TO_RETIRE else insured
    left_on = town.on - timedelta(days=random.randint(5, 60))
    return {
        "insured_as": insured,
        "pension_months": months,
        "deemed_months": max(0, min(months, (1993 - citizen.born_on.year - 20) * 12)),
        "insured_last_year": 0 if insured in ("retired", "resident") else random.randint(6, 12),
        "left_work_on": left_on.isoformat(),
        "has_gap": random.random() < 0.3,
        "injury_care": False,
    }


def retirement_of(town: Town, citizen: Citizen) -> date | None:
    """The day on which somebody retired, as the register of pensions has it. The cast's Tang is about to."""
    if citizen.code == ABOUT_TO_RETIRE:
        return None
    pension = record_of_a_person("pension", citizen.number, town.on) or {}
    return date.fromisoformat(pension["retired_on"]) if pension.get("retired") else None


def _works_at_a_desk(town: Town, citizen: Citizen) -> bool:
    return town.chance("post", citizen.number).random() < 0.5


def life_records(town: Town) -> Iterator[Row]:
    """What the registers of files, accounts, homes, relief and documents keep of every settled adult."""
    for citizen in town.people.values():
        age = town.on.year - citizen.born_on.year
        if age >= 22:
            yield "social_insurance", citizen.number, working_life(town, citizen)
            yield "medical_insurance", citizen.number, _medical(town, citizen)
            yield "card", citizen.number, _card(town, citizen)
            yield "housing_fund", citizen.number, _fund(town, citizen)
        if age >= 45:
            yield "archive", citizen.number, _file(town, citizen)
            yield "family_rewards", citizen.number, {"paid": retirement_of(town, citizen) is not None}
        yield "allowances", citizen.number, _allowances(town, citizen, age)
        disability = record_of_a_person("disability", citizen.number, town.on) or {}
        if citizen.code == DISABLED:
            disability = {"certified": True, "grade": 2, "kind": "limbs", "lower_limbs": True}
            yield "disability", citizen.number, disability
        if disability.get("certified") or town.chance("assessed", citizen.number).random() < 0.02:
            yield "disability_card", citizen.number, _assessment(town, citizen, disability)
        if citizen.code == ABOUT_TO_RETIRE:
            yield "pension", citizen.number, {"retired": False, "below_line": False}
            yield "only_child", citizen.number, {"certified": True, "never": False}
    yield from _pupils(town)


def _medical(town: Town, citizen: Citizen) -> dict[str, Any]:
    random = town.chance("medical", citizen.number)
    years = min(30, town.on.year - citizen.born_on.year - 21)
    return {
        "months": 300 if citizen.code == ABOUT_TO_RETIRE else random.randint(12, 12 * max(2, years)),
        "filed_elsewhere": random.random() < 0.5,
    }


def _card(town: Town, citizen: Citizen) -> dict[str, Any]:
    random = town.chance("card", citizen.number)
    return {
        "number": f"S{random.randrange(10**8):08}",
        "state": random.choice(("in_use", "in_use", "in_use", "new")),
        "account_on": random.random() < 0.8,
    }


def _fund(town: Town, citizen: Citizen) -> dict[str, Any]:
    random = town.chance("fund", citizen.number)
    retired = retirement_of(town, citizen) is not None
    return {
        "has_account": not retired,
        "account": f"3100{random.randrange(10**8):08}",
        "balance": "0.00" if retired else f"{random.randint(20, 3000) * 100}.00",
        "state": "closed" if retired else "active",
        "loan": random.choice(("none", "none", "outstanding")) if citizen.code != ABOUT_TO_RETIRE else "none",
        "months": 0 if retired else random.randint(1, 240),
        "arrears": False,
    }


def _file(town: Town, citizen: Citizen) -> dict[str, Any]:
    random = town.chance("archive", citizen.number)
    at_a_desk = _works_at_a_desk(town, citizen) and citizen.code != ABOUT_TO_RETIRE
    began_on = date(citizen.born_on.year + 21, random.randint(1, 12), 1)
    special = random.choice(("none", "none", "none", "heat", "toxic", "height"))
    honour = random.choice(("none", "none", "none", "senior_title", "technician"))
    return {
        "post_kind": random.choice(("manager", "technical")) if at_a_desk else "worker",
        "first_worked_on": began_on.isoformat(),
        "before_1993": began_on.year < 1993,
        "born_on": citizen.born_on.isoformat(),
        "keeper": f"{DISTRICTS[citizen.number[:6]][0]}样例人才服务中心",
        "special_work": special,
        "special_work_years": 0 if special == "none" else random.randint(6, 20),
        "work_capacity": random.choice(("not_assessed", "not_assessed", "not_assessed", "mostly", "wholly")),
        "honour": honour,
        "honour_number": None if honour == "none" else f"样例-ZG{random.randrange(10**6):06}",
    } | ({"honour": "technician", "honour_number": "样例-ZG000001"} if citizen.code == ABOUT_TO_RETIRE else {})


def _allowances(town: Town, citizen: Citizen, age: int) -> dict[str, Any]:
    return {
        "household_size": town.chance("household_size", citizen.number).randint(1, 3),
        "old_allowance": "paid" if age > 65 else "pending" if age == 65 else "none",
    }


def _assessment(town: Town, citizen: Citizen, disability: dict[str, Any]) -> dict[str, Any]:
    """What a hospital found, and the card, where one was issued."""
    random = town.chance("grade", citizen.number)
    kind, grade = disability.get("kind") or random.choice(_KINDS), disability.get("grade") or random.randint(1, 4)
    body = {
        "kind": kind,
        "grade": grade,
        "assessed_on": (town.on - timedelta(days=random.randint(5, 80))).isoformat(),
        "hospital": f"{DISTRICTS[citizen.number[:6]][0]}样例评定医院",
    }
    if disability.get("certified"):
        body["number"] = f"{citizen.number}{_KINDS.index(kind) + 1}{grade}"
        body["valid_until"] = date(town.on.year + random.randint(0, 9), 12, 31).isoformat()
        body["aids_on"] = date(town.on.year - random.randint(1, 5), 3, 15).isoformat()
        body["vehicle"] = f"沪样例{random.randrange(10**4):04}" if kind == "limbs" else None
    return body


_KINDS = ("sight", "hearing", "speech", "limbs", "intellectual", "mental", "several")


def _pupils(town: Town) -> Iterator[Row]:
    """Children of school age under the numbers of those who look after them; Chen of the cast has one who has no account."""
    for ward, guardians in town.parents.items():
        child = town.people[ward]
        if SCHOOL_AGE[0] <= town.on.year - child.born_on.year <= SCHOOL_AGE[1]:
            for guardian in guardians:
                yield "pupils", guardian, _pupil(town, child.name, child.number, child.born_on)
    for citizen in town.people.values():
        if citizen.code == "chen":
            born_on = date(town.on.year - 6, 5, 9)
            yield (
                "pupils",
                citizen.number,
                _pupil(town, "陈一诺", citizen_number(citizen.number[:6], born_on, "880"), born_on),
            )


def _pupil(town: Town, name: str, number: str, born_on: date) -> dict[str, Any]:
    random = town.chance("pupil", number)
    return {
        "name": name,
        "number": number,
        "sex": sex_of(number),
        "born_on": born_on.isoformat(),
        "household_city": "shanghai",
        "address": f"{CITY}{DISTRICTS[number[:6]][0]}样例路{random.randint(1, 900)}号",
        "registered_since": _later(random, born_on),
    }


def _later(random: Random, day: date) -> str:
    return (day + timedelta(days=random.randint(20, 400))).isoformat()
