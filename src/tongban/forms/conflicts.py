"""Where several items ask for what looks like one thing in ways that do not fit."""

from collections.abc import Sequence

from tongban.catalogue.public import Edition, Item, graph


def conflicts(items: Sequence[Item], *, edition: Edition) -> tuple[graph.Likeness, ...]:
    """Pairs of facts that different ones of these items ask for, that look like one, and that cannot take the same answer.

    They differ in kind, options, unit, pattern or range. Nothing is joined: both stand on the form until the content lets the
    items ask for one of them, or declares that they are different matters (docs/content.md).
    """
    asked = {each.fact for item in items for each in item.facts}
    alike = graph.alike_facts(edition, graph.graph_of(edition), among=asked)
    return tuple(each for each in alike if each.is_conflict)
