"""From text to a syntax tree of the few shapes that the language has. Hostile text ends here, in a `RuleError`."""

import ast
import difflib
import re
import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from tongban.kernel.words import Words
from tongban.rules.types import RuleError

# Python 3.11 keeps the depth of the tree being made in one place for all threads: two that parse while a garbage collection
# lets them change places get a SystemError.
_PARSING = threading.Lock()
LONGEST = 2000
DEEPEST = 40

_STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
# What would change the meaning of the text, or make the parser warn, before the tree can be judged.
_FORBIDDEN = (
    (
        re.compile(r"#"),
        Words("表达式里不能写注释。", "An expression has no comments."),
        Words("请把说明写到表达式之外。", "Write the remark outside the expression."),
    ),
    (
        re.compile(r"\\"),
        Words("不能使用反斜线。", "A backslash is not allowed."),
        Words("请删去反斜线。", "Remove it."),
    ),
    (
        re.compile(r"[≤≥≠]"),
        Words("不认识这个比较符号。", "This sign of comparison is not known."),
        Words("请写 <=、>= 或 !=。", "Write <=, >= or !=."),
    ),
    (
        re.compile(r"[“”‘’]"),
        Words("引号须用英文引号。", "These quotation marks are not known."),
        Words('请写 "…"。', 'Write "...".'),
    ),
    (
        re.compile(r"(?<![\w.])\d[\d_.]*[^\W\d_]"),
        Words("数字后面紧跟了字母。", "A letter follows a number directly."),
        Words("请只写十进制数字，并在后面空一格。", "Write decimal digits only, and a space after them."),
    ),
    (
        re.compile(r"\w[\"']"),
        Words("引号前紧跟了字母。", "A letter stands directly before a quotation mark."),
        Words("请在引号前空一格。", "Put a space before the quotation mark."),
    ),
)


@dataclass(frozen=True, slots=True)
class Text:
    """An expression's text after folding: one line for the parser, and where each place was for the reader."""

    original: str
    line: str

    def place(self, node: ast.AST) -> tuple[int, int]:
        """Line and column, from 1, of a node (the parser counts bytes of UTF-8)."""
        return self.place_of(len(self.line.encode()[: getattr(node, "col_offset", 0)].decode(errors="ignore")))

    def place_of(self, index: int) -> tuple[int, int]:
        before = self.original[:index]
        return before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1

    def segment(self, node: ast.expr) -> str:
        """The text of a node as it was written."""
        return self.line.encode()[node.col_offset : node.end_col_offset].decode()

    def refusal(self, node: ast.AST, says: Words, mend: Words) -> RuleError:
        line, column = self.place(node)
        return RuleError(says, line=line, column=column, mend=mend)


def fold(text: str) -> str:
    """Full-width letters, digits and signs become the ordinary ones (NFKC); line ends become one kind."""
    return unicodedata.normalize("NFKC", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def read(text: str) -> tuple[Text, ast.expr]:
    """The folded text and its tree. Raises `RuleError` for anything that cannot be an expression."""
    if len(text) > LONGEST:
        raise _refusal(
            (1, 1),
            Words(f"表达式超过 {LONGEST} 个字符。", f"The expression is longer than {LONGEST} characters."),
            Words("请拆成几条。", "Split it into several."),
        )
    folded = fold(text)
    if len(folded) > LONGEST or not folded:
        raise _refusal(
            (1, 1),
            Words("表达式为空或过长。", "The expression is empty or too long."),
            Words("请写一个条件，例如 seats <= 48。", "Write a condition such as seats <= 48."),
        )
    written = Text(folded, "".join(" " if char in "\n\t\f\v" else char for char in folded))
    _refuse_forbidden(written)
    tree = _tree(written)
    _refuse_depth(written, tree)
    _refuse_nested_tests(written, tree)
    return written, tree


def nearest(name: str, known: Iterable[str]) -> Words:
    """A mend that names the likeliest spelling."""
    names = sorted(known)
    near = difflib.get_close_matches(name[:80], names, n=1, cutoff=0.5)
    if near:
        return Words(f"是否想写 {near[0]}？", f"Did you mean {near[0]}?")
    return Words("可用的有：" + "、".join(names[:12]) + "。", "Known are: " + ", ".join(names[:12]) + ".")


def _refuse_forbidden(written: Text) -> None:
    blanked = _STRING.sub(lambda found: found[0][0] + " " * (len(found[0]) - 2) + found[0][-1], written.line)
    for control in re.finditer(r"[\x00-\x1f\x7f\ud800-\udfff]", written.line):
        raise _refusal(
            written.place_of(control.start()),
            Words("含有控制字符。", "There is a control character."),
            Words("请删去。", "Remove it."),
        )
    for pattern, says, mend in _FORBIDDEN:
        found = pattern.search(blanked)
        if found:
            raise _refusal(written.place_of(found.start()), says, mend)


def _tree(written: Text) -> ast.expr:
    try:
        with _PARSING:
            return ast.parse(written.line, mode="eval").body
    except SyntaxError as error:
        index = max(0, min((error.offset or 1) - 1, len(written.line)))
    except (ValueError, MemoryError, RecursionError, OverflowError, Warning):
        index = 0
    raise _refusal(
        written.place_of(index),
        Words("这里不是一个完整的表达式。", "This is not a complete expression."),
        Words(
            "请检查括号、引号和 and、or、not 的位置。",
            "Check brackets, quotation marks and the places of and, or, not.",
        ),
    )


def _refuse_depth(written: Text, tree: ast.expr) -> None:
    level: list[ast.AST] = [tree]
    depth = 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise written.refusal(
                level[0],
                Words(f"嵌套超过 {DEEPEST} 层。", f"It is nested more than {DEEPEST} deep."),
                Words("请拆成几条。", "Split it into several."),
            )
        level = [child for node in level for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]


def _refuse_nested_tests(written: Text, tree: ast.expr) -> None:
    """Without this, a text of a few hundred characters could take exponentially long to judge."""
    for node in ast.walk(tree):
        inner = ast.walk(node.test) if isinstance(node, ast.IfExp) else ()
        for nested in inner:
            if isinstance(nested, ast.IfExp):
                raise written.refusal(
                    nested,
                    Words(
                        "if 与 else 之间的条件里不能再有 if。",
                        "The condition between if and else may not hold another if.",
                    ),
                    Words("请改用 and、or。", "Use and, or."),
                )


def _refusal(place: tuple[int, int], says: Words, mend: Words) -> RuleError:
    return RuleError(says, line=place[0], column=place[1], mend=mend)
