"""What the demonstration registers keep of a synthetic company beside its licence and its premises. Every value is invented."""

from collections.abc import Iterator
from random import Random
from typing import Any

from tongban.identity.public import Citizen, Party

Row = tuple[str, str, dict[str, Any]]  # register, key, body

SEALS = "公章、财务专用章、发票专用章、法定代表人名章"


def records_of_firm(party: Party, boss: Citizen, *, place: str, dice: Random) -> Iterator[Row]:
    """Tax, insurance, housing fund, bank account, seals, customs, people's qualifications, vehicles and a building project.

    `place` is the district with the city before it, `dice` the company's own.
    """
    key = party.code
    yield "tax", key, _tax(place, dice)
    yield "employer_insurance", key, _insurance(dice)
    yield "housing_fund_units", key, _housing_fund(dice)
    yield "company_accounts", key, {"bank": "示例银行上海分行", "account": f"990001{dice.randrange(10**10):010}"}
    yield "seals", key, {"kinds": SEALS}
    yield "customs", key, _customs(dice)
    yield "professionals", key, _professionals(boss, dice)
    yield (
        "commercial_vehicles",
        key,
        {"lorries": dice.randint(1, 12), "all_inspected": True, "heaviest": str(dice.randint(5, 31))},
    )
    yield "projects", key, _project(party, place, dice)


def standing_of(dice: Random) -> dict[str, Any]:
    """What the business register says beside the licence: what would stop a change or a deregistration."""
    return {
        "shares_frozen": False,
        "creditors_object": False,
        "branches_closed": True,
        "open_penalty_case": dice.random() < 0.02,
    }


def _tax(place: str, dice: Random) -> dict[str, Any]:
    owes = dice.random() < 0.05
    return {
        "authority": f"国家税务总局{place}税务局",
        "owed": f"{dice.randint(100, 9000)}.00" if owes else "0.00",
        "unfiled": 1 if owes else 0,
        "invoices_left": 0,
        "doubts_open": False,
    }


def _insurance(dice: Random) -> dict[str, Any]:
    return {
        "number": f"SB{dice.randrange(10**8):08}",
        "insured": dice.randint(2, 30),
        "months_owed": 2 if dice.random() < 0.05 else 0,
    }


def _housing_fund(dice: Random) -> dict[str, Any]:
    return {"number": f"GJJ{dice.randrange(10**9):09}", "open_accounts": 0, "owed": "0.00"}


def _customs(dice: Random) -> dict[str, Any]:
    filed = dice.random() < 0.5
    code = {"code": f"310196{dice.randrange(10**3):03}A"} if filed else {}
    return {"filed": filed, "open_papers": 0} | code


def _professionals(boss: Citizen, dice: Random) -> dict[str, Any]:
    return {
        "pharmacist": f"{boss.name[0]}药师",
        "pharmacist_certificate": f"样例-YS31{dice.randrange(10**8):08}",
        "pharmacist_here": True,
        "quality_manager": f"{boss.name[0]}质管",
        "quality_manager_qualified": True,
        "lifeguards": dice.randint(2, 8),
        "instructors": dice.randint(1, 6),
        "doctor": f"{boss.name[0]}医师",
        "doctor_years": dice.randint(5, 30),
        "freight_drivers": dice.randint(1, 20),
    }


def _project(party: Party, place: str, dice: Random) -> dict[str, Any]:
    year = 2026
    return {
        "code": f"{year}-310109-50-01-{dice.randrange(10**6):06}",
        "name": f"{party.name}装修改造工程（样例）",
        "address": f"{place}样例路{dice.randint(1, 999)}号",
        "land_permit": f"沪（样例）{year}不动产权第{dice.randrange(10**6):06}号",
        "planning_permit": f"样例沪规建〔{year}〕{dice.randrange(10**4):04}号",
        "drawings": dice.choice(("passed", "passed", "exempt")),
        "area": str(dice.randint(300, 20000)),
        "contract_price": f"{dice.randint(50, 9000) * 10000}.00",
        "builder": "上海示例建筑工程有限公司",
        "builder_qualified": True,
        "manager": f"{_family_of(party)}经理",
        "manager_sites": 0,
    }


def _family_of(party: Party) -> str:
    """A family name for a person of the project: the first character of the company's own name."""
    return party.name.removeprefix("上海")[0]
