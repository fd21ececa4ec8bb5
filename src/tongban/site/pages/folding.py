"""Templates made ready once for each language: what a page says to everybody alike is worked out when it is compiled.

A guide page asks for a hundred sentences, icons and addresses, and decides again and again in which language. In the environment
of one language all of that is known beforehand: `_("...")` is its translation, `url("portal:home")` an address,
`{% if language() == "en" %}` one of its branches, and what stands side by side becomes one piece of text.
Benchmark: benchmarks/guides.py.
"""

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from io import StringIO
from itertools import groupby
from typing import Any, cast

from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.environment import TemplateModule
from jinja2.nodes import EvalContext
from jinja2.runtime import Macro
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escaped  # type: ignore[attr-defined]  # a test compares it with escape

PLACE = re.compile(r"%(?:\((\w+)\)s|(%))")


class Spoken(Environment):
    """An environment whose pages are all in one language.

    `fixed` are the functions of all templates that give the same answer to the same words for ever and know nothing of the
    page; no view may give a page something else by such a name. `translate` gives a sentence in the language, with its places
    still in it.
    """

    fixed: Mapping[str, Callable[..., Any]] = {}
    translate: Callable[[str], str] = str

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.ready: dict[str, Template] = {}

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:
        """The same, found faster: a page of four files asks nine times. Files that may change are looked at each time."""
        if self.auto_reload or globals is not None:
            return super().get_template(name, parent, globals)
        if name not in self.ready:
            self.ready[name] = super().get_template(name, parent)
        return self.ready[name]

    def macros_of(self, name: str) -> TemplateModule:
        """The macros of a file; all files have the same globals."""
        return self.get_template(name).module


def told(value: object) -> str:
    """What a page shows of a value, escaped: as markupsafe does, without wrapping each piece of a page for a moment."""
    kind = type(value)
    if kind is str:
        return escaped(value)  # type: ignore[arg-type]  # no cast here: this runs three hundred times a page
    return value if kind is Markup else escape(value)  # type: ignore[return-value]


class Part(Macro):
    """A macro, called without the questions that only pages which switch escaping on and off need."""

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        given, named = list(args), 0
        for name in self.arguments[len(args) :]:
            given.append(kwargs.get(name, missing))
            named += name in kwargs
        if self.caller and "caller" in kwargs and not self.explicit_caller:
            given.append(kwargs["caller"])
            named += 1
        if named == len(kwargs) and len(given) == self.takes:
            return Markup(self._func(*given))
        return super().__call__(*args, **kwargs)  # it says what is wrong

    @cached_property
    def takes(self) -> int:
        """So many arguments; -1 where any may be given."""
        if self.catch_kwargs or self.catch_varargs:
            return -1
        return self._argument_count + (self.caller and not self.explicit_caller)


class Folder(NodeTransformer):
    """Replaces what is known beforehand by what it comes to. `taken` are names to which the template gives a meaning of its own."""

    def __init__(self, environment: Spoken, taken: frozenset[str]) -> None:
        self.environment, self.taken, self.scope = environment, taken, EvalContext(environment)

    def generic_visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> nodes.Node:
        """Everything below, and then the node itself where it is an expression of constants."""
        node = super().generic_visit(node, *args, **kwargs)
        for field in ("body", "else_"):
            if isinstance(parts := getattr(node, field, None), list):
                parts[:] = together(parts)
        if not isinstance(node, nodes.Expr) or isinstance(node, nodes.Literal):
            return node
        try:
            return self.constant(node.as_const(self.scope), node)
        except Exception:  # it cannot be known yet, or is wrong: then it is said where the page is shown
            return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        found = self.generic_visit(node)
        if not isinstance(found, nodes.Call) or (function := self.function_of(found)) is None:
            return found
        try:
            words = [one.as_const(self.scope) for one in found.args]
            named = {one.key: one.value.as_const(self.scope) for one in found.kwargs}
            return self.constant(function(*words, **named), node)
        except Exception:
            return found

    def function_of(self, node: nodes.Call) -> Callable[..., Any] | None:
        """The function that this call asks, where its answer is fixed."""
        if not isinstance(node.node, nodes.Name) or node.node.name in self.taken or node.dyn_args or node.dyn_kwargs:
            return None
        return self.environment.fixed.get(node.node.name)

    def constant(self, value: Any, node: nodes.Node) -> nodes.Node:
        return nodes.Const.from_untrusted(value, lineno=node.lineno, environment=self.environment)

    def visit_If(self, node: nodes.If) -> nodes.Node | list[nodes.Node]:
        """Only the branches that may be taken; what lies in one that is always taken, where it is the first of them."""
        open_ones: list[nodes.If] = []
        otherwise = node.else_
        for branch in (node, *node.elif_):
            test = self.visit(branch.test)
            if not isinstance(test, nodes.Const):
                open_ones.append(nodes.If(test, self.inside(branch.body), [], [], lineno=branch.lineno))
            elif test.value:
                otherwise = branch.body
                break
        if not open_ones:
            return self.inside(otherwise)
        first, *rest = open_ones
        first.elif_, first.else_ = rest, self.inside(otherwise)
        return first

    def inside(self, parts: list[nodes.Node]) -> list[nodes.Node]:
        return cast(nodes.Scope, self.generic_visit(nodes.Scope(parts))).body

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.Node:
        found = self.generic_visit(node)
        if isinstance(found, nodes.CondExpr) and isinstance(found.test, nodes.Const):
            return found.expr1 if found.test.value else found.expr2 or found
        return found

    def visit_Output(self, node: nodes.Output) -> nodes.Node:
        """Sentences with places become the pieces around the places."""
        found = cast(nodes.Output, self.generic_visit(node))
        found.nodes = [piece for one in found.nodes for piece in self.pieces(one)]
        return found

    def pieces(self, node: nodes.Expr) -> list[nodes.Expr]:
        if not isinstance(node, nodes.Call) or self.function_of(node) is not self.environment.fixed.get("_"):
            return [node]
        if not node.kwargs or len(node.args) != 1 or not isinstance(node.args[0], nodes.Const):
            return [node]
        given = {one.key: one.value for one in node.kwargs}
        sentence = self.environment.translate(node.args[0].value)
        names = [match[1] for match in PLACE.finditer(sentence) if match[1]]
        if "%" in PLACE.sub("", sentence) or not given.keys() >= set(names):
            return [node]
        return list(cut(sentence, given, node.lineno))


