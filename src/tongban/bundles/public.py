"""Bundles (一件事、一业一证): which items a life event or an industry needs in a situation, why, and what is still to be asked.
`gather` does the same for any set of items that nobody prepared, and counts what one application saves."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

from tongban.bundles.queries import gather, order, single, together, working_days
from tongban.bundles.types import Composition, Figure, Gathering, Order, Part, Reduction, Share, Standing
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Bundle, Component, Edition, Fact
from tongban.kernel.words import Words
from tongban.rules import public as rules
from tongban.rules.public import Outcome, Value

__all__ = [
    "Composition", "Figure", "Gathering", "Order", "Part", "Reduction", "Share", "Standing",
    "compose", "gather", "order", "questions", "single", "together", "working_days",
]  # fmt: skip


def compose(
    bundle: Bundle, *, edition: Edition, situation: Mapping[str, Value], chosen: Collection[str] = (), on: date
) -> Composition:
    """How each item of `bundle` stands in `situation`. `chosen` are the optional items that the applicant wants."""
    parts = _parts(bundle, edition, situation=situation, chosen=chosen, on=on)
    needed = {part.item.code for part in parts if part.standing is Standing.NEEDED}
    waiting = tuple(
        replace(part, waits_for=tuple(code for code in _before(part) if code in needed and code != part.item.code))
        for part in parts
    )
    return Composition(waiting, _open_questions(bundle, edition, parts=parts, situation=situation, on=on))


def _before(part: Part) -> tuple[str, ...]:
    """The items whose results this one waits for: those it always needs, and those that this bundle puts before it."""
    return tuple(dict.fromkeys((*part.item.needs, *part.component.after)))


def questions(
    bundle: Bundle, *, edition: Edition, situation: Mapping[str, Value], on: date, chosen: Collection[str] = ()
) -> tuple[Fact, ...]:
    """The facts among the bundle's questions that are unknown and still matter, in the order of the content."""
    composition = compose(bundle, edition=edition, situation=situation, chosen=chosen, on=on)
    return tuple(edition.facts[code] for code in composition.open_questions)


def _parts(
    bundle: Bundle, edition: Edition, *, situation: Mapping[str, Value], chosen: Collection[str], on: date
) -> tuple[Part, ...]:
    found = []
    for component in bundle.components:
        standing, because = Standing.NEEDED, component.reason
        if component.when is not None:
            verdict = rules.judge(catalogue.rule(edition, component.when), situation, on=on)
            if verdict.outcome is not Outcome.MET:
                is_open = verdict.outcome is Outcome.UNKNOWN
                standing = Standing.UNKNOWN if is_open else Standing.NOT_NEEDED
                because = _awaited(verdict, edition) if is_open else _spared(component.when, edition)
        if standing is Standing.NEEDED and component.optional and not _is_chosen(component, situation, chosen):
            standing = Standing.OFFERED
        found.append(Part(component, edition.items[component.item], standing, because))
    return tuple(found)


def _awaited(verdict: rules.Verdict, edition: Edition) -> Words:
    """Which answers it still depends on."""
    labels = [edition.facts[code].label for code in verdict.missing]
    return Words(
        "还要知道：" + "、".join(label.zh for label in labels), "Depends on: " + "; ".join(label.en for label in labels)
    )


def _spared(when: str, edition: Edition) -> Words:
    """When it would be needed, for those who do not need it."""
    said = rules.explain(catalogue.rule(edition, when))
    return Words(f"{said.zh}，才要办", f"Only needed if: {said.en}")


def _is_chosen(component: Component, situation: Mapping[str, Value], chosen: Collection[str]) -> bool:
    """By name, or by a fact: yes, or several choices of which the item is one."""
    told = situation.get(component.chosen_by) if component.chosen_by else None
    return component.item in chosen or told is True or (isinstance(told, tuple) and component.item in told)


def _open_questions(
    bundle: Bundle, edition: Edition, *, parts: tuple[Part, ...], situation: Mapping[str, Value], on: date
) -> tuple[str, ...]:
    used: set[str] = set()
    wanted: set[str] = set()
    hanging: dict[str, bool] = {}
    for part in parts:
        choosing = part.component.chosen_by
        if choosing is not None:
            used.add(choosing)
            if part.standing is not Standing.NOT_NEEDED:
                wanted.add(choosing)
        for text, matters in _conditions(part):
            hanging[text] = hanging.get(text, False) or matters
    for text, matters in hanging.items():
        expression = catalogue.rule(edition, text)
        used.update(rules.facts_of(expression))
        if matters:
            wanted.update(rules.questions(expression, situation, on=on))
    unknown = (code for code in bundle.questions if situation.get(code) is None)
    return tuple(code for code in unknown if code in wanted or code not in used)


def _conditions(part: Part) -> Iterator[tuple[str, bool]]:
    """Every condition that the part hangs on, and whether its outcome can still matter."""
    if part.component.when is not None:
        yield part.component.when, part.standing is Standing.UNKNOWN
    matters = part.standing in (Standing.NEEDED, Standing.UNKNOWN)
    for text in part.item.inner_conditions:
        yield text, matters
