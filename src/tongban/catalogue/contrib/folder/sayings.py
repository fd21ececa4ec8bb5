"""What people say: whether every phrasing leads somewhere, and whether no word means itself or two things at once."""

from collections.abc import Iterator
from typing import Any

from tongban.catalogue.contrib.folder.reading import Document, Place
from tongban.catalogue.contrib.folder.references import Library, get, several, walk
from tongban.catalogue.contrib.folder.spelling import near
from tongban.catalogue.types import Problem
from tongban.kernel.words import Words

NODES = ("item", "bundle", "policy", "policies", "advice")
LONGEST_PHRASING = 80


def false_sayings(library: Library) -> Iterator[Problem]:
    """Phrasings and choices of what does not exist, synonyms that lead nowhere, words that are said of two things."""
    nodes = {code for kind in NODES for code in library.known.get(kind, ())}
    for document in library.of_kind("phrasings"):
        for code, asked in document.value.items():
            yield from _known(document, (code,), code, nodes)
            for place, words in walk(asked, ("*",), (code,)):
                yield from _short(document, place, words)
    for document in library.of_kind("ambiguities"):
        for place, code in walk(document.value, ("*", "choices", "*", "leads_to")):
            yield from _known(document, place, code, nodes)
    for document in library.of_kind("lexicon"):
        yield from _synonyms(document)


def _known(document: Document, place: Place, code: Any, nodes: set[str]) -> Iterator[Problem]:
    if isinstance(code, str) and code not in nodes:
        says = Words(
            f"没有事项、一件事、政策或知识条目 {code}。", f"There is no item, bundle, policy or advice {code}."
        )
        yield document.problem(place, says, near(code, nodes))


def _short(document: Document, place: Place, words: Any) -> Iterator[Problem]:
    if isinstance(words, str) and not 1 < len(words.strip()) <= LONGEST_PHRASING:
        says = Words(
            f"一种问法要有 2 至 {LONGEST_PHRASING} 字。", f"A phrasing has 2 to {LONGEST_PHRASING} characters."
        )
        yield document.problem(place, says, Words("请写成一句话。", "Write it as one sentence."))


def _synonyms(document: Document) -> Iterator[Problem]:
    meant: dict[str, str] = {}
    for code, synonym in document.value.items():
        means = get(synonym, "means")
        for position, said in enumerate(several(synonym, "said")):
            place = (code, "said", position)
            if said == means:
                says = Words(f"“{said}”的意思就是它自己。", f"{said!r} means itself.")
                yield document.problem(place, says, Words("请删去。", "Remove it."))
            elif isinstance(said, str) and meant.get(said, means) != means:
                says = Words(f"“{said}”有两个意思。", f"{said!r} is given two meanings.")
                mend = Words(
                    "请删去一处；真有歧义的写进 ambiguities.yaml。",
                    "Remove one; true ambiguity belongs in ambiguities.yaml.",
                )
                yield document.problem(place, says, mend)
            if isinstance(said, str) and isinstance(means, str):
                meant.setdefault(said, means)
