"""Dated parameters as content writes them: shared in parameters.yaml, or inside the policy that uses them."""

from collections.abc import Iterator
from typing import Any

import msgspec

from tongban.catalogue.contrib.folder.reading import Document, Place
from tongban.catalogue.contrib.folder.references import Library, get, walk
from tongban.catalogue.policies import StatedParameter, parameter_of
from tongban.catalogue.types import Problem
from tongban.kernel.words import Words
from tongban.rules.public import BandTable, Parameter, RuleError


def parameters_of(library: Library) -> dict[str, Parameter | BandTable]:
    """All parameters that are written well enough to be one."""
    found: dict[str, Parameter | BandTable] = {}
    for _, place, raw in _written(library):
        try:
            found[str(place[-1])] = _read(str(place[-1]), raw)
        except (RuleError, msgspec.ValidationError, ValueError, ArithmeticError):
            continue  # told by `parameter_problems`, or by the schema
    return found


def parameter_problems(library: Library) -> Iterator[Problem]:
    """Bands that overlap, days out of order, values of another kind, and names that are used for something else."""
    seen: dict[str, str] = {}
    for document, place, raw in _written(library):
        code = str(place[-1])
        if code in library.known["facts"] or code in seen:
            other = seen.get(code) or library.known["facts"][code][0].file
            says = Words(f"“{code}”已经在 {other} 用过。", f"{code!r} is already used in {other}.")
            yield document.problem(
                place, says, Words("请换个代码，或者共用一个。", "Choose another code or share one.")
            )
        seen.setdefault(code, f"{document.file}:{document.line(place)}")
        yield from _unreadable(document, place, code, raw)


def _unreadable(document: Document, place: Place, code: str, raw: Any) -> Iterator[Problem]:
    try:
        _read(code, raw)
    except RuleError as error:
        yield document.problem((*place, "steps", max(0, error.line - 1)), error.says, error.mend)
    except msgspec.ValidationError:
        return  # the schema tells it
    except (ValueError, ArithmeticError):
        says = Words(
            f"“{code}”有一天不存在，或者值读不懂。", f"{code!r} has a day that does not exist or an odd value."
        )
        mend = Words("日期写成 2026-07-01 这样，值写成数字。", "Write days as 2026-07-01 and values as numbers.")
        yield document.problem(place, says, mend)


def _written(library: Library) -> Iterator[tuple[Document, Place, Any]]:
    for document in library.of_kind("parameters"):
        for place, raw in walk(document.value, ("*",)):
            yield document, place, raw
    for document in library.of_kind("policy"):
        for place, raw in walk(document.value, ("parameters", "*")):
            yield document, place, raw


def _read(code: str, raw: Any) -> Parameter | BandTable:
    written = {"code": code, **raw} if isinstance(raw, dict) else raw
    if get(written, "kind") not in (None, "number", "integer", "money", "date", "choices"):
        says = Words(f"“{code}”不能是 {get(written, 'kind')}。", f"{code!r} cannot be a {get(written, 'kind')}.")
        mend = Words(
            "参数是数字、整数、金额、日期或代码集。", "A parameter is a number, an integer, money, a date or codes."
        )
        raise RuleError(says, line=1, column=1, mend=mend)
    return parameter_of(msgspec.convert(written, StatedParameter))