def cut(sentence: str, given: Mapping[str, nodes.Expr], line: int) -> list[nodes.Expr]:
    """A sentence "a %(b)s c" as its pieces, what is given in its places."""
    pieces: list[nodes.Expr] = []
    after = 0
    for match in PLACE.finditer(sentence):
        pieces.append(nodes.TemplateData(sentence[after : match.start()], lineno=line))
        pieces.append(given[match[1]] if match[1] else nodes.TemplateData("%", lineno=line))
        after = match.end()
    return [*pieces, nodes.TemplateData(sentence[after:], lineno=line)]


def together(parts: list[nodes.Node]) -> list[nodes.Node]:
    """Pieces of text that now stand side by side as one."""
    joined: list[nodes.Node] = []
    for is_text, group in groupby(parts, lambda part: type(part) is nodes.Output):
        if not is_text:
            joined += group
            continue
        texts = cast(list[nodes.Output], list(group))
        joined.append(nodes.Output([one for text in texts for one in text.nodes], lineno=texts[0].lineno))
    return joined


class Folding(CodeGenerator):
    """The compiler of `Spoken`: it folds, and calls what knows nothing of the page without asking whether it does."""

    environment: Spoken

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        self.taken = names_given(node)
        self.plain = {one.target for one in node.find_all(nodes.Import) if not one.with_context}
        self.own = {one.name for one in node.find_all(nodes.Macro)} - names_given(node, macros=False) | {"caller"}
        self.writeline("from tongban.site.pages.folding import Part, told")
        folded = Folder(self.environment, self.taken).visit(node)
        super().visit_Template(cast(nodes.Template, folded), frame)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        if not self.is_plain(node):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        for keyword in node.kwargs:
            self.visit(keyword, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def is_plain(self, node: nodes.Call) -> bool:
        """A macro of this or an imported file, or a fixed function: none looks at the page from which it is called."""
        if node.dyn_args or node.dyn_kwargs:
            return False
        called = node.node
        if isinstance(called, nodes.Name):
            return called.name in self.own or (called.name in self.environment.fixed and called.name not in self.taken)
        return (
            isinstance(called, nodes.Getattr) and isinstance(called.node, nodes.Name) and called.node.name in self.plain
        )

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        if node.with_context:
            super()._import_common(node, frame)
            return
        self.write("environment.macros_of(")
        self.visit(node.template, frame)
        self.write(")")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """The same, but for the class."""
        stream, self.stream = self.stream, StringIO()
        super().macro_def(macro_ref, frame)
        made = self.stream.getvalue()
        self.stream = stream
        self.write(made.replace("Macro(", "Part(", 1))

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("told(")


Spoken.code_generator_class = Folding


def names_given(node: nodes.Template, *, macros: bool = True) -> frozenset[str]:
    """The names to which a template itself gives a meaning; those of its macros too, unless left out."""
    names = {one.name for one in node.find_all(nodes.Name) if one.ctx != "load"}
    names |= {one.target for one in node.find_all(nodes.Import)}
    names |= {one.name for one in node.find_all(nodes.Macro) if macros}
    for imported in node.find_all(nodes.FromImport):
        names |= {one if isinstance(one, str) else one[1] for one in imported.names}
    return frozenset(names)
