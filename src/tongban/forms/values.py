"""Values of facts at the edges: read from what a person wrote, shown to people, kept as JSON."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tongban.catalogue.public import Fact
from tongban.kernel import money
from tongban.kernel.words import Words
from tongban.rules.public import FactKind, FactType, Value, show

LONGEST_TEXT = 2000
MANY_LINES_FROM = 200
"""A text that may be this long may have several lines; a shorter one is a single line."""

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
_WIDE = {
    code: code - 0xFEE0
    for start, end in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"))
    for code in range(ord(start), ord(end) + 1)
}
_YES = frozenset({"yes", "true", "on", "1", "是"})
_NO = frozenset({"no", "false", "off", "0", "否"})
_DAY = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,6})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_KEPT_AS: Mapping[FactKind, type] = {FactKind.INTEGER: int, FactKind.BOOLEAN: bool}
_EXAMPLES = {FactKind.INTEGER: "48", FactKind.NUMBER: "118.6", FactKind.MONEY: "50000.00", FactKind.DATE: "2026-11-22"}


class Unreadable(ValueError):
    """What was written is no value of this fact. `says` tells the person what to write instead."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.says = Words(zh, en)


def read_value(fact: Fact, raw: Sequence[str]) -> Value:
    """The value in what was posted for `fact`; None where nothing was written. Raises `Unreadable`."""
    written = [text for text in raw if text.strip()]
    if not written:
        return None
    if fact.kind is FactKind.CHOICES:
        return tuple(sorted({_option(fact, text) for text in written}))
    if len(written) > 1:
        raise Unreadable(f"{fact.label.zh}只能填一个值。", f"{fact.label.en}: give one value only.")
    return _READERS[fact.kind](fact, written[0])


def show_value(fact: Fact, value: Value) -> Words:
    """A value as people read it, with its unit; None is said as not given."""
    if value is None:
        return Words("未填写", "not given")
    if isinstance(value, bool) and fact.options:
        return _named(fact, "yes" if value else "no")
    if isinstance(value, bool):
        return Words("是", "Yes") if value else Words("否", "No")
    if isinstance(value, tuple):
        named = [_named(fact, code) for code in value]
        return Words("、".join(each.zh for each in named), ", ".join(each.en for each in named))
    if isinstance(value, str):
        return _named(fact, value)
    return show(FactType(fact.code, fact.kind, fact.label, fact.unit), value)


def to_json(value: Value) -> Any:
    """A value as JSON keeps it: decimals as texts, dates as 2026-11-22, several choices as a list."""
    if value is None or type(value) is str:
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def from_json(fact: Fact, raw: Any) -> Value:
    """The value that `to_json` kept. Raises ValueError or TypeError where the JSON is not this fact's."""
    if raw is None:
        return None
    if fact.kind in (FactKind.NUMBER, FactKind.MONEY):
        return Decimal(raw if isinstance(raw, str) else int(raw))
    if fact.kind is FactKind.DATE:
        return date.fromisoformat(raw)
    if fact.kind is FactKind.CHOICES:
        return tuple(sorted(map(str, raw)))
    value: str | int | bool = raw
    wanted = _KEPT_AS.get(fact.kind, str)
    if type(value) is not wanted:
        raise TypeError(f"{fact.code}: {value!r} is not a {wanted.__name__}")
    return value


def _named(fact: Fact, code: str) -> Words:
    return fact.options.get(code) or Words(code, code)


def _example(fact: Fact) -> str:
    return fact.example or _EXAMPLES.get(fact.kind, "")


def _text(fact: Fact, written: str) -> str:
    text = written.translate(_INVISIBLE).translate(_WIDE).replace("\u3000", " ").replace("\xa0", " ")
    text = text.replace("\r\n", "\n").strip()
    longest = fact.longest or LONGEST_TEXT
    allowed = "\n" if longest >= MANY_LINES_FROM else ""
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") and char not in allowed for char in text):
        raise Unreadable(f"{fact.label.zh}含有不能保存的字符，请删去后重填。",
                         f"{fact.label.en} has characters that cannot be kept: remove them.")  # fmt: skip
    if len(text) > longest:
        raise Unreadable(f"{fact.label.zh}最多 {longest} 个字，现在是 {len(text)} 个。",
                         f"{fact.label.en}: at most {longest} characters; there are {len(text)}.")  # fmt: skip
    if fact.pattern and not re.fullmatch(fact.pattern, text):
        like = Words(f"，比如 {fact.example}", f", for example {fact.example}") if fact.example else Words("", "")
        raise Unreadable(f"{fact.label.zh}的格式不对，请按要求填写{like.zh}。",
                         f"{fact.label.en} is not in the right form: write it as asked{like.en}.")  # fmt: skip
    return text


