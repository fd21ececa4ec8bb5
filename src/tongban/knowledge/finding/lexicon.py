"""The lexicon at work: a dialect's words become plain ones, and words for the same become one sign that both sides share."""

from collections.abc import Iterable, Iterator

from tongban.catalogue.public import Synonym, SynonymKind
from tongban.knowledge.finding.analysis import normal

SIGN = "="
END = ""
Tree = dict[str, "Tree | str"]


class Lexicon:
    """The synonyms of an edition, ready to be looked for in any text."""

    def __init__(self, synonyms: Iterable[Synonym]) -> None:
        self.plain: Tree = {}
        self.signs: Tree = {}
        for synonym in synonyms:
            if synonym.kind == SynonymKind.DIALECT:
                for said in synonym.said:
                    _plant(self.plain, normal(said), normal(synonym.means))
            else:
                for means in normal(synonym.means).split():
                    for said in (means, *map(normal, synonym.said)):
                        _plant(self.signs, said, means)

    def in_plain_words(self, text: str) -> str:
        """Normal words without dialect."""
        found: list[str] = []
        done = 0
        for begun, end, means in _occurrences(self.plain, text):
            found += (text[done:begun], means)
            done = end
        return "".join((*found, text[done:])) if found else text

    def signs_in(self, text: str) -> list[str]:
        """One sign for each thing that the normal words name, in whichever words; the longest words win."""
        return [SIGN + each for _, _, means in _occurrences(self.signs, text) for each in means.split("|")]


def _plant(tree: Tree, said: str, means: str) -> None:
    if not said:
        return
    for char in said:
        branch = tree.setdefault(char, {})
        assert isinstance(branch, dict)
        tree = branch
    kept = tree.get(END)
    tree[END] = means if not isinstance(kept, str) or kept == means or means in kept.split("|") else f"{kept}|{means}"


def _occurrences(tree: Tree, text: str) -> Iterator[tuple[int, int, str]]:
    """Begin, end and meaning of the longest words, from left to right, without overlap; Latin words only as a whole."""
    if tree.keys().isdisjoint(text):
        return
    done = 0
    for at, branch in enumerate(map(tree.get, text)):
        # The second character decides for most, and without a call: an index of 10,000 nodes comes here three million times.
        if branch is None or at < done or (text[at + 1 : at + 2] not in branch and END not in branch):
            continue
        found = _longest(branch, text, at) if isinstance(branch, dict) else None
        if found is not None:
            yield at, *found
            done = found[0]


def _longest(branch: Tree, text: str, at: int) -> tuple[int, str] | None:
    """End and meaning of the longest word that begins at `at`, whose first character led to this branch."""
    found, end, size = None, at + 1, len(text)
    while True:
        means = branch.get(END)
        if means is not None:
            found = end, means
        following = branch.get(text[end]) if end < size else None
        if not isinstance(following, dict):
            break
        branch, end = following, end + 1
    if found is None or not isinstance(found[1], str) or not _stands_alone(text, at, found[0]):
        return None
    return found[0], found[1]


def _stands_alone(text: str, begun: int, end: int) -> bool:
    """Whether a Latin word is not a part of a longer one, but for a plural; Chinese needs no spaces."""
    if not _is_latin(text[begun]):
        return True
    if begun and _is_latin(text[begun - 1]):
        return False
    rest = text[end : end + 2]
    return not (rest and _is_latin(rest[0])) or (rest[0] == "s" and not (len(rest) > 1 and _is_latin(rest[1])))


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
