"""From the syntax tree to terms: facts, literals and calculations, with their sorts checked node by node."""

import ast
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tongban.kernel.words import Words
from tongban.rules.clauses import Node, Sort, Term
from tongban.rules.language.reading import Text, nearest
from tongban.rules.sentences import YUAN, is_question, plain, quoted_question, unit_of
from tongban.rules.shapes import Shape, fixed, number
from tongban.rules.types import BandTable, FactKind, FactType, Parameter

SORTS = {
    FactKind.TEXT: Sort.TEXT, FactKind.NUMBER: Sort.NUMBER, FactKind.INTEGER: Sort.NUMBER, FactKind.MONEY: Sort.NUMBER,
    FactKind.DATE: Sort.DATE, FactKind.BOOLEAN: Sort.BOOLEAN, FactKind.CHOICE: Sort.CHOICE, FactKind.CHOICES: Sort.CHOICES,
}  # fmt: skip
SIGNS: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "+"), ast.Sub: ("-", "−"), ast.Mult: ("*", "×"), ast.Div: ("/", "÷"),
}  # fmt: skip
FUNCTIONS = (
    "known", "age", "years_since", "months_since", "days_until", "years_after", "months_between", "days_between", "date",
    "len", "any_of", "min", "max", "rounded", "band",
)  # fmt: skip
_NUMBER = re.compile(r"[0-9][0-9_]{0,17}(\.[0-9]{1,9})?")


@dataclass
class TermReader(ABC):
    """Reads terms of one text. `condition` reads what stands between `if` and `else`; `met` are the facts in order."""

    text: Text
    facts: Mapping[str, FactType]
    condition: Callable[[ast.expr], Node]
    parameters: Mapping[str, Parameter | BandTable] = field(default_factory=dict)
    met: dict[str, tuple[int, int]] = field(default_factory=dict)
    already: dict[ast.expr, Term] = field(default_factory=dict)

    def read(self, node: ast.expr) -> Term:
        """The term of a node. Each node is read once, however often it is asked for."""
        if node not in self.already:
            self.already[node] = self._read(node)
        return self.already[node]

    def _read(self, node: ast.expr) -> Term:
        if isinstance(node, ast.Name):
            return self.fact(node) if node.id in self.facts else self.parameter(node)
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
            raise self._unknown(node)
        code = fact.code
        place = (node.lineno, node.col_offset)
        self.met[code] = min(place, self.met.get(code, place))
        return Term(
            SORTS[fact.kind], Shape("fact", (), code, fact.kind), quoted_question(fact.label),
            unit=unit_of(fact), fact=fact, is_question=is_question(fact.label),
        )  # fmt: skip

    def parameter(self, node: ast.Name) -> Term:
        """A name that is no fact: a threshold, a rate or a day that has its value from a day."""
        dated = self.parameters.get(node.id)
        if dated is None:
            raise self._unknown(node)
        if isinstance(dated, BandTable) or dated.kind is FactKind.CHOICES:
            raise self.text.refusal(
                node,
                Words(f"{node.id} 不是一个单独的值。", f"{node.id} is not one single value."),
                Words(
                    "分档表用 band(…, 表名)；代码集写在 in 之后。",
                    "Use band(..., table); a set of codes stands after `in`.",
                ),
            )
        unit = YUAN if dated.kind is FactKind.MONEY and dated.unit is None else dated.unit
        return Term(SORTS[dated.kind], Shape("parameter", (), dated, dated.kind), dated.label, unit=unit)

    def _unknown(self, node: ast.Name) -> Exception:
        return self.text.refusal(
            node,
            Words(f"没有数据项 {node.id}。", f"There is no fact {node.id}."),
            nearest(node.id, self.facts.keys() | self.parameters.keys()),
        )

    def literal(self, node: ast.Constant) -> Term:
        """A number (a decimal, read from the text as written), a text, True or False."""
        value: Any = node.value
        if isinstance(value, bool):
            word = Words("“是”", "yes") if value else Words("“否”", "no")
            return Term(Sort.BOOLEAN, fixed(value, FactKind.BOOLEAN), word, is_literal=True)
        if isinstance(value, str) and len(self.text.segment(node)) == len(value) + 2:
            says = Words(f"“{value}”", f"“{value}”")
            return Term(Sort.TEXT, fixed(value.strip(), FactKind.TEXT), says, is_literal=True)
        if isinstance(value, int | float) and _NUMBER.fullmatch(self.text.segment(node)):
            said = plain(Decimal(self.text.segment(node)))
            return Term(Sort.NUMBER, number(Decimal(self.text.segment(node))), Words(said, said), is_literal=True)
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
        one, two = _summed(left.says, left), _summed(right.says, right)
        says = Words(f"{one.zh} {shown} {two.zh}", f"{one.en} {shown} {two.en}")
        term = Term(
            Sort.NUMBER, Shape(sign, (left.shape, right.shape)), says, unit=_unit_after(sign, left, right),
            is_literal=left.is_literal and right.is_literal, is_sum=True,
        )  # fmt: skip
        if term.is_literal and term.read({}, date.min) is None:
            raise self.text.refusal(
                node, Words("算不出结果。", "This cannot be calculated."), Words("请改写。", "Change it.")
            )
        return term

    def negative(self, node: ast.UnaryOp) -> Term:
        inner = self.wanted(node.operand, Sort.NUMBER)
        said = _summed(inner.says, inner)
        says = Words(f"−{said.zh}", f"−{said.en}")
        return Term(Sort.NUMBER, Shape("negative", (inner.shape,)), says, unit=inner.unit, is_literal=inner.is_literal)

    def choice_of_two(self, node: ast.IfExp) -> Term:
        """`a if c else b`: unknown where c is unknown."""
        then = self.wanted(node.body, Sort.NUMBER, Sort.DATE, Sort.BOOLEAN, Sort.TEXT, Sort.CHOICE)
        test = self.condition(node.test)
        other = self.wanted(node.orelse, then.sort)
        says = Words(
            f"（如果{test.says.zh}，则{then.says.zh}，否则{other.says.zh}）",
            f"({then.says.en} if {test.says.en}, otherwise {other.says.en})",
        )
        shape = Shape("choose", (test.shape, then.shape, other.shape))
        return Term(then.sort, shape, says, unit=then.unit or other.unit, fact=then.fact or other.fact)

    @abstractmethod
    def call(self, node: ast.Call) -> Term:
        """The term that a function gives."""


def _summed(says: Words, term: Term) -> Words:
    return Words(f"（{says.zh}）", f"({says.en})") if term.is_sum else says


def _unit_after(sign: str, left: Term, right: Term) -> Words | None:
    """A sum keeps its unit; a product or quotient only where the other side is a bare number."""
    if sign in "+-":
        return left.unit if left.unit == right.unit or right.is_literal else right.unit if left.is_literal else None
    if right.is_literal:
        return left.unit
    return right.unit if left.is_literal and sign == "*" else None
