"""From the syntax tree to terms: facts, literals and calculations, with their sorts checked node by node."""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tongban.kernel.words import Words
from tongban.rules.calculation import (
    arithmetic_reading,
    extreme_reading,
    fact_reading,
    full_years,
    mapped_reading,
)
from tongban.rules.clauses import Node, Sort, Term
from tongban.rules.reading import Text, nearest
from tongban.rules.sentences import is_question, plain, quoted_question, said_date, unit_of
from tongban.rules.types import FactKind, FactType

SORTS = {
    FactKind.TEXT: Sort.TEXT, FactKind.NUMBER: Sort.NUMBER, FactKind.INTEGER: Sort.NUMBER, FactKind.MONEY: Sort.NUMBER,
    FactKind.DATE: Sort.DATE, FactKind.BOOLEAN: Sort.BOOLEAN, FactKind.CHOICE: Sort.CHOICE, FactKind.CHOICES: Sort.CHOICES,
}  # fmt: skip
SIGNS: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "+"), ast.Sub: ("-", "−"), ast.Mult: ("*", "×"), ast.Div: ("/", "÷"),
}  # fmt: skip
FUNCTIONS = ("known", "age", "years_since", "days_until", "date", "len", "any_of", "min", "max")
_NUMBER = re.compile(r"[0-9][0-9_]{0,17}(\.[0-9]{1,9})?")


def never_missing(_values: object, _on: date) -> tuple[str, ...]:
    return ()


