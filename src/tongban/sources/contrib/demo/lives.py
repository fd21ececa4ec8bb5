"""What the registers behind policies would say of a synthetic person: made up from the citizen number, the same at every asking.

Nothing is stored, so a city of any size has these registers at once. A stored record of the same register goes before it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from tongban.kernel.identifiers import is_citizen_number

Record = dict[str, Any]
SCHOOLS = ((3, "none"), (5, "nursery"), (6, "last_kindergarten_year"), (11, "primary"), (15, "junior"), (18, "senior"))
WORK = ("employed",) * 14 + ("flexible", "flexible", "own_business", "unemployed", "not_working", "trainee")
KINDS = ("sight", "hearing", "speech", "limbs", "limbs", "limbs", "intellectual", "mental", "several")


@dataclass(frozen=True)
class Life:
    """Who somebody is, as far as several registers must agree about it."""

    number: str
    born_on: date
    age: int
    is_woman: bool
    stage: str
    work: str
    is_disabled: bool
    grade: int
    status: str

    def chance(self, register: str) -> Random:
        """The dice of one record: its own, so that no other record changes it."""
        return Random(f"{register}:{self.number}")


@lru_cache(maxsize=4096)
def life_of(number: str, on: date) -> Life:
    """The life behind a citizen number, as of a day."""
    born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    age = max(0, on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day)))
    dice, is_woman = Random(f"life:{number}"), int(number[16]) % 2 == 0
    stage = next((name for below, name in SCHOOLS if age < below), "higher" if age < 22 else "none")
    is_retired = age >= (55 if is_woman else 60)
    work = "retired" if is_retired else "studying" if stage != "none" or age < 16 else dice.choice(WORK)
    is_disabled, grade = dice.random() < 0.06, dice.choice((1, 2, 2, 3, 3, 4, 4))
    status = dice.choices(("none", "minimum_living", "margin", "low_income", "extreme"), (92, 3, 2, 2, 1))[0]
    return Life(number, born_on, age, is_woman, stage, work, is_disabled, grade, status)


def _pension(life: Life, on: date) -> Record:
    if life.work != "retired":
        return {"retired": False, "below_line": False, "resident_pension": life.work == "not_working"}
    year = life.born_on.year + (55 if life.is_woman else 60)
    retired_on = date(year, life.born_on.month, 1)
    is_low = life.chance("pension").random() < 0.3
    return {
        "retired": True, "retired_on": retired_on.isoformat(), "below_line": is_low, "resident_pension": False,
    }  # fmt: skip


def _medical_insured(life: Life, on: date) -> Record:
    is_employee = life.work in ("employed", "retired", "flexible", "own_business")
    return {"kind": "employee" if is_employee else "resident"}


def _care_assessment(life: Life, on: date) -> Record:
    dice = life.chance("care_assessment")
    grade = dice.choice((0, 0, 0, 2, 3, 4, 5, 6)) if life.age >= 75 else 0
    return {"grade": grade, "loss": ("none", "none", "mild", "mild", "moderate", "severe", "total")[grade]}


def _disability(life: Life, on: date) -> Record:
    if not life.is_disabled:
        return {"certified": False}
    kind = life.chance("disability").choice(KINDS)
    return {"certified": True, "grade": life.grade, "kind": kind, "lower_limbs": kind == "limbs" and life.grade <= 3}


def _relief(life: Life, on: date) -> Record:
    is_poor, is_extreme = life.status in ("minimum_living", "extreme"), life.status == "extreme"
    return {
        "status": life.status,
        "means_check": "below" if is_poor else "above",
        "assets_within_limits": True,
        "orphan": life.age < 18 and life.chance("orphan").random() < 0.01,
        "can_work": not is_extreme and 16 <= life.age < 70,
        "livelihood": not is_extreme,
        "supporter": not is_extreme,
    }


def _only_child(life: Life, on: date) -> Record:
    dice = life.chance("only_child")
    if life.age < 22 or dice.random() < 0.6:
        return {"certified": False, "never": life.age < 30 or dice.random() < 0.15}
    child_born_on = min(life.born_on + timedelta(days=365 * 27), on)
    state = dice.choices(("well", "disabled", "deceased"), (97, 2, 1))[0]
    return {
        "certified": True, "never": False, "child_born_on": child_born_on.isoformat(), "child_state": state, "another_child": False,
    }  # fmt: skip


def _schooling(life: Life, on: date) -> Record:
    dice = life.chance("schooling")
    record: Record = {"stage": life.stage, "graduate": life.age >= 22 and dice.random() < 0.6}
    if life.stage in ("nursery", "last_kindergarten_year"):
        record["kindergarten"] = dice.choice(("public", "public", "private"))
    if record["graduate"]:
        record["graduated_on"] = date(min(life.born_on.year + 22, on.year), 6, 30).isoformat()
    return record


def _veterans(life: Life, on: date) -> Record:
    dice = life.chance("veterans_register")
    is_soldier = 18 <= life.age < 26 and dice.random() < 0.05
    status = dice.choice(("conscript", "discharged")) if is_soldier else "none"
    survivor = dice.choices(("none", "martyr", "duty", "illness"), (997, 1, 1, 1))[0]
    record: Record = {"status": status, "survivor": survivor, "cared_for": survivor != "none"}
    return record | ({"enlisted_here": True, "reported_in_time": True} if is_soldier else {"enlisted_here": False})


def _employment(life: Life, on: date) -> Record:
    dice = life.chance("employment")
    months = max(0, (min(life.age, 60) - 22) * 12 - dice.randint(0, 36)) if life.work != "studying" else 0
    record: Record = {
        "status": life.work,
        "unemployment_months": months,
        "draws_benefit": life.work == "unemployed" and months >= 12,
        "first_flexible": life.work == "flexible",
        "flexible_subsidy_months": dice.randint(0, 23) if life.work == "flexible" else 0,
        "first_business_kind": dice.choice(("small", "sole_trader")) if life.work == "own_business" else "none",
        "skill_level": dice.choice(("none",) * 9 + ("junior", "intermediate", "senior")) if life.age >= 18 else "none",
    }
    if life.work == "unemployed":
        record["involuntary"] = dice.random() < 0.7
    if life.work == "flexible":
        record["own_contributions"] = f"{dice.randint(1700, 3200)}.00"
    if life.work == "own_business":
        record["first_business_on"] = (on - timedelta(days=dice.randint(60, 1500))).isoformat()
    if record["skill_level"] != "none":
        record["skill_certified_on"] = (on - timedelta(days=dice.randint(10, 700))).isoformat()
    return record


def _vehicles(life: Life, on: date) -> Record:
    dice = life.chance("vehicles")
    is_buyer = life.age >= 18 and dice.random() < 0.03
    return {
        "motor_wheelchair": life.is_disabled and life.grade <= 2 and dice.random() < 0.3,
        "old_car": dice.choice(("scrapped", "transferred")) if is_buyer else "none",
        "new_car": dice.choice(("new_energy", "small_petrol")) if is_buyer else "none",
    }


def _price_index(life: Life, on: date) -> Record:
    return {"started": False}


REGISTERS: Mapping[str, Callable[[Life, date], Record]] = {
    "pension": _pension, "medical_insured": _medical_insured, "care_assessment": _care_assessment, "disability": _disability,
    "relief": _relief, "only_child": _only_child, "schooling": _schooling, "veterans_register": _veterans,
    "employment": _employment, "vehicles": _vehicles, "price_index": _price_index,
}  # fmt: skip


def record_of_a_person(register: str, number: str, on: date) -> Record | None:
    """What that register would say, or None where it keeps no people or the number is none."""
    if register not in REGISTERS or not is_citizen_number(number):
        return None
    return REGISTERS[register](life_of(number, on), on)
