"""Changed values as people type them and as files keep them, and what a costing came to as plain values that stay."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import to_builtins

from tongban.kernel.words import Words
from tongban.policies.scenarios.types import Costing, Moved, NotSimulated, Scenario
from tongban.rules.public import Band, BandTable, FactKind, Parameter, Slice, Tally

NO_NUMBER = Words("“{label}”要写数字，例如 65 或 0.3。", "“{label}” is a number, such as 65 or 0.3.")
NOT_WHOLE = Words("“{label}”要写整数。", "“{label}” is a whole number.")
NO_DAY = Words("“{label}”要写日期，例如 2026-11-23。", "“{label}” is a day, such as 2026-11-23.")
NO_BAND = Words(
    "“{label}”的每一档要写起点和金额，例如 65 和 75；最后一档可以没有终点。",
    "Each band of “{label}” has a beginning and an amount, such as 65 and 75; the last may be without an end.",
)
MOST_DIGITS = 15


def number_in(text: str, label: Words, says: Words = NO_NUMBER) -> Decimal:
    """A number as somebody typed it, full-width digits and commas too. Raises `NotSimulated`."""
    try:
        number = Decimal(text.strip().replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise NotSimulated(says.filled(label=label)) from None
    if not number.is_finite() or abs(number) >= 10**MOST_DIGITS or -int(number.as_tuple().exponent) > MOST_DIGITS:
        raise NotSimulated(says.filled(label=label))
    return number


def value_in(parameter: Parameter, text: str) -> Moved:
    """A parameter's value as somebody typed it; several codes stand apart by commas. Raises `NotSimulated`."""
    label = parameter.label
    if parameter.kind is FactKind.DATE:
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            raise NotSimulated(NO_DAY.filled(label=label)) from None
    if parameter.kind in (FactKind.INTEGER, FactKind.NUMBER, FactKind.MONEY):
        number = number_in(text, label)
        if parameter.kind is FactKind.INTEGER and number != int(number):
            raise NotSimulated(NOT_WHOLE.filled(label=label))
        return number
    codes = tuple(sorted({each.strip() for each in text.replace("，", ",").replace("、", ",").split(",")} - {""}))
    return codes if parameter.kind is FactKind.CHOICES else text.strip()


def bands_in(table: BandTable, rows: Sequence[tuple[str, str, str]]) -> tuple[Band, ...]:
    """Bands as somebody typed them: beginning, end, amount; rows without anything are passed over. Raises `NotSimulated`."""
    says = NO_BAND
    found = []
    for low, below, gives in rows:
        if low.strip() or below.strip() or gives.strip():
            end = number_in(below, table.label, says) if below.strip() else None
            found.append(Band(number_in(low, table.label, says), end, number_in(gives, table.label, says)))
    return tuple(sorted(found, key=lambda band: band.low))


def plainly(value: Moved) -> Any:
    """A changed value as a file keeps it."""
    if isinstance(value, tuple) and value and isinstance(value[0], Band):
        return [
            [str(band.low), None if band.below is None else str(band.below), str(band.gives)]
            for band in value
            if isinstance(band, Band)
        ]
    return list(value) if isinstance(value, tuple) else str(value)


def written(scenario: Scenario) -> dict[str, Any]:
    """A scenario as plain values."""
    moved = {code: plainly(value) for code, value in scenario.moved.items()}
    return {"policy": scenario.policy, "moved": moved, "rules": dict(scenario.rules), "formula": scenario.formula}


def read(kept: Mapping[str, Any], parameters: Mapping[str, Parameter | BandTable]) -> Scenario:
    """The scenario that such values say. Parameters that are gone are a `NotSimulated`."""
    moved: dict[str, Moved] = {}
    for code, value in kept["moved"].items():
        known = parameters.get(code)
        if known is None:
            raise NotSimulated(GONE.filled(code=code), place=code)
        if isinstance(known, BandTable):
            moved[code] = bands_in(known, [(low, below or "", gives) for low, below, gives in value])
        else:
            moved[code] = value_in(known, ",".join(value) if isinstance(value, list) else value)
    return Scenario(kept["policy"], moved, kept["rules"], kept["formula"])


GONE = Words("参数“{code}”现在的文本里没有了。", "The parameter “{code}” is no longer in the text in force.")


def frozen(costing: Costing) -> dict[str, Any]:
    """What a costing came to, as plain values: these are kept, and nothing is worked out again when they are read."""
    return {
        "people": costing.people, "periods": costing.periods, "whole": _slice(costing.whole),
        "divisions": [
            {"code": each.code, "name": to_builtins(each.name), "slices": [
                {"name": to_builtins(part.name), **_slice(part.slice)} for part in each.slices
            ]}
            for each in costing.divisions
        ],
        "missing": [to_builtins(each) for each in costing.missing],
        "unpriced": [to_builtins(each) for each in costing.unpriced],
        "years": [
            {"on": each.on.isoformat(), "before": _tally(each.before), "after": _tally(each.after), "in_force": each.in_force}
            for each in costing.years
        ],
        "others": [
            {"policy": each.policy.code, "before": _tally(each.before), "after": _tally(each.after)}
            for each in costing.costs
            if each.changes and each.policy.code != costing.scenario.policy
        ],
    }  # fmt: skip


def _tally(tally: Tally) -> dict[str, int]:
    return {"met": tally.met, "unknown": tally.unknown, "fen": tally.fen, "unpriced": tally.unpriced}


def _slice(found: Slice) -> dict[str, Any]:
    return {
        "label": found.label, "people": found.people, "before": _tally(found.before), "after": _tally(found.after),
        "gaining": found.gaining, "gained_fen": found.gained_fen, "losing": found.losing, "lost_fen": found.lost_fen,
    }  # fmt: skip
