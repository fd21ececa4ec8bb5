"""From the syntax tree to conditions. `not` is pushed down to the clauses, so that each sentence says what is demanded."""

import ast
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tongban.kernel.words import Words
from tongban.rules.clauses import Atom, Demand, Either, Joined, Node, Sort, Term
from tongban.rules.language.functions import FunctionReader
from tongban.rules.language.limits import is_impossible, opposite
from tongban.rules.language.reading import Text, nearest
from tongban.rules.sentences import NO, YES, capital, demand, said_options
from tongban.rules.shapes import Shape, compared, fixed, joined, negated
from tongban.rules.types import BandTable, FactKind, FactType, Parameter

SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
OPPOSITE = {"==": "!=", "<": ">=", "<=": ">", "in": "not in"} | {"!=": "==", ">=": "<", ">": "<=", "not in": "in"}
MIRRORED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
ORDERED = (Sort.NUMBER, Sort.DATE)
_LIKE = {Sort.NUMBER: "number", Sort.DATE: "date"}

Pair = tuple[ast.expr, str, ast.expr]
Part = tuple[str, tuple[ast.expr, ...]]
"""A clause's text, and the nodes in which its facts are named."""


class ConditionReader:
    """Reads the conditions of one text over these facts."""

    def __init__(
        self, text: Text, facts: Mapping[str, FactType], parameters: Mapping[str, Parameter | BandTable]
    ) -> None:
        self.text = text
        self.terms = FunctionReader(text, facts, self.read, parameters)

    def read(self, node: ast.expr, wanted: bool = True) -> Node:
        """The condition that `node` comes out as `wanted`."""
        if isinstance(node, ast.BoolOp):
            parts = tuple(self.read(each, wanted) for each in node.values)
            return self.possible(node, Joined(isinstance(node.op, ast.And) is wanted, parts))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return self.read(node.operand, not wanted)
        if isinstance(node, ast.Compare):
            return self.comparison(node, wanted)
        if isinstance(node, ast.IfExp):
            # In the order of the text, so that facts are met in that order.
            then, test = self.branch(node.body, wanted), self.read(node.test)
            return Either(test, then, self.branch(node.orelse, wanted))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "known":
            return self.known(node, wanted)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "any_of":
            return self.any_of(node, wanted)
        term = self.terms.wanted(node, Sort.BOOLEAN)
        if term.is_literal:
            self.refuse_constant(node)
        return self.truth(self.part(node, wanted), term, wanted)

    def branch(self, node: ast.expr, wanted: bool) -> Node:
        """One side of `a if c else b`, which alone may be True or False."""
        if isinstance(node, ast.Constant) and isinstance(node.value, bool):
            return self.truth(self.part(node, wanted), self.terms.read(node), wanted)
        return self.read(node, wanted)

    def possible(self, node: ast.expr, condition: Node) -> Node:
        """The condition, unless its clauses cannot hold together, or one of them always holds."""
        for is_all in (True, False):
            shape = condition.shape if is_all else opposite(condition.shape)
            if is_impossible(shape):
                always = Words("永远成立", "always holds") if not is_all else Words("永远不成立", "can never hold")
                raise self.text.refusal(
                    node,
                    Words(f"这些条件合起来{always.zh}。", f"Taken together this {always.en}."),
                    Words("请核对界限，或删去多余的条件。", "Check the bounds, or take out what is not needed."),
                )
        return condition

    def truth(self, part: Part, term: Term, wanted: bool) -> Atom:
        """A fact (or True, False) that stands for itself."""
        shape = Shape("true", (term.shape,))
        answer = YES if wanted else NO
        zh, en = ("答", "answered ") if term.is_question else ("是", "")
        said = Demand(f"{zh}“{answer.zh}”", f"is {en}{answer.en}", f"must be {en}{answer.en}")
        return self.atom(part, shape if wanted else negated(shape), term, said=said)

    def known(self, node: ast.Call, wanted: bool) -> Atom:
        self.terms.function_name(node)
        term = self.terms.fact(self.terms.arguments(node, 1)[0])
        said = (
            Demand("已知", "is known", "must be known")
            if wanted
            else Demand("未知", "is not known", "must not be known")
        )
        shape = Shape("known", (), term.shape.value, term.shape.kind)
        shape = shape if wanted else negated(shape)
        return self.atom(self.part(node, wanted), shape, term, said=said, about_knowing=True)

    def any_of(self, node: ast.Call, wanted: bool) -> Atom:
        self.terms.function_name(node)
        fact, listed = self.terms.arguments(node, 2)
        term = self.terms.wanted(fact, Sort.CHOICES)
        return self.inclusion(self.part(node, wanted), term, self.listed(listed, term), wanted)

    def inclusion(self, part: Part, term: Term, codes: tuple[str, ...], wanted: bool) -> Atom:
        """Several choices include at least one of these (or none, where not wanted)."""
        shape = Shape("any_of", (term.shape,), tuple(sorted(codes)))
        said = said_options(term.fact, codes)
        if len(codes) == 1:
            yes = Demand(f"包括{said.zh}", f"includes {said.en}", f"must include {said.en}")
            no = Demand(f"不包括{said.zh}", f"does not include {said.en}", f"must not include {said.en}")
        else:
            yes = Demand(
                f"包括{said.zh}中至少一项",
                f"includes at least one of {said.en}",
                f"must include at least one of {said.en}",
            )
            no = Demand(f"不包括{said.zh}", f"includes none of {said.en}", f"must include none of {said.en}")
        return self.atom(part, shape if wanted else negated(shape), term, said=yes if wanted else no)

    def comparison(self, node: ast.Compare, wanted: bool) -> Node:
        """One comparison, or a chain: `60 <= age(born_on) < 70`."""
        operands = [node.left, *node.comparators]
        pairs: list[Pair] = []
        for left, operator, right in zip(operands, node.ops, operands[1:], strict=False):
            if type(operator) not in SIGNS:
                raise self.text.refusal(
                    left, Words("不能用 is 比较。", "`is` does not compare here."), Words("请写 ==。", "Write ==.")
                )
            pairs.append((left, SIGNS[type(operator)], right))
        atoms = tuple(self.pair(pair, wanted) for pair in pairs)
        if len(atoms) == 1:
            return atoms[0]
        both = self.range(node, pairs) if wanted and len(pairs) == 2 else None
        return both or self.possible(node, Joined(wanted, atoms))

    def range(self, node: ast.Compare, pairs: list[Pair]) -> Atom | None:
        """A term between two literals is one clause."""
        (low, first, middle), (_, second, high) = pairs
        if "in" in first + second or not (self.is_literal(low) and self.is_literal(high)):
            return None
        term = self.terms.read(middle)
        one, two = self.terms.read(low), self.terms.read(high)
        bounds = compared(term.shape, MIRRORED[first], one.shape), compared(term.shape, second, two.shape)
        above, below = _demanded(term, MIRRORED[first], one), _demanded(term, second, two)
        said = _demand(Words(f"{above.zh}且{below.zh}", f"{above.en} and {below.en}"))
        atom = self.atom((self.text.segment(node), (node,)), joined(True, bounds), term, said=said)
        self.possible(node, atom)
        return atom

    def pair(self, pair: Pair, wanted: bool) -> Atom:
        left_node, sign, right_node = pair
        sign = sign if wanted else OPPOSITE[sign]
        part = f"{self.text.segment(left_node)} {sign} {self.text.segment(right_node)}", (left_node, right_node)
        if sign in ("in", "not in"):
            return self.membership(part, left_node, right_node, sign == "in")
        left, right = self.terms.read(left_node), self.terms.read(right_node)
        if left.is_literal and not right.is_literal:
            left, right, sign, right_node = right, left, MIRRORED[sign], left_node
        right = self.matched(right_node, left, right, sign)
        if left.sort is Sort.BOOLEAN and right.is_literal:
            return self.truth(part, left, right.read({}, date.min) is (sign == "=="))
        said = _demand(_demanded(left, sign, right))
        bound = None if right.is_literal else right
        atom = self.atom(part, compared(left.shape, sign, right.shape), left, said=said, bound=bound)
        self.possible(left_node, atom)
        return atom

    def membership(self, part: Part, left: ast.expr, right: ast.expr, wanted: bool) -> Atom:
        """`choice in {"a", "b"}`, or `"a" in choices`."""
        if isinstance(right, ast.Set | ast.Tuple | ast.List):
            term = self.terms.wanted(left, Sort.NUMBER, Sort.DATE, Sort.TEXT, Sort.CHOICE)
            if term.is_literal:
                self.refuse_constant(left)
            return self.one_of(part, term, right, wanted)
        if isinstance(right, ast.Name) and right.id in self.terms.parameters and right.id not in self.terms.facts:
            return self.among(part, left, right, wanted)
        term = self.terms.wanted(right, Sort.CHOICES)
        code = self.terms.read(left)
        if code.sort is not Sort.TEXT or not code.is_literal:
            raise self.text.refusal(
                left,
                Words("in 的左边要写一个选项代码。", "An option's code is wanted before `in`."),
                Words(
                    '例如 "hot_food" in foods；要比较多个选项，请用 any_of。',
                    'For example "hot_food" in foods; for several options use any_of.',
                ),
            )
        return self.inclusion(part, term, (self.option(left, term, code),), wanted)

    def one_of(self, part: Part, term: Term, right: ast.expr, wanted: bool) -> Atom:
        values = self.listed(right, term)
        sign = "in" if wanted else "not in"
        if term.sort in (Sort.CHOICE, Sort.TEXT):
            shown = said_options(term.fact, values)
        else:
            each_shown = [term.shown(value) for value in values]
            shown = Words("、".join(each.zh for each in each_shown), ", ".join(each.en for each in each_shown))
        several = wanted and len(values) > 1
        words = Words(f"{shown.zh}之一", f"one of {shown.en}") if several else shown
        said = demand(sign, words, like="set")
        shape = Shape("within", (term.shape,), tuple(sorted(values)))
        return self.atom(part, shape if wanted else negated(shape), term, said=_demand(said))

    def among(self, part: Part, left: ast.expr, right: ast.Name, wanted: bool) -> Atom:
        """Membership in a dated set of codes."""
        term, dated = self.terms.wanted(left, Sort.TEXT, Sort.CHOICE), self.terms.parameters[right.id]
        if isinstance(dated, BandTable) or dated.kind is not FactKind.CHOICES:
            raise self.text.refusal(
                right,
                Words(f"{right.id} 不是代码集。", f"{right.id} is not a set of codes."),
                Words("请用 == 或 <= 比较。", "Compare it with == or <=."),
            )
        if term.fact and term.fact.options:
            for code in dict.fromkeys(code for step in dated.steps for code in step.value or ()):  # type: ignore[union-attr]
                self.option(right, term, Term(Sort.TEXT, fixed(code, FactKind.TEXT), dated.label, is_literal=True))
        shape = Shape("among", (term.shape,), dated)
        zh, en = ("属于", "among ") if wanted else ("不属于", "not among ")
        said = _demand(Words(f"{zh}{dated.label.zh}", f"{en}{dated.label.en}"))
        return self.atom(part, shape if wanted else negated(shape), term, said=said)

    def listed(self, node: ast.expr, term: Term) -> tuple[Any, ...]:
        """The literals of a set, tuple or list, each fitting the term, each once."""
        elements: Iterable[ast.expr] = node.elts if isinstance(node, ast.Set | ast.Tuple | ast.List) else ()
        found: dict[Any, None] = {}
        for element in elements:
            literal = self.terms.read(element)
            if not literal.is_literal:
                raise self.text.refusal(
                    element,
                    Words("集合里只能写固定的值。", "Only fixed values may stand in a set."),
                    Words("请用 == 与 or 比较数据项。", "Compare facts with == and or."),
                )
            if term.sort is Sort.CHOICES:
                found[self.option(element, term, literal)] = None
            else:
                found[self.matched(element, term, literal, "==").read({}, date.min)] = None
        if not found:
            raise self.text.refusal(
                node,
                Words("这里要写一个不为空的集合。", "A set that is not empty is wanted here."),
                Words('例如 {"a", "b"}。', 'For example {"a", "b"}.'),
            )
        return tuple(found)

    def option(self, node: ast.expr, term: Term, literal: Term) -> str:
        """The code of one of the options of a choice."""
        value = literal.read({}, date.min)
        fact = term.fact
        if literal.sort is not Sort.TEXT or fact is None or value not in fact.options:
            name = Words(str(value), str(value)) if fact is None else fact.label
            raise self.text.refusal(
                node,
                Words(
                    f"“{name.zh}”没有选项 {value}，比较永远不成立。",
                    f"{capital(name.en)} has no option {value}: this can never hold.",
                ),
                nearest(str(value), fact.options if fact else ()),
            )
        return str(value)

    def matched(self, node: ast.expr, left: Term, right: Term, sign: str) -> Term:
        """The right side, if it can be compared with the left by this sign."""
        if left.is_literal and right.is_literal:
            self.refuse_constant(node)
        if left.sort is Sort.CHOICE and right.sort is Sort.TEXT and right.is_literal:
            self.option(node, left, right)
        elif left.sort is not right.sort or left.sort is Sort.CHOICES:
            raise self.text.refusal(
                node,
                Words(
                    f"不能把{left.sort.value.zh}与{right.sort.value.zh}这样比较。",
                    f"{capital(left.sort.value.en)} cannot be compared so with {right.sort.value.en}.",
                ),
                Words(
                    '数字不加引号；选项与文字加引号；日期写 date("2026-11-22")；多选项用 in、any_of 或 len。',
                    'Numbers without quotes, options and texts with quotes, dates as date("2026-11-22"), sets with in, len.',
                ),
            )
        elif left.sort is Sort.CHOICE and not _share_options(left, right):
            raise self.text.refusal(
                node,
                Words("两个单选项没有共同的选项。", "The two choices have no option in common."),
                Words("请换一个数据项。", "Use another fact."),
            )
        self.refuse_impossible(node, left, right, sign)
        return right

    def refuse_impossible(self, node: ast.expr, left: Term, right: Term, sign: str) -> None:
        if sign not in ("==", "!=") and left.sort not in ORDERED:
            raise self.text.refusal(
                node,
                Words(f"{left.sort.value.zh}没有大小先后。", f"{capital(left.sort.value.en)} has no order."),
                Words("请用 == 或 !=。", "Use == or !=."),
            )
        if sign in ("==", "!=") and _is_never_whole(left, right):
            raise self.text.refusal(
                node,
                Words("整数不会等于小数。", "A whole number never equals a fraction."),
                Words("请改用 <= 或 >=。", "Use <= or >=."),
            )

    def part(self, node: ast.expr, wanted: bool) -> Part:
        text = self.text.segment(node)
        return (text if wanted else f"not {text}"), (node,)

    def is_literal(self, node: ast.expr) -> bool:
        return self.terms.read(node).is_literal

    def refuse_constant(self, node: ast.expr) -> None:
        raise self.text.refusal(
            node,
            Words("比较的两边都是固定的值。", "Both sides of this comparison are fixed."),
            Words("请至少写一个数据项。", "Name at least one fact."),
        )

    def atom(
        self,
        part: Part,
        shape: Shape,
        term: Term,
        *,
        said: Demand,
        bound: Term | None = None,
        about_knowing: bool = False,
    ) -> Atom:
        facts = {
            name.id: (name.lineno, name.col_offset)
            for node in part[1]
            for name in ast.walk(node)
            if isinstance(name, ast.Name) and name.id in self.terms.met
        }
        return Atom(
            part[0],
            tuple(sorted(facts, key=lambda code: facts[code])),
            shape,
            term,
            said,
            bound,
            about_knowing,
        )


def _demanded(left: Term, sign: str, right: Term) -> Words:
    """What is demanded of the left side, in words."""
    said = left.shown(right.read({}, date.min)) if right.is_literal else right.says
    return demand(sign, said, like=_LIKE.get(left.sort, "other"))


def _demand(said: Words) -> Demand:
    return Demand(said.zh, f"is {said.en}", f"must be {said.en}")


def _share_options(left: Term, right: Term) -> bool:
    return bool(left.fact and right.fact and set(left.fact.options) & set(right.fact.options))


def _is_never_whole(left: Term, right: Term) -> bool:
    value = right.read({}, date.min) if right.is_literal else None
    whole = left.fact is not None and left.fact.kind is FactKind.INTEGER
    return whole and isinstance(value, Decimal) and value != value.to_integral_value()