def _bare(fact: Fact, written: str) -> str:
    """A number's text: folded, without spaces, without its unit, without separators of thousands."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", written))
    for unit in (fact.unit.zh, fact.unit.en) if fact.unit else ():
        text = text.removesuffix(unicodedata.normalize("NFKC", unit).replace(" ", ""))
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text


def _number(fact: Fact, written: str) -> Decimal:
    text = _bare(fact, written)
    if not _NUMBER.fullmatch(text):
        raise Unreadable(f"{fact.label.zh}只填数字，比如 {_example(fact)}。",
                         f"{fact.label.en}: write a number only, for example {_example(fact)}.")  # fmt: skip
    return _within(fact, Decimal(text))


def _integer(fact: Fact, written: str) -> int:
    value = _number(fact, written)
    if value != value.to_integral_value():
        raise Unreadable(f"{fact.label.zh}要填整数，比如 {_example(fact)}。",
                         f"{fact.label.en}: write a whole number, for example {_example(fact)}.")  # fmt: skip
    return int(value)


def _money(fact: Fact, written: str) -> Decimal:
    try:
        value = money.parse(_bare(fact, written))
    except ValueError:
        like = _example(fact)
        raise Unreadable(f"{fact.label.zh}填金额（元），最多两位小数，比如 {like}。",
                         f"{fact.label.en}: a sum of yuan with at most two decimals, such as {like}.") from None  # fmt: skip
    return _within(fact, value)


def _within(fact: Fact, value: Decimal) -> Decimal:
    unit = Words(f" {fact.unit.zh}", f" {fact.unit.en}") if fact.unit else Words("", "")
    if fact.minimum is not None and value < Decimal(str(fact.minimum)):
        raise Unreadable(f"{fact.label.zh}不能小于 {fact.minimum:g}{unit.zh}，请核对。",
                         f"{fact.label.en} cannot be less than {fact.minimum:g}{unit.en}: please check.")  # fmt: skip
    if fact.maximum is not None and value > Decimal(str(fact.maximum)):
        raise Unreadable(f"{fact.label.zh}不能大于 {fact.maximum:g}{unit.zh}，请核对。",
                         f"{fact.label.en} cannot be more than {fact.maximum:g}{unit.en}: please check.")  # fmt: skip
    return value


def _date(fact: Fact, written: str) -> date:
    found = _DAY.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", written)))
    try:
        if found is None:
            raise ValueError
        day = date(*map(int, found.groups()))
    except ValueError:
        raise Unreadable(f"{fact.label.zh}不是一个存在的日期，请按 {_example(fact)} 的样子填写。",
                         f"{fact.label.en} is not a date that exists: write it like {_example(fact)}.") from None  # fmt: skip
    if not 1850 <= day.year <= 2200:
        raise Unreadable(f"{fact.label.zh}的年份不对，请核对。", f"{fact.label.en}: please check the year.")
    return day


def _boolean(fact: Fact, written: str) -> bool:
    text = unicodedata.normalize("NFKC", written).strip().lower()
    if text not in _YES | _NO:
        raise Unreadable(f"{fact.label.zh}请选“是”或“否”。", f"{fact.label.en}: choose yes or no.")
    return text in _YES


def _option(fact: Fact, written: str) -> str:
    if written.strip() not in fact.options:
        raise Unreadable(f"请从{fact.label.zh}的选项中选择。", f"{fact.label.en}: choose one of the options.")
    return written.strip()


_READERS: Mapping[FactKind, Callable[[Fact, str], Value]] = {
    FactKind.TEXT: _text,
    FactKind.NUMBER: _number,
    FactKind.INTEGER: _integer,
    FactKind.MONEY: _money,
    FactKind.DATE: _date,
    FactKind.BOOLEAN: _boolean,
    FactKind.CHOICE: _option,
}
