"""Searching."""

from threading import Lock

from tongban.catalogue.public import Edition
from tongban.knowledge.finder import Finder
from tongban.knowledge.types import Hit

KEPT = 4
_finders: dict[str, Finder] = {}
_building = Lock()


def search(words: str, *, edition: Edition, limit: int = 20) -> list[Hit]:
    """Bundles and items for somebody's own words (Chinese, pinyin, its initials or English), best first.

    Never raises for any words; words about nothing in the edition give an empty list.
    """
    return finder_of(edition).find(words, limit)


def suggest(words: str, *, edition: Edition, limit: int = 6) -> list[Hit]:
    """The same while the words are still being typed."""
    return search(words, edition=edition, limit=limit) if words.strip() else []


def finder_of(edition: Edition) -> Finder:
    """The index of an edition, built at its first search."""
    found = _finders.get(edition.digest)
    if found is None:
        with _building:
            found = _finders.get(edition.digest) or Finder(edition)
            _finders[edition.digest] = found
            while len(_finders) > KEPT:
                _finders.pop(next(iter(_finders)))
    return found
