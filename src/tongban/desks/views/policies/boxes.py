"""The boxes of the simulator: one for each parameter, rows for each table, the texts; and the scenario that was typed into them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from tongban.catalogue.public import Policy
from tongban.kernel.words import Words
from tongban.policies import public as policies
from tongban.rules.public import Band, BandTable, FactKind, Parameter

MORE_ROWS = 1
LONGEST = 2000
NUMBERS = (FactKind.INTEGER, FactKind.NUMBER, FactKind.MONEY)


@dataclass(frozen=True)
class Box:
    """A parameter to be moved: what it is today, what was typed, and between which bounds a slider runs."""

    code: str
    label: Words
    unit: Words | None
    kind: str
    today: str
    text: str
    problem: Words | None = None
    low: str = ""
    high: str = ""
    step: str = ""
    rows: tuple[tuple[str, str, str], ...] = ()

    @property
    def is_moved(self) -> bool:
        return self.text != self.today


@dataclass
class Typed:
    """What somebody typed: the scenario as far as it can be read, and a problem for each box that cannot."""

    boxes: list[Box] = field(default_factory=list)
    moved: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    formula: str | None = None
    problems: dict[str, Words] = field(default_factory=dict)

    def pairs(self, given: QueryDict) -> list[tuple[str, str]]:
        """What was typed, as hidden fields carry it on."""
        return [
            (name, text)
            for name, texts in given.lists()
            for text in map(str, texts)
            if name[:2] in ("p.", "b.", "c.", "f.")
        ]


def typed_in(given: QueryDict, policy: Policy, parameters: Mapping[str, Parameter | BandTable], *, on: date) -> Typed:
    """The boxes of a policy with what was typed into them; what equals today's text is not moved."""
    found = Typed()
    for each in parameters.values():
        if isinstance(each, BandTable):
            found.boxes.append(_table(found, given, each, each.on(on)))
        elif (today := each.on(on)) is not None:
            found.boxes.append(_single(found, given, each, today))
    for condition in policy.conditions:
        text = given.get(f"c.{condition.code}", condition.rule or "").strip()[:LONGEST]
        if condition.rule and text and text != condition.rule:
            found.rules[condition.code] = text
    formula = given.get("f.", policy.benefit.formula or "").strip()[:LONGEST]
    if formula != (policy.benefit.formula or ""):
        found.formula = formula
    return found


def _single(found: Typed, given: QueryDict, parameter: Parameter, today: Any) -> Box:
    simulator, name = policies.simulator, f"p.{parameter.code}"
    is_text = isinstance(today, tuple)
    written = "、".join(today) if is_text else _plain(today)
    text = given.get(name, written).strip()[:LONGEST]
    problem = None
    if text != written:
        try:
            value = simulator.value_in(parameter, text)
            if value != today:
                found.moved[parameter.code] = value
        except simulator.NotSimulated as wrong:
            problem = found.problems[name] = wrong.says
    kind = "number" if parameter.kind in NUMBERS else "date" if parameter.kind is FactKind.DATE else "text"
    low, high, step = _slide(today, parameter.kind) if kind == "number" else ("", "", "")
    return Box(parameter.code, parameter.label, parameter.unit, kind, written, text, problem, low, high, step)


def _plain(value: Any) -> str:
    """A number without zeros that say nothing, as one types it."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value.isoformat() if isinstance(value, date) else str(value)


def _slide(today: Decimal, kind: FactKind) -> tuple[str, str, str]:
    """Between which bounds a slider runs: about half of today's value on either side; a share between 0 and 1."""
    if kind is not FactKind.INTEGER and 0 <= today <= 1:
        return "0", "1", "0.005"
    half = max(Decimal(5), (abs(today) / 2).to_integral_value())
    return _plain(max(Decimal(0), today - half) if today >= 0 else today - half), _plain(today + half), "1"


def _table(found: Typed, given: QueryDict, table: BandTable, today: tuple[Band, ...] | None) -> Box:
    simulator, prefix = policies.simulator, f"b.{table.code}."
    written = tuple(_row(band) for band in today or ())
    rows = tuple(
        tuple(given.get(f"{prefix}{place}.{part}", "").strip()[:30] for part in ("low", "below", "gives"))
        for place in range(len(written) + MORE_ROWS + 1)
    )
    was_given = any(name.startswith(prefix) for name in given)
    shown: Any = rows if was_given else written
    problem = None
    if was_given:
        try:
            bands = simulator.bands_in(table, shown)
            if bands != today:
                found.moved[table.code] = bands
        except simulator.NotSimulated as wrong:
            problem = found.problems[prefix] = wrong.says
    shown = (*(row for row in shown if any(row)), *([("", "", "")] * MORE_ROWS))
    return Box(table.code, table.label, table.unit, "bands", "", "", problem, rows=shown)


def _row(band: Band) -> tuple[str, str, str]:
    return _plain(band.low), "" if band.below is None else _plain(band.below), _plain(band.gives)
