"""What does not follow the schema, said so that an editor who has never seen a schema can mend it."""

import difflib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from tongban.catalogue.contrib.folder.reading import Document, Place
from tongban.catalogue.contrib.folder.shapes import schema
from tongban.catalogue.types import Problem
from tongban.kernel.words import Words

KINDS: Mapping[str, Words] = {
    "string": Words("文字", "a text"),
    "integer": Words("整数", "a whole number"),
    "number": Words("数字", "a number"),
    "boolean": Words("true 或 false", "true or false"),
    "array": Words("列表", "a list"),
    "object": Words("映射（键: 值）", "a mapping (key: value)"),
}
_A_DAY = Words("日期，例如 2026-11-23", "a date such as 2026-11-23")
SHAPES: Mapping[str, Words] = {
    "handling_code": Words(
        "33 位：实施编码 31 位加 2 位序号", "33 characters: implementation code (31) and a serial (2)"
    ),
    "implementation_code": Words(
        "31 位：18 位信用代码、1 位行使层级、12 位基本编码",
        "31 characters: credit code (18), level (1), basic code (12)",
    ),
    "licence_type": Words("21 位：18 位信用代码加 3 位序号", "21 characters: credit code (18) and a serial (3)"),
    "credit_code": Words("18 位统一社会信用代码", "an 18-character credit code"),
    "division": Words("6 位（区）或 9 位（街道）区划代码", "a code of 6 digits (district) or 9 (street)"),
    "basic_code": Words("12 位基本编码", "a basic code of 12 digits"),
    "region": Words("6 位行政区划代码", "a 6-digit region code"),
    "yuan": Words('带引号的元数，例如 "80" 或 "0"', 'an amount in yuan in quotation marks, such as "80"'),
    "free": Words("日期或起止日期，例如 2026-10-01/2026-10-07", "a day or a span such as 2026-10-01/2026-10-07"),
    "worked": Words("日期或起止日期，例如 2026-10-10", "a day or a span such as 2026-10-10"),
    "amount": Words("带引号的元数，或者 unknown", "an amount in yuan in quotation marks, or unknown"),
    "total": Words("带引号的元数，或者 unknown", "an amount in yuan in quotation marks, or unknown"),
    "on": _A_DAY,
    "from_on": _A_DAY,
    "issued_on": _A_DAY,
    "valid_from": _A_DAY,
    "valid_until": _A_DAY,
    "zh": Words("不为空的中文", "a Chinese text that is not empty"),
    "en": Words("不为空的英文", "an English text that is not empty"),
}
CODE_SHAPE = Words(
    "小写字母开头的代码（小写字母、数字、下划线）", "a code: lower-case letters, digits and underscores, a letter first"
)


@cache
def validators() -> Mapping[str, Draft202012Validator]:
    return {name: Draft202012Validator(body) for name, body in schema().items()}


@cache
def _quick_validators() -> Mapping[str, "jsonschema_rs.Draft202012Validator"]:
    return {name: jsonschema_rs.Draft202012Validator(body) for name, body in schema().items()}


@lru_cache(maxsize=256)
def misspelt(document: Document) -> tuple[Problem, ...]:
    """Every place of the document that does not follow its schema."""
    # Nearly every document follows it, and that can be known fifty times as fast as what exactly is wrong.
    if _quick_validators()[document.kind].is_valid(document.value):
        return ()
    errors = validators()[document.kind].iter_errors(document.value)
    return tuple(problem for error in errors for problem in _problems(document, _most_telling(error)))


def near(name: str, known: Any) -> Words:
    """A mend that names the likeliest spelling."""
    names = sorted(str(each) for each in known)
    found = difflib.get_close_matches(name[:80], names, n=1, cutoff=0.5)
    if found:
        return Words(f"是否想写 {found[0]}？", f"Did you mean {found[0]}?")
    return Words(f"可用：{'、'.join(names[:20])}。", f"Known: {', '.join(names[:20])}.")


def _most_telling(error: ValidationError) -> ValidationError:
    """Of a fact written as a name or as a mapping, the complaint about the form that was meant."""
    if error.validator != "oneOf" or not error.context:
        return error
    meant = "string" if isinstance(error.instance, str) else "object"
    fitting = [each for each in error.context if each.validator != "type" or each.validator_value == meant]
    return fitting[0] if fitting else error.context[0]


def _problems(document: Document, error: ValidationError) -> Iterator[Problem]:
    place: Place = tuple(error.absolute_path)
    name = next((str(part) for part in reversed(place) if isinstance(part, str)), "")
    if error.validator == "additionalProperties":
        yield from _unknown_keys(document, error, place)
    elif error.validator == "required":
        missing = str(error.message).split("'")[1]
        yield document.problem(place, *_missing(missing, name))
    elif error.validator == "type":
        wanted = KINDS[str(error.validator_value)]
        says = Words(f"“{name}”须是{wanted.zh}。", f"{name!r} must be {wanted.en}.")
        yield document.problem(
            place, says, Words("请改写法；像数字的文字要加引号。", "Rewrite it; quote a text that looks like a number.")
        )
    elif error.validator == "enum":
        says = Words(f"“{name}”不能是 {error.instance}。", f"{name!r} cannot be {error.instance}.")
        yield document.problem(place, says, near(str(error.instance), error.validator_value))
    else:
        wanted = (
            SHAPES.get(name, CODE_SHAPE)
            if error.validator == "pattern"
            else Words("规定的写法", "of the required form")
        )
        shown = str(error.instance)[:60]
        at = (*place, shown) if "propertyNames" in error.schema_path else place
        says = Words(f"“{shown}”须是{wanted.zh}。", f"{shown!r} must be {wanted.en}.")
        yield document.problem(at, says, Words("请按规定的写法改。", "Write it in that form."))


def _missing(missing: str, name: str) -> tuple[Words, Words]:
    if missing == "en":
        return (
            Words(f"“{name}”没有英文。", f"{name!r} has no English."),
            Words("请在 en: 后面写上英文。", "Write the English after en:."),
        )
    within = f"“{name}”里" if name else ""
    inside = f" in {name!r}" if name else ""
    return (
        Words(f"{within}缺少 {missing}。", f"{missing!r} is missing{inside}."),
        Words(f"请补上 {missing}:。", f"Add {missing}:."),
    )


def _not_for_a_district(key: str) -> tuple[Words, Words]:
    return (
        Words(f"区和街道不能改事项的 {key}。", f"A district or street may not change the {key} of an item."),
        Words(
            "只能写 window、address、hours、phone；条件、材料、时限全市一样。",
            "It may say window, address, hours and phone; what is asked is the same in the whole city.",
        ),
    )


def _unknown_keys(document: Document, error: ValidationError, place: Place) -> Iterator[Problem]:
    known = error.schema.get("properties", {})
    for key in error.instance:
        if key not in known and document.kind == "windows" and place[:1] == ("items",):
            yield document.problem((*place, key), *_not_for_a_district(key))
        elif key not in known:
            says = Words(f"不认识“{key}”。", f"{key!r} is not known here.")
            yield document.problem((*place, key), says, near(key, known))
