"""How often the right thing is found first, or among the first three, on a table of questions."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.catalogue.public import Edition
from tongban.knowledge.finding.analysis import about, normal
from tongban.knowledge.finding.entries import AMBIGUITY, QUESTION, Entry, entries_of
from tongban.knowledge.queries import prepare, search
from tongban.knowledge.types import Found, Verdict

ASK, OUT = "→?", "OUT"
SEPARATORS = re.compile(r"\s*(?:/|,|，|、|;|\+|\bor\b|→)\s*")
CODE = re.compile(r"^[a-z][a-z0-9_]*$")
FIRST = 3
ELSEWHERE = frozenset({"elsewhere", "person"})


@dataclass(frozen=True)
class Row:
    """A question and the answer that its author expects, as written in a table."""

    number: str
    question: str
    answer: str


@dataclass(frozen=True)
class Miss:
    """A question whose right answer was not first: where it stood (0 when not in the first twenty), and what stood first."""

    number: str
    question: str
    answer: str
    rank: int
    given: str


@dataclass(frozen=True)
class Evaluation:
    """Shares from 0 to 1 over `n` questions; `mrr` is the mean of 1/rank. `misses` are the rows that were not right at first."""

    n: int
    top1: float
    top3: float
    mrr: float
    misses: tuple[Miss, ...]


def read_rows(text: str) -> list[Row]:
    """The rows of the tables in a text: `| # | question | answer | ... |`. Other lines are passed over.

    Raises ValueError where there is no row at all.
    """
    rows = [row for line in text.splitlines() if (row := _row(line))]
    if not rows:
        raise ValueError(
            "没有题目：要有 | # | question | answer | 这样的表格行 / no rows: expected | # | question | answer |"
        )
    return rows


def _row(line: str) -> Row | None:
    cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
    if not line.strip().startswith("|") or len(cells) < 3 or not re.match(r"^\w*\d+$", cells[0]):
        return None
    return Row(cells[0], cells[1], cells[2])


def evaluate(rows: Sequence[Row], *, edition: Edition) -> Evaluation:
    """Ask every question and compare. docs/search.md says how each form of answer counts."""
    prepare(edition)
    names = _names(entries_of(edition))
    ranked = [(row, *_rank(row, search(row.question, edition=edition), names, edition)) for row in rows]
    ranks = [rank for _, rank, _ in ranked]
    misses = tuple(Miss(row.number, row.question, row.answer, rank, given) for row, rank, given in ranked if rank != 1)
    count = len(rows)
    return Evaluation(
        n=count,
        top1=round(sum(rank == 1 for rank in ranks) / count, 4),
        top3=round(sum(0 < rank <= FIRST for rank in ranks) / count, 4),
        mrr=round(sum(1 / rank for rank in ranks if rank) / count, 4),
        misses=misses,
    )


def _names(entries: Iterable[Entry]) -> Mapping[str, set[str]]:
    """The codes that a name, an alias or a code stands for."""
    found: dict[str, set[str]] = {}
    for entry in entries:
        if entry.kind in (AMBIGUITY, QUESTION):
            continue
        for called in (entry.code, *entry.called):
            found.setdefault(_folded(called), set()).add(entry.code)
    return found


def _folded(called: str) -> str:
    return about(normal(called)).replace(" ", "")


def _rank(row: Row, found: Found, names: Mapping[str, set[str]], edition: Edition) -> tuple[int, str]:
    """Where the expected answer stands (0 when nowhere), and what was given first."""
    given = found.verdict.value if found.verdict != Verdict.FOUND else (found.hits[0].code if found.hits else "nothing")
    if row.answer.startswith(ASK) or row.answer.startswith("->?"):
        return int(found.verdict == Verdict.ASK), given
    if row.answer.upper().startswith(OUT):
        return int(_is_sent_away(found, edition)), given
    wanted = set().union(*(names.get(_folded(part), set()) for part in _parts(row.answer)))
    for rank, codes in enumerate(_shown(found), 1):
        if wanted & codes:
            return rank, given
    return 0, given


def _parts(answer: str) -> Iterator[str]:
    yield answer
    for part in SEPARATORS.split(answer):
        yield re.sub(r"\s*[(（].*?[)）]\s*", "", part).strip("` ")


def _shown(found: Found) -> Iterator[set[str]]:
    """What the page shows, in order: where it asks first, the choices come after the question, which is never the node."""
    if found.verdict == Verdict.ASK:
        yield set()
        yield from ({choice.leads_to} for choice in found.choices)
    if found.verdict in (Verdict.FOUND, Verdict.ASK):
        yield from ({hit.code, hit.partner.code} if hit.partner else {hit.code} for hit in found.hits)


def _is_sent_away(found: Found, edition: Edition) -> bool:
    """Refused, nothing found (the page then leads to a person), or led to another office or to a person at once."""
    if found.verdict in (Verdict.REFUSE, Verdict.NOTHING):
        return True
    best: Any = edition.advice.get(found.hits[0].code) if found.hits else None
    return best is not None and best.kind in ELSEWHERE
