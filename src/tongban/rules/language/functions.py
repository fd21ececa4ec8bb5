"""Functions of the language: from a call in the syntax tree to the term that it gives."""

import ast
import re
from datetime import date
from decimal import Decimal

from tongban.kernel.words import Words
from tongban.rules.clauses import Sort, Term
from tongban.rules.language.reading import nearest
from tongban.rules.language.terms import FUNCTIONS, TermReader
from tongban.rules.sentences import said_date
from tongban.rules.shapes import Shape, facts_in, fixed
from tongban.rules.types import Band, BandStep, BandTable, FactKind, RuleError

_YEARS, _MONTHS, _DAYS = Words("年", "years"), Words("个月", "months"), Words("天", "days")
_COUNTED = {
    "age": ("years", "年龄（按{}）", "age (from {})", Words("周岁", "years")),
    "years_since": ("years", "自{}起满的年数", "number of full years since {}", _YEARS),
    "months_since": ("months", "自{}起满的月数", "number of full months since {}", _MONTHS),
    "days_until": ("days_until", "距{}的天数", "number of days until {}", _DAYS),
}
_BETWEEN = {
    "months_between": (Words("满的月数", "number of full months"), _MONTHS),
    "days_between": (Words("天数", "number of days"), _DAYS),
}


class FunctionReader(TermReader):
    """A reader of terms that knows the functions."""

    def call(self, node: ast.Call) -> Term:
        name = self.function_name(node)
        if name in ("known", "any_of"):
            raise self.text.refusal(
                node,
                Words(f"{name} 是一个条件，不是一个值。", f"{name} is a condition, not a value."),
                Words("请直接用 and、or、not 连接它。", "Join it with and, or, not."),
            )
        if name in ("min", "max"):
            return self.extreme(node, name)
        if name in _BETWEEN:
            return self.between(node, name)
        if name in _COUNTED:
            return self.counted(name, self.wanted(self.arguments(node, 1)[0], Sort.DATE))
        own = {"date": self.day, "len": self.size, "rounded": self.rounded, "band": self.band}
        return own.get(name, self.years_after)(node)

    def function_name(self, node: ast.Call) -> str:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in FUNCTIONS or node.keywords or any(isinstance(each, ast.Starred) for each in node.args):
            raise self.text.refusal(
                node,
                Words(
                    f"没有函数 {name or '…'}，或用法不对。",
                    f"There is no function {name or '...'}, or not in this form.",
                ),
                nearest(name, FUNCTIONS),
            )
        return name

    def arguments(self, node: ast.Call, count: int) -> list[ast.expr]:
        if len(node.args) != count:
            raise self.text.refusal(
                node,
                Words(
                    f"需要 {count} 个参数，写了 {len(node.args)} 个。",
                    f"{count} arguments are wanted; there are {len(node.args)}.",
                ),
                Words("请补上或删去参数。", "Add or remove arguments."),
            )
        return node.args

    def day(self, node: ast.Call) -> Term:
        argument = self.arguments(node, 1)[0]
        value = argument.value if isinstance(argument, ast.Constant) else None
        try:
            if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                raise ValueError
            day = date.fromisoformat(value)
        except ValueError:
            raise self.text.refusal(
                argument,
                Words("不是一个存在的日期。", "This is not a date that exists."),
                Words('请按 date("2026-11-22") 书写。', 'Write it as date("2026-11-22").'),
            ) from None
        return Term(Sort.DATE, fixed(day, FactKind.DATE), said_date(day), is_literal=True)

    def size(self, node: ast.Call) -> Term:
        several = self.wanted(self.arguments(node, 1)[0], Sort.CHOICES)
        says = Words(f"{several.says.zh}的项数", f"number of choices in {several.says.en}")
        return Term(Sort.NUMBER, Shape("size", (several.shape,)), says, unit=Words("项", "chosen"), fact=several.fact)

    def extreme(self, node: ast.Call, name: str) -> Term:
        if len(node.args) < 2:
            raise self.text.refusal(
                node,
                Words(f"{name} 至少需要两个参数。", f"{name} wants at least two arguments."),
                Words(f"例如 {name}(seats, 48)。", f"For example {name}(seats, 48)."),
            )
        first = self.wanted(node.args[0], Sort.NUMBER, Sort.DATE)
        terms = (first, *(self.wanted(each, first.sort) for each in node.args[1:]))
        zh, en = ("较小者", "smallest") if name == "min" else ("较大者", "greatest")
        says = Words(
            "、".join(each.says.zh for each in terms) + f"中的{zh}",
            f"{en} of " + ", ".join(each.says.en for each in terms),
        )
        unit = next((each.unit for each in terms if each.unit), None)
        is_literal = all(each.is_literal for each in terms)
        return Term(
            first.sort, Shape(name, tuple(each.shape for each in terms)), says, unit=unit, is_literal=is_literal
        )

    def counted(self, name: str, day: Term) -> Term:
        """age, years_since, months_since and days_until: what lies between a date and the day of judging."""
        op, zh, en, unit = _COUNTED[name]
        says = Words(zh.format(day.says.zh), en.format(day.says.en))
        return Term(Sort.NUMBER, Shape(op, (day.shape,)), says, unit=unit)

    def between(self, node: ast.Call, name: str) -> Term:
        one, two = (self.wanted(each, Sort.DATE) for each in self.arguments(node, 2))
        said, unit = _BETWEEN[name]
        says = Words(f"从{one.says.zh}到{two.says.zh}{said.zh}", f"{said.en} from {one.says.en} to {two.says.en}")
        is_literal = one.is_literal and two.is_literal
        return Term(Sort.NUMBER, Shape(name, (one.shape, two.shape)), says, unit=unit, is_literal=is_literal)

    def years_after(self, node: ast.Call) -> Term:
        """The day on which so many years are full after a date."""
        first, second = self.arguments(node, 2)
        day, years = self.wanted(first, Sort.DATE), self.whole(second, most=200)
        says = Words(f"{day.says.zh}满 {years} 年之日", f"the day {years} full years after {day.says.en}")
        return Term(Sort.DATE, Shape("years_after", (day.shape,), years), says)

    def rounded(self, node: ast.Call) -> Term:
        """Rounded half up: to whole numbers, or to so many decimal places."""
        first, *rest = node.args if len(node.args) == 2 else self.arguments(node, 1)
        inner, places = self.wanted(first, Sort.NUMBER), self.whole(rest[0], most=9) if rest else 0
        to = Words(f"到小数 {places} 位", f"to {places} decimals") if places else Words("到整数", "to a whole number")
        says = Words(f"{inner.says.zh}四舍五入{to.zh}", f"{inner.says.en} rounded half up {to.en}")
        shape = Shape("rounded", (inner.shape,), places)
        return Term(Sort.NUMBER, shape, says, unit=inner.unit, is_literal=inner.is_literal)

    def whole(self, node: ast.expr, *, most: int) -> int:
        """A whole number that stands in the text."""
        value = node.value if isinstance(node, ast.Constant) else None
        if type(value) is not int or value > most:
            raise self.text.refusal(
                node,
                Words(f"这里要写 0 到 {most} 的整数。", f"A whole number from 0 to {most} is wanted here."),
                Words("请写一个固定的数。", "Write a fixed number."),
            )
        return value

    def band(self, node: ast.Call) -> Term:
        """What a table gives for a number: a dated table by its name, or one that stands in the text."""
        first, second = self.arguments(node, 2)
        inner = self.wanted(first, Sort.NUMBER)
        table = self.table(second)
        if not facts_in(inner.shape):
            raise self.text.refusal(
                first,
                Words("分档的数字是固定的。", "The banded number is fixed."),
                Words("请写数据项。", "Name a fact."),
            )
        says = Words(f"{inner.says.zh}所在档的{table.label.zh}", f"{table.label.en} by {inner.says.en}")
        return Term(Sort.NUMBER, Shape("band", (inner.shape,), table), says, unit=table.unit)

    def table(self, node: ast.expr) -> BandTable:
        named = self.parameters.get(node.id) if isinstance(node, ast.Name) else None
        if isinstance(named, BandTable):
            return named
        if not isinstance(node, ast.Dict) or not all(node.keys):
            tables = [code for code, each in self.parameters.items() if isinstance(each, BandTable)]
            raise self.text.refusal(
                node,
                Words("这里要写一个分档表。", "A table of bands is wanted here."),
                nearest(getattr(node, "id", ""), tables)
                if tables
                else Words("例如 {65: 75, 70: 150}：从 65 起 75，从 70 起 150。", "For example {65: 75, 70: 150}."),
            )
        lows = [self.amount(key) for key in node.keys if key]
        gives = [self.amount(value) for value in node.values]
        bands = tuple(Band(low, below, each) for low, below, each in zip(lows, [*lows[1:], None], gives, strict=True))
        try:
            step = BandStep(date.min, bands)
            return BandTable(f"table at {node.col_offset}", Words("数额", "amount"), (step,))
        except RuleError as wrong:
            raise self.text.refusal(node, wrong.says, wrong.mend) from None

    def amount(self, node: ast.expr) -> Decimal:
        term = self.wanted(node, Sort.NUMBER)
        if not term.is_literal:
            raise self.text.refusal(
                node, Words("表里只能写固定的数。", "Only fixed numbers may stand in a table."),
                Words("会变的数请写成参数。", "Write what changes as a parameter."),
            )  # fmt: skip
        return Decimal(term.read({}, date.min))
