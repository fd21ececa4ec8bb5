"""Everything there is without a word typed: under headings, ordered for who looks."""

from collections.abc import Collection, Mapping, Sequence

from tongban.catalogue.public import Edition
from tongban.knowledge.finding.entries import Entry, entries_of
from tongban.knowledge.finding.judgement import counted, facet, fits
from tongban.knowledge.types import Found, Hit, NodeKind, Searcher, Verdict

KEPT = 4
LISTED = (NodeKind.BUNDLE, NodeKind.ITEM, NodeKind.POLICY)
NOBODY = Searcher()
_listed: dict[str, list[Hit]] = {}


def browse(
    *,
    edition: Edition,
    chosen: Mapping[str, str] | None = None,
    searcher: Searcher = NOBODY,
    wanted: Mapping[str, int] | None = None,
    start: int = 0,
    limit: int = 20,
) -> Found:
    """The bundles, items and policies of an edition that stand under these facets, without any words.

    First what is most for the searcher, then what is `wanted` (code to count) most, then bundles, else the order of the content.
    `counts` says for each value of each facet how many would be shown if it were chosen beside the others. Unknown values find
    nothing.
    """
    chosen, wanted = chosen or {}, wanted or {}
    everything = listed(edition)
    kept = [hit for hit in everything if _stands_under(hit, chosen)]
    kept.sort(key=lambda hit: (-fits(hit.facets, searcher), -wanted.get(hit.code, 0)))
    counts = counted(kept)
    for name in chosen:
        others = {other: value for other, value in chosen.items() if other != name}
        counts[name] = counted(hit for hit in everything if _stands_under(hit, others)).get(name, {})
    return Found(Verdict.FOUND, tuple(kept[start : start + limit]), counts=counts, total=len(kept))


def listed(edition: Edition) -> Sequence[Hit]:
    """What can be browsed of an edition: bundles, then items, then policies, in the order of the content. Built once."""
    if edition.digest not in _listed:
        while len(_listed) >= KEPT:
            _listed.pop(next(iter(_listed)))
        _listed[edition.digest] = [_hit(each) for each in entries_of(edition) if each.kind in LISTED]
    return _listed[edition.digest]


def named(codes: Collection[str], *, edition: Edition) -> list[Hit]:
    """Those of an edition's bundles, items and policies that have these codes, in the order of the codes."""
    order = {code: at for at, code in enumerate(codes)}
    return sorted((hit for hit in listed(edition) if hit.code in order), key=lambda hit: order[hit.code])


def _stands_under(hit: Hit, chosen: Mapping[str, str]) -> bool:
    return all(value in facet(hit, name) for name, value in chosen.items())


def _hit(entry: Entry) -> Hit:
    return Hit(entry.kind, entry.code, entry.title, entry.summary, 0.0, entry.facets)
