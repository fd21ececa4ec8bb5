"""How values and demands are said in Chinese and in English."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from tongban.kernel.words import Words
from tongban.rules.types import FactKind, FactType, Outcome, Value

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
YUAN = Words("元", "yuan")
YES, NO = Words("是", "yes"), Words("否", "no")
_YES, _NO = (Words(f"“{each.zh}”", each.en) for each in (YES, NO))
NOTHING = Words("空（未选任何项）", "empty (nothing chosen)")

ENDS = {Outcome.MET: "met", Outcome.NOT_MET: "not met", Outcome.UNKNOWN: "unknown"}
"""How a clause came out, at the end of its English sentence; in Chinese the sentence itself says so."""

_NUMBER_SIGNS = {
    "<=": Words("不超过{}", "at most {}"), ">=": Words("不少于{}", "at least {}"),
    "<": Words("小于{}", "less than {}"), ">": Words("大于{}", "more than {}"),
    "==": Words("等于{}", "exactly {}"), "!=": Words("不等于{}", "other than {}"),
}  # fmt: skip
_DATE_SIGNS = {
    "<=": Words("不晚于{}", "on or before {}"), ">=": Words("不早于{}", "on or after {}"),
    "<": Words("早于{}", "before {}"), ">": Words("晚于{}", "after {}"),
    "==": Words("是{}", "exactly {}"), "!=": Words("不是{}", "other than {}"),
}  # fmt: skip
_OTHER_SIGNS = {"==": Words("是{}", "{}"), "!=": Words("不是{}", "other than {}")}
_SET_SIGNS = {"in": Words("是{}", "{}"), "not in": Words("不是{}", "none of {}")}


def plain(value: Decimal | int, *, grouped: bool = False) -> str:
    """A number without an exponent and without needless zeros, at most six places."""
    number = Decimal(value)
    if number != number.to_integral_value():
        text = f"{round(number, 6):,f}" if grouped else f"{round(number, 6):f}"
        return text.rstrip("0").rstrip(".")
    return f"{number:,.0f}" if grouped else f"{number:.0f}"


@lru_cache(maxsize=4096)
def said_number(value: Decimal | int, unit: Words | None) -> Words:
    """A number with its unit. Sums of money are grouped by thousands."""
    text = plain(value, grouped=unit is not None and unit.en == YUAN.en)
    return Words(f"{text} {unit.zh}", f"{text} {unit.en}") if unit else Words(text, text)


@lru_cache(maxsize=4096)
def said_date(value: date) -> Words:
    return Words(f"{value.year}年{value.month}月{value.day}日", f"{value.day} {MONTHS[value.month - 1]} {value.year}")


def said_option(fact: FactType | None, code: str) -> Words:
    """An option by its label, in quotation marks; a text as it is."""
    label = fact.options.get(code) if fact else None
    label = label or Words(code, code)
    return Words(f"“{label.zh}”", f"“{label.en}”")


def said_options(fact: FactType | None, codes: Iterable[str]) -> Words:
    words = [said_option(fact, code) for code in codes]
    return Words("".join(each.zh for each in words), ", ".join(each.en for each in words)) if words else NOTHING


def said_value(value: Value, *, fact: FactType | None, unit: Words | None) -> Words:
    """A known value as people read it."""
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, (Decimal, int)):
        return said_number(value, unit)
    if isinstance(value, date):
        return said_date(value)
    if isinstance(value, tuple):
        return said_options(fact, value)
    return said_option(fact, value or "")


def unit_of(fact: FactType) -> Words | None:
    return YUAN if fact.kind is FactKind.MONEY and fact.unit is None else fact.unit


def is_question(label: Words) -> bool:
    """Whether a fact is named by the question that is put to people, as yes-or-no facts often are."""
    return label.zh.endswith(("吗", "？", "?")) or label.en.endswith("?")


def quoted_question(label: Words) -> Words:
    """A label as it can stand inside a sentence."""
    return Words(f"“{label.zh}”", f"“{label.en}”") if is_question(label) else label


def demand(sign: str, said: Words, *, like: str) -> Words:
    """What a comparison demands, after "is" or "must be": `like` is "number", "date", "set" or "other"."""
    table = {"number": _NUMBER_SIGNS, "date": _DATE_SIGNS, "set": _SET_SIGNS}.get(like, _OTHER_SIGNS)
    zh, en = table[sign].zh.removesuffix("{}"), table[sign].en
    return Words(spaced(zh, said.zh), en.format(said.en))


def spaced(left: str, right: str) -> str:
    """Chinese next to a number keeps a space between them; Chinese next to Chinese does not."""
    is_joint = left[-1:].isascii() is not right[:1].isascii() and (left[-1:].isalnum() and right[:1].isalnum())
    return f"{left} {right}" if is_joint else f"{left}{right}"


def capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