@dataclass
class TermReader:
    """Reads terms of one text. `condition` reads what stands between `if` and `else`; `met` are the facts in order."""

    text: Text
    facts: Mapping[str, FactType]
    condition: Callable[[ast.expr], Node]
    met: dict[str, tuple[int, int]] = field(default_factory=dict)
    already: dict[ast.expr, Term] = field(default_factory=dict)

    def read(self, node: ast.expr) -> Term:
        """The term of a node. Each node is read once, however often it is asked for."""
        if node not in self.already:
            self.already[node] = self._read(node)
        return self.already[node]

    def _read(self, node: ast.expr) -> Term:
        if isinstance(node, ast.Name):
            return self.fact(node)
        if isinstance(node, ast.Constant):
            return self.literal(node)
        if isinstance(node, ast.BinOp) and type(node.op) in SIGNS:
            return self.calculation(node, *SIGNS[type(node.op)])
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return self.negative(node)
        if isinstance(node, ast.IfExp):
            return self.choice_of_two(node)
        if isinstance(node, ast.Call):
            return self.call(node)
        raise self.text.refusal(
            node,
            Words("这种写法不属于规则语言。", "This is not part of the rule language."),
            Words(
                "可用：数据项、数字、文字、+ - * /、比较、and、or、not、in、a if c else b 和函数 "
                + "、".join(FUNCTIONS)
                + "。",
                "Allowed: facts, numbers, texts, + - * /, comparisons, and, or, not, in, a if c else b, and "
                + ", ".join(FUNCTIONS)
                + ".",
            ),
        )

    def fact(self, node: ast.expr) -> Term:
        """A name, which must be a fact's."""
        if not isinstance(node, ast.Name):
            raise self.text.refusal(
                node,
                Words("这里要写一个数据项的代码。", "A fact's code is wanted here."),
                Words("例如 known(floor_area)。", "For example known(floor_area)."),
            )
        fact = self.facts.get(node.id)
        if fact is None:
            raise self.text.refusal(
                node, Words(f"没有数据项 {node.id}。", f"There is no fact {node.id}."), nearest(node.id, self.facts)
            )
        code = fact.code
        place = (node.lineno, node.col_offset)
        self.met[code] = min(place, self.met.get(code, place))
        return Term(
            SORTS[fact.kind], fact_reading(fact), quoted_question(fact.label),
            lambda values, _: (code,) if values.get(code) is None else (),
            unit=unit_of(fact), fact=fact, is_question=is_question(fact.label),
        )  # fmt: skip

    def literal(self, node: ast.Constant) -> Term:
        """A number (a decimal, read from the text as written), a text, True or False."""
        value: Any = node.value
        if isinstance(value, bool):
            word = Words("“是”", "yes") if value else Words("“否”", "no")
            return _fixed(Sort.BOOLEAN, value, word)
        if isinstance(value, str) and len(self.text.segment(node)) == len(value) + 2:
            return _fixed(Sort.TEXT, value, Words(f"“{value}”", f"“{value}”"))
        if isinstance(value, int | float) and _NUMBER.fullmatch(self.text.segment(node)):
            number = Decimal(self.text.segment(node))
            return _fixed(Sort.NUMBER, number, Words(plain(number), plain(number)))
        raise self.text.refusal(
            node,
            Words("不认识这个值。", "This value is not known here."),
            Words(
                '可写十进制数字（至多 18 位、9 位小数）、"文字"、True 或 False。',
                'Write a decimal number (at most 18 digits and 9 decimals), "text", True or False.',
            ),
        )

    def wanted(self, node: ast.expr, *sorts: Sort) -> Term:
        """A term that must be of one of these sorts."""
        term = self.read(node)
        if term.sort not in sorts:
            zh, en = "或".join(sort.value.zh for sort in sorts), " or ".join(sort.value.en for sort in sorts)
            raise self.text.refusal(
                node,
                Words(f"这里是{term.sort.value.zh}，需要{zh}。", f"This is {term.sort.value.en}; {en} is wanted."),
                Words("请换成合适的数据项或值。", "Use a fact or a value of that kind."),
            )
        return term

    def calculation(self, node: ast.BinOp, sign: str, shown: str) -> Term:
        left, right = self.wanted(node.left, Sort.NUMBER), self.wanted(node.right, Sort.NUMBER)
        if sign == "/" and right.is_literal and right.read({}, date.min) == 0:
            raise self.text.refusal(
                node.right,
                Words("不能除以零。", "It cannot be divided by zero."),
                Words("请改写除数。", "Change the divisor."),
            )
        if (
            left.is_literal
            and right.is_literal
            and arithmetic_reading(sign, left.read, right.read)({}, date.min) is None
        ):
            raise self.text.refusal(
                node, Words("算不出结果。", "This cannot be calculated."), Words("请改写。", "Change it.")
            )
        one, two = _summed(left.says, left), _summed(right.says, right)
        return Term(
            Sort.NUMBER, arithmetic_reading(sign, left.read, right.read),
            Words(f"{one.zh} {shown} {two.zh}", f"{one.en} {shown} {two.en}"), _missing_of(left, right),
            unit=_unit_after(sign, left, right), is_literal=left.is_literal and right.is_literal, is_sum=True,
        )  # fmt: skip

    def negative(self, node: ast.UnaryOp) -> Term:
        inner = self.wanted(node.operand, Sort.NUMBER)
        said = _summed(inner.says, inner)
        read = mapped_reading(lambda value, _: -value, inner.read)
        return Term(
            Sort.NUMBER,
            read,
            Words(f"−{said.zh}", f"−{said.en}"),
            inner.missing,
            unit=inner.unit,
            is_literal=inner.is_literal,
        )

    def choice_of_two(self, node: ast.IfExp) -> Term:
        """`a if c else b`: unknown where c is unknown, unless both are known and equal."""
        then, test = self.read(node.body), self.condition(node.test)
        other = self.wanted(node.orelse, then.sort)

        def read(values: Any, on: date) -> Any:
            outcome = test.weigh(values, on).outcome
            if outcome is not None:
                return (then if outcome else other).read(values, on)
            one, two = then.read(values, on), other.read(values, on)
            return one if one is not None and one == two else None

        def missing(values: Any, on: date) -> tuple[str, ...]:
            weighed = test.weigh(values, on)
            if weighed.outcome is not None:
                return (then if weighed.outcome else other).missing(values, on)
            waiting = [code for atom, outcome in weighed.atoms() for code in atom.clause(outcome, values, on).missing]
            return (*then.missing(values, on), *waiting, *other.missing(values, on))

        says = Words(
            f"（如果{test.says.zh}，则{then.says.zh}，否则{other.says.zh}）",
            f"({then.says.en} if {test.says.en}, otherwise {other.says.en})",
        )
        return Term(then.sort, read, says, missing, unit=then.unit or other.unit, fact=then.fact or other.fact)

    def call(self, node: ast.Call) -> Term:
        name = self.function_name(node)
        if name in ("min", "max"):
            return self.extreme(node, name)
        if name == "date":
            return self.day(node)
        if name in ("known", "any_of"):
            raise self.text.refusal(
                node,
                Words(f"{name} 是一个条件，不是一个值。", f"{name} is a condition, not a value."),
                Words("请直接用 and、or、not 连接它。", "Join it with and, or, not."),
            )
        argument = self.arguments(node, 1)[0]
        if name == "len":
            several = self.wanted(argument, Sort.CHOICES)
            said = Words(f"{several.says.zh}的项数", f"number of choices in {several.says.en}")
            return Term(Sort.NUMBER, mapped_reading(lambda value, _: Decimal(len(value)), several.read), said,
                        several.missing, unit=Words("项", "chosen"))  # fmt: skip
        return self.counted(name, self.wanted(argument, Sort.DATE))

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
        choose = min if name == "min" else max
        return Term(first.sort, extreme_reading(choose, tuple(each.read for each in terms)), says, _missing_of(*terms),
                    unit=unit, is_literal=all(each.is_literal for each in terms))  # fmt: skip

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
        return _fixed(Sort.DATE, day, said_date(day))

    def counted(self, name: str, day: Term) -> Term:
        """age, years_since and days_until: what lies between a date and the day of judging."""
        years = Words("年", "years")
        wording = {
            "age": (Words(f"年龄（按{day.says.zh}）", f"age (from {day.says.en})"), Words("周岁", "years")),
            "years_since": (Words(f"自{day.says.zh}起满的年数", f"number of full years since {day.says.en}"), years),
            "days_until": (Words(f"距{day.says.zh}的天数", f"number of days until {day.says.en}"), Words("天", "days")),
        }
        says, unit = wording[name]
        if name == "days_until":
            read = mapped_reading(lambda value, on: Decimal((value - on).days), day.read)
        else:
            read = mapped_reading(lambda value, on: Decimal(full_years(value, on)), day.read)
        return Term(Sort.NUMBER, read, says, day.missing, unit=unit)


def _fixed(sort: Sort, value: Any, says: Words) -> Term:
    return Term(sort, lambda _values, _on: value, says, never_missing, is_literal=True)


def _summed(says: Words, term: Term) -> Words:
    return Words(f"（{says.zh}）", f"({says.en})") if term.is_sum else says


def _missing_of(*terms: Term) -> Callable[[Any, date], tuple[str, ...]]:
    return lambda values, on: tuple(code for term in terms for code in term.missing(values, on))


def _unit_after(sign: str, left: Term, right: Term) -> Words | None:
    """A sum keeps its unit; a product or quotient only where the other side is a bare number."""
    if sign in "+-":
        return left.unit if left.unit == right.unit or right.is_literal else right.unit if left.is_literal else None
    if right.is_literal:
        return left.unit
    return right.unit if left.is_literal and sign == "*" else None
