"""What the registers behind policies would say of a synthetic organisation: made up from the credit code, always the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from tongban.kernel.identifiers import is_credit_code

Record = dict[str, Any]
SIZES = ("micro",) * 12 + ("small",) * 6 + ("medium", "large")
STAFF = {"micro": (2, 9), "small": (10, 60), "medium": (80, 290), "large": (320, 1500)}


@dataclass(frozen=True)
class Firm:
    """What several registers must agree about."""

    code: str
    size: str
    staff: int
    wage: int
    has_union: bool

    def chance(self, register: str) -> Random:
        return Random(f"{register}:{self.code}")


@lru_cache(maxsize=4096)
def firm_of(code: str) -> Firm:
    """The organisation behind a credit code."""
    dice = Random(f"firm:{code}")
    size = dice.choice(SIZES)
    return Firm(code, size, dice.randint(*STAFF[size]), dice.randint(60, 180) * 1000, dice.random() < 0.5)


def _insured_units(firm: Firm, on: date) -> Record:
    dice = firm.chance("insured_units")
    before = max(1, firm.staff + dice.randint(-2, max(2, firm.staff // 8)))
    women = dice.choice((0, 0, 1, 2)) if firm.staff > 5 else 0
    return {
        "kind": "enterprise",
        "staff_last_december": firm.staff,
        "staff_december_before": before,
        "left_naturally": dice.choice((0, 0, 0, 1)),
        "pays_unemployment_insurance": dice.random() < 0.95,
        "unemployment_premium": f"{firm.staff * firm.wage // 100}.00",
        "hires_to_absorb": dice.choice((0, 0, 0, 1, 2)),
        "hires_of_young": dice.choice((0, 0, 0, 1, 2)),
        "hires_kept": dice.choice((0, 1, 2, 3)),
        "on_maternity_leave": women,
        "maternity_contributions": f"{women * firm.wage // 8}.00",
        "bank": "示例银行上海分行",
        "account": f"990001{firm.chance('account').randrange(10**10):010}",
    }


def _enterprise_size(firm: Firm, on: date) -> Record:
    return {"size": firm.size}


def _disability_employment(firm: Firm, on: date) -> Record:
    disabled = firm.chance("disability_employment").randint(0, 1 + firm.staff // 80)
    return {"average_staff": firm.staff, "disabled_staff": disabled, "average_yearly_wage": f"{firm.wage}.00"}


def _unions(firm: Firm, on: date) -> Record:
    dues = firm.staff * firm.wage // 125 if firm.has_union else 0
    return {"founded": firm.has_union, "dues": f"{dues}.00"}


def _tax_returns(firm: Firm, on: date) -> Record:
    dice = firm.chance("tax_returns")
    sales = firm.staff * dice.randint(20, 90) * 1000
    is_small = firm.size in ("micro", "small")
    income = sales * 4 * dice.randint(-2, 12) // 100
    return {
        "taxpayer_kind": "small_scale" if sales < 1_000_000 else "general",
        "quarterly_sales": f"{sales}.00",
        "taxable_income": f"{income}.00",
        "total_assets": f"{sales * dice.randint(2, 6)}.00",
        "restricted_trade": False,
        "small_profit": is_small and income <= 3_000_000,
        "six_taxes": f"{sales // 200}.00",
        "operating_income": "0.00",
        "operating_tax": "0.00",
        "sound_accounts": not (firm.size == "micro" and dice.random() < 0.3),
        "research_excluded": dice.random() < 0.6,
        "research_expenses": f"{sales // 10 if dice.random() < 0.2 else 0}.00",
        "chips_or_machine_tools": dice.random() < 0.02,
    }


def _credit_record(firm: Firm, on: date) -> Record:
    return {"standing": firm.chance("credit_record").choices(("good", "dishonest", "serious"), (96, 3, 1))[0]}


def _recognitions(firm: Firm, on: date) -> Record:
    dice = firm.chance("recognitions")
    is_high_tech = dice.random() < 0.08
    newly = dice.choices(("none", "city_specialised", "national_giant"), (95, 4, 1))[0]
    record: Record = {"high_tech": is_high_tech, "newly_recognised": newly}
    return record | (
        {"high_tech_valid_until": (on + timedelta(days=dice.randint(30, 1000))).isoformat()} if is_high_tech else {}
    )


def _incubators(firm: Firm, on: date) -> Record:
    dice = firm.chance("incubators")
    if dice.random() > 0.05:
        return {"listed": False}
    return {"listed": True, "entered_on": (on - timedelta(days=dice.randint(30, 400))).isoformat(), "fees": "6000.00"}


def _employment(firm: Firm, on: date) -> Record:
    return {"founder_qualifies": firm.chance("founder").random() < 0.5}


def _guarantees(firm: Firm, on: date) -> Record:
    return {"guaranteed": firm.chance("guarantees").random() < 0.1}


def _standards(firm: Firm, on: date) -> Record:
    return {
        "published": firm.chance("standards").choices(("none", "local", "national", "international"), (96, 2, 1, 1))[0]
    }


def _patents(firm: Firm, on: date) -> Record:
    dice = firm.chance("patents")
    valid = dice.choice((0, 0, 0, 1, 3))
    return {"valid": valid, "pledged": valid > 0 and dice.random() < 0.1}


REGISTERS: Mapping[str, Callable[[Firm, date], Record]] = {
    "insured_units": _insured_units, "enterprise_size": _enterprise_size, "disability_employment": _disability_employment,
    "unions": _unions, "tax_returns": _tax_returns, "credit_record": _credit_record, "recognitions": _recognitions,
    "incubators": _incubators, "employment": _employment, "guarantees": _guarantees, "standards": _standards,
    "patents": _patents,
}  # fmt: skip


def record_of_a_firm(register: str, code: str, on: date) -> Record | None:
    """What that register would say, or None where it keeps no organisations or the code is none."""
    if register not in REGISTERS or not is_credit_code(code):
        return None
    return REGISTERS[register](firm_of(code), on)
