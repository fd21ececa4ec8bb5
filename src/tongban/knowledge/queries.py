"""Searching."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from threading import Lock

from django.conf import settings
from django.db.models import Sum
from django.utils.module_loading import import_string

from tongban.catalogue.public import Edition
from tongban.knowledge.finding.analysis import normal
from tongban.knowledge.finding.entries import entries_of
from tongban.knowledge.finding.finder import Finder
from tongban.knowledge.finding.judgement import Judge
from tongban.knowledge.finding.lexicon import Lexicon
from tongban.knowledge.finding.likeness import words_of
from tongban.knowledge.finding.meaning import Meaning
from tongban.knowledge.models import Click, Gap, Opening
from tongban.knowledge.ports import Encoder, Index
from tongban.knowledge.types import Found, Hit, Proposal, Searcher, UnmetWords

KEPT = 4
NOBODY = Searcher()
_judges: dict[str, Judge] = {}
_building = Lock()


def search(
    words: str,
    *,
    edition: Edition,
    limit: int = 20,
    searcher: Searcher = NOBODY,
    chosen: Mapping[str, str] | None = None,
) -> Found:
    """The answer to somebody's own words (Chinese in any script, pinyin, its initials, dialect or English).

    `searcher` orders what is nearly as good; `chosen` keeps only hits under these facets. Never raises for any words.
    """
    return judge_of(edition).answer(words, searcher=searcher, chosen=chosen or {}, limit=limit)


def suggest(words: str, *, edition: Edition, limit: int = 6, searcher: Searcher = NOBODY) -> list[Hit]:
    """What somebody may be about to say, while they are still typing."""
    return judge_of(edition).suggestions(words, searcher=searcher, limit=limit) if words.strip() else []


def alike(words: str, texts: Sequence[str], *, edition: Edition) -> list[int]:
    """The numbers of those texts that somebody's words are about, for example the names of their own licences."""
    lexicon = judge_of(edition).finder.lexicon
    asked = {token for token in words_of(normal(words), lexicon) if len(token) > 1}
    return [at for at, text in enumerate(texts) if asked and _share(asked, words_of(normal(text), lexicon)) >= 0.3]


def _share(asked: set[str], text: Sequence[str]) -> float:
    return len(asked & set(text)) / len(asked)


def judge_of(edition: Edition) -> Judge:
    """The index of an edition with its judge, built at its first search."""
    found = _judges.get(edition.digest)
    if found is None:
        with _building:
            found = _judges.get(edition.digest) or _built(edition)
            _judges[edition.digest] = found
            while len(_judges) > KEPT:
                _judges.pop(next(iter(_judges)))
    if found.finder.meaning:
        found.finder.meaning.prepare()
    return found


def proposals(*, least: int = 3, share: float = 0.6) -> list[Proposal]:
    """Questions that use proposes, the most frequent first: words after which at least `least` people opened the same node, and
    that was at least this share of all who opened anything after them. What an editor has settled is left out."""
    totals = dict(Click.objects.values_list("words").annotate(Sum("count")))
    rows = Click.objects.filter(settled_at=None, count__gte=least).order_by("-count", "words")
    return [
        Proposal(row.words, row.node, row.count, totals[row.words], round(row.ranks / row.count, 1))
        for row in rows
        if row.count >= share * totals[row.words]
    ]


def opened(*, since: date, limit: int = 200) -> dict[str, int]:
    """How often each thing was opened from results on `since` or later, the most frequent first. Counts only: nobody is stored
    with them. One query over the days asked for, by their index."""
    rows = (
        Opening.objects.filter(on__gte=since)
        .values_list("node")
        .annotate(total=Sum("count"))
        .order_by("-total", "node")
    )
    return dict(rows[:limit])


def gaps(*, limit: int = 100) -> list[UnmetWords]:
    """What people looked for in vain, the most frequent first, without what an editor has put aside."""
    rows = Gap.objects.filter(settled_at=None).order_by("-count", "words")[:limit]
    return [UnmetWords(row.words, row.count, row.last_at) for row in rows]


def prepare(edition: Edition) -> None:
    """Make the search of an edition wholly ready now, with its meanings; otherwise its first seconds go without them."""
    if meaning := judge_of(edition).finder.meaning:
        meaning.prepare(wait=True)


def forget() -> None:
    """Drop every index of this process; the next search builds its own again."""
    _judges.clear()


def _built(edition: Edition) -> Judge:
    index: type[Index] = import_string(settings.SEARCH_INDEX)
    entries = entries_of(edition)
    finder = Finder(entries, Lexicon(edition.lexicon.values()), index, edition.digest)
    if encoder := _encoder():
        said = [(text, at) for at, each in enumerate(entries) for text in (*each.called, *each.asked)]
        finder.meaning = Meaning([t for t, _ in said], [at for _, at in said], encoder, settings.HOME / "search")
    return Judge(finder, edition)


@cache
def _encoder() -> Encoder | None:
    if settings.SEARCH_ENCODER == "none":
        return None
    made: Encoder = import_string(settings.SEARCH_ENCODER)()
    return made
