"""Charts of the simulator as plain shares, drawn in SVG by the page; every chart has its numbers beside it as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tongban.kernel.words import Words

WHOLE = 100.0
HEIGHT, TOP = 150.0, 20.0


def money(fen: int) -> Words:
    """A sum in yuan as one reads it."""
    text = f"{Decimal(fen).scaleb(-2):,.2f}".removesuffix(".00")
    return Words(f"{text} 元", f"CNY {text}")


@dataclass(frozen=True)
class Line:
    """One group of a chart: before and after as shares of the longest, gains and losses as shares of the largest."""

    name: Words
    slice: Mapping[str, Any]
    before: float
    after: float
    gaining: float
    losing: float


def lines(slices: Sequence[Mapping[str, Any]]) -> list[Line]:
    """The slices of one division, as they were frozen, with what their bars need."""
    longest = max((max(each["before"]["met"], each["after"]["met"]) for each in slices), default=0) or 1
    largest = max((max(each["gaining"], each["losing"]) for each in slices), default=0) or 1
    return [
        Line(
            Words(**each["name"]), each, _share(each["before"]["met"], longest), _share(each["after"]["met"], longest),
            _share(each["gaining"], 2 * largest), _share(each["losing"], 2 * largest),
        )
        for each in slices
    ]  # fmt: skip


def _share(part: int, of: int) -> float:
    return round(WHOLE * part / of, 2)


@dataclass(frozen=True)
class Column:
    """One year: two columns with their tops and heights in the drawing, and what they cost in a year."""

    year: Mapping[str, Any]
    left: float
    before: tuple[float, float]
    after: tuple[float, float]
    fen_before: int
    fen_after: int


def columns(years: Sequence[Mapping[str, Any]], periods: int) -> list[Column]:
    """The years as pairs of columns; the dearest is as high as the drawing."""
    sums = [(each["before"]["fen"] * periods, each["after"]["fen"] * periods) for each in years]
    dearest = max((max(pair) for pair in sums), default=0) or 1
    return [
        Column(year, 20.0 + 96.0 * place, _column(before, dearest), _column(after, dearest), before, after)
        for place, (year, (before, after)) in enumerate(zip(years, sums, strict=True))
    ]


def _column(fen: int, dearest: int) -> tuple[float, float]:
    height = round(HEIGHT * fen / dearest, 1)
    return TOP + HEIGHT - height, height
