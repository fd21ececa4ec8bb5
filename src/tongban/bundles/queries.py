"""Any set of items as one: in which order they run, what each of their organs receives, what is saved by it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from graphlib import CycleError, TopologicalSorter
from math import ceil

from tongban.bundles.types import Composition, Figure, Gathering, Order, Part, Reduction, Share, Standing
from tongban.catalogue.public import Component, DayUnit, Edition, Item, Limit
from tongban.forms import public as forms
from tongban.forms.public import Form
from tongban.kernel.words import Words
from tongban.rules.public import Value

HOURS_OF_A_DAY = 24
WORKING_DAYS_OF_A_WEEK, DAYS_OF_A_WEEK = 5, 7


def order(items: Sequence[Item]) -> Order:
    """In which order items can run: each as soon as those that it `needs` among them are done.

    Items that wait for each other in a circle are told; one of the waits is then left out, so that there is an order all the same.
    """
    distinct = {item.code: item for item in items}
    waits = {
        code: [each for each in item.needs if each in distinct and each != code] for code, item in distinct.items()
    }
    circles = []
    while circle := _circle(waits):
        circles.append(circle)
        waits[circle[1]].remove(circle[0])
    outside = tuple((code, each) for code, item in distinct.items() for each in item.needs if each not in distinct)
    return Order(tuple(_stages(waits)), tuple(circles), outside)


def _circle(waits: Mapping[str, list[str]]) -> tuple[str, ...] | None:
    """A circle, from the item that is waited for to the one that waits, back to the first; None where there is none."""
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return None


def _stages(waits: Mapping[str, list[str]]) -> Iterable[tuple[str, ...]]:
    sorter = TopologicalSorter(waits)
    sorter.prepare()
    position = {code: number for number, code in enumerate(waits)}
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=position.__getitem__)
        yield tuple(ready)
        sorter.done(*ready)


def gather(items: Sequence[Item], *, edition: Edition, situation: Mapping[str, Value], on: date) -> Gathering:
    """Any set of items as one application, prepared by somebody or not: form, order, shares, conflicts, questions, savings."""
    distinct = tuple({item.code: item for item in items}.values())
    form = forms.compose(distinct, edition=edition, situation=situation, on=on)
    running = order(distinct)
    return Gathering(
        items=distinct,
        form=form,
        order=running,
        shares=tuple(_share(item, form) for item in distinct),
        conflicts=forms.conflicts(distinct, edition=edition),
        questions=forms.questions(distinct, edition=edition, known=situation, on=on),
        reduction=reduction(distinct, form, running),
    )


def _share(item: Item, form: Form) -> Share:
    return Share(
        item=item.code,
        organ=item.organ,
        facts=tuple(field.fact.code for field in form.fields if item.code in field.asked_by),
        materials=tuple(supply.material.code for supply in form.supplies if item.code in supply.asked_by),
    )


def reduction(items: Sequence[Item], form: Form, running: Order) -> Reduction:
    """What one application saves over as many as there are items (四减), counted from the content alone.

    Before: every item by itself, one after the other. After: one form in one submission, organs at work at the same time as far as
    no item waits for another. Steps are handing in, each step of the organ, each organ that joins, the site visit, and receiving.
    Days are working days; natural days are turned into working days at five in seven, rounded up.
    """
    saved, count = form.savings, len(items)
    inside = sum(_inner_steps(item) for item in items)
    visits = sum(item.visits for item in items)
    return Reduction(
        forms=Figure(count, min(count, 1)),
        fields=Figure(saved.fields_separately, saved.fields_typed),
        fields_on_form=saved.fields_merged,
        materials=Figure(saved.materials_separately, saved.materials_uploaded),
        steps=Figure(inside + 2 * count, inside + 2 * min(count, 1)),
        visits=Figure(visits, min(visits, 1)),
        promised_days=_days(items, running, "promised"),
        statutory_days=_days(items, running, "statutory"),
    )


def _inner_steps(item: Item) -> int:
    procedure = item.procedure
    return len(procedure.steps) + len(procedure.joins) + (1 if procedure.site_visit else 0)


def _days(items: Sequence[Item], running: Order, limit: str) -> Figure:
    own = {item.code: working_days(getattr(item, limit)) for item in items}
    needs = {item.code: item.needs for item in items}
    done: dict[str, int] = {}
    for stage in running.stages:
        for code in stage:
            done[code] = own[code] + max((done.get(each, 0) for each in needs[code]), default=0)
    return Figure(sum(own.values()), max(done.values(), default=0))


def working_days(limit: Limit) -> int:
    """A limit in working days: natural days at five in seven and hours at 24 a day, each rounded up; on the spot is 0."""
    if limit.unit is DayUnit.WORKING_DAYS:
        return limit.days
    if limit.unit is DayUnit.NATURAL_DAYS:
        return ceil(limit.days * WORKING_DAYS_OF_A_WEEK / DAYS_OF_A_WEEK)
    return ceil(limit.days / HOURS_OF_A_DAY) if limit.unit is DayUnit.HOURS else 0


def single(item: Item, edition: Edition) -> Composition:
    """The composition of an item that is applied for alone."""
    reason = Words("您单独申请这一事项。", "You apply for this item alone.")
    return together([edition.items[item.code]], because=reason)


def together(items: Sequence[Item], *, because: Words) -> Composition:
    """The composition of items that are applied for together without a bundle's questions."""
    codes = {item.code for item in items}
    parts = (
        Part(Component(item.code, because), item, Standing.NEEDED, because, tuple(sorted(codes & {*item.needs})))
        for item in items
    )
    return Composition(tuple(parts), ())
