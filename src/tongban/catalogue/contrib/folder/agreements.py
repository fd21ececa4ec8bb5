"""Whether what one definition says can be kept: limits, registers, materials, review points, legal bases."""

import re
from collections.abc import Iterator
from typing import Any

from tongban.catalogue.contrib.folder.procedures import procedure_problems
from tongban.catalogue.contrib.folder.reading import Document, Place
from tongban.catalogue.contrib.folder.references import Library, asked_facts, get, outside, walk
from tongban.catalogue.types import Problem
from tongban.kernel.words import Words

CHOOSING = ("choice", "choices")
AFTER = ("components", "*", "after", "*")
NATURAL_DAYS_IN_FIVE_WORKING_DAYS = 7


def disagreements(library: Library) -> Iterator[Problem]:
    """Everything that is well written but cannot be meant so."""
    for document in library.of_kind("facts"):
        for code, fact in document.value.items():
            if isinstance(fact, dict):
                yield from _fact(document, code, fact)
    for document in library.of_kind("item"):
        yield from _limits(document)
        yield from _basis(document)
        yield from _unstated(document)
        yield from _review_points(document)
        yield from _shown(document)
        yield from procedure_problems(document)
    yield from _materials(library)
    yield from _entered(library)
    for document in library.of_kind("bundle"):
        yield from _components(document, library)


def _fact(document: Document, code: str, fact: dict[str, Any]) -> Iterator[Problem]:
    if fact.get("source") and not fact.get("register_field"):
        says = Words(f"“{code}”有数源，却没有写登记库字段。", f"{code!r} has a source but no field in its register.")
        yield document.problem((code, "source"), says, Words("请补上 register_field:。", "Add register_field:."))
    if fact.get("register_field") and not fact.get("source"):
        says = Words(f"“{code}”写了登记库字段，却没有数源。", f"{code!r} has a register field but no source.")
        yield document.problem((code, "register_field"), says, Words("请补上 source:。", "Add source:."))
    if fact.get("kind") in CHOOSING and not fact.get("options"):
        says = Words(f"“{code}”是选择题，却没有选项。", f"{code!r} is a choice without options.")
        yield document.problem((code,), says, Words("请补上 options:。", "Add options:."))
    is_yes_or_no = fact.get("kind") == "boolean" and set(fact.get("options") or ()) == {"yes", "no"}
    if fact.get("options") and fact.get("kind") not in CHOOSING and not is_yes_or_no:
        says = Words(f"“{code}”有选项，但 kind 不是 choice 或 choices。", f"{code!r} has options but is no choice.")
        yield document.problem((code, "options"), says, Words("请改 kind。", "Change its kind."))
    options = get(fact, "options")
    for (key,), _ in walk(get(fact, "option_hints"), ("*",)):
        if not isinstance(options, dict) or key not in options:
            says = Words(
                f"选项 {key} 不存在，却有提示。", f"There is a hint for the option {key}, which does not exist."
            )
            yield document.problem(
                (code, "option_hints", key), says, Words("请改选项代码。", "Change the option's code.")
            )
    yield from _bounds(document, code, fact)


def _bounds(document: Document, code: str, fact: dict[str, Any]) -> Iterator[Problem]:
    least, most = fact.get("minimum"), fact.get("maximum")
    if isinstance(least, int | float) and isinstance(most, int | float) and least > most:
        says = Words(f"“{code}”的最小值大于最大值。", f"The minimum of {code!r} is above its maximum.")
        yield document.problem((code, "minimum"), says, Words("请改其中一个。", "Change one of them."))
    try:
        re.compile(str(fact.get("pattern") or ""))
    except re.error as error:
        says = Words(f"“{code}”的 pattern 不对：{error}。", f"The pattern of {code!r} is wrong: {error}.")
        yield document.problem(
            (code, "pattern"), says, Words("请改成正确的正则表达式。", "Write a correct regular expression.")
        )


def _limits(document: Document) -> Iterator[Problem]:
    statutory, promised = (_in_natural_days(get(document.value, name)) for name in ("statutory", "promised"))
    if statutory is not None and promised is not None and promised > statutory:
        yield document.problem(
            ("promised",),
            Words("承诺时限比法定时限长。", "The promised limit is longer than the statutory one."),
            Words("承诺时限只能等于或短于法定时限。", "A promise may only be as long as the law or shorter."),
        )
    for name in ("statutory", "promised"):
        days, unit = get(document.value, name, "days"), get(document.value, name, "unit")
        if unit in ("working_days", "natural_days") and days == 0:
            says = Words("有时限单位，天数却是 0。", "The limit has a unit but no days.")
            yield document.problem(
                (name,), says, Words("当场办结的写 unit: on_the_spot。", "For at once write unit: on_the_spot.")
            )


def _in_natural_days(limit: Any) -> float | None:
    days, unit = get(limit, "days"), get(limit, "unit")
    if unit == "on_the_spot":
        return 0
    if not isinstance(days, int) or unit not in ("working_days", "natural_days"):
        return None
    return days * NATURAL_DAYS_IN_FIVE_WORKING_DAYS / 5 if unit == "working_days" else days


def _basis(document: Document) -> Iterator[Problem]:
    if get(document.value, "basis") == [] and not get(document.value, "elsewhere"):
        says = Words("没有设定依据。", "There is no legal basis.")
        yield document.problem(
            ("basis",),
            says,
            Words(
                "请写上法律名称和条款；没有依据的不能设事项。",
                "Name the law and the article; without one there can be no item.",
            ),
        )


def _unstated(document: Document) -> Iterator[Problem]:
    """What may be left open only where the item is applied for elsewhere: what it costs, and the type of its licence."""
    if get(document.value, "elsewhere"):
        return
    for place, what in (
        (("result", "licence_type"), Words("结果的证照类型代码", "the type code of its result")),
        (("fee", "yuan"), Words("收费", "its fee")),
    ):
        stated = get(document.value, *place)
        if stated == "" or (place[-1] == "licence_type" and stated is None and get(document.value, "result")):
            says = Words(f"在本平台办理的事项要写明{what.zh}。", f"An item that is handled here must state {what.en}.")
            mend = Words(
                "请补上；不在这里办理的写 elsewhere:。",
                "Add it, or write elsewhere: where it is applied for elsewhere.",
            )
            yield document.problem(place, says, mend)


def _review_points(document: Document) -> Iterator[Problem]:
    asked = asked_facts(document.value)
    given = {str(code) for _, code in walk(document.value, ("materials", "*", "code"))}
    for place, point in walk(document.value, ("review_points", "*")):
        if get(point, "rule") and not (get(point, "fault") and get(point, "mend")):
            says = Words(
                "有 rule 的审查要点要说明哪里不对、怎么改。",
                "A review point with a rule must say what is wrong and how to mend it.",
            )
            yield document.problem((*place, "rule"), says, Words("请补上 fault: 和 mend:。", "Add fault: and mend:."))
        yield from outside(document, (*place, "facts"), asked, _NOT_ASKED)
        yield from outside(document, (*place, "materials"), given, _NOT_GIVEN)


def _shown(document: Document) -> Iterator[Problem]:
    yield from outside(document, ("result", "shows"), asked_facts(document.value), _NOT_ASKED)


_NOT_ASKED = Words("“{name}”没有在本事项的 facts 里。", "{name!r} is not among the facts of this item.")
_NOT_GIVEN = Words("“{name}”没有在本事项的 materials 里。", "{name!r} is not among the materials of this item.")


def _materials(library: Library) -> Iterator[Problem]:
    """The same code is the same material: its name and its way must agree in all items."""
    first: dict[str, tuple[Document, Any]] = {}
    for document in library.of_kind("item"):
        for place, material in walk(document.value, ("materials", "*")):
            code = get(material, "code")
            if isinstance(code, str):
                yield from _same_material(document, place, *first.setdefault(code, (document, material)))
            if get(material, "way") in ("licence", "register") and not get(material, "source"):
                says = Words(f"材料 {code} 不要申请人交，却没有数源。", f"{code} is not asked for, but has no source.")
                yield document.problem(place, says, Words("请补上 source:。", "Add source:."))


def _entered(library: Library) -> Iterator[Problem]:
    """A register can enter only licences that some item grants."""
    granted = {get(document.value, "result", "licence_type") for document in library.of_kind("item")}
    for document in library.of_kind("sources"):
        for place, kind in walk(document.value, ("*", "licences", "*")):
            if kind not in granted:
                says = Words(f"没有事项发放 {kind} 这种证照。", f"No item grants a licence of the type {kind}.")
                mend = Words("请写某个事项 result 里的 licence_type。", "Write the licence_type of some item's result.")
                yield document.problem(place, says, mend)


def _same_material(document: Document, place: Place, other: Document, seen: Any) -> Iterator[Problem]:
    material = get(document.value, *place)
    for part in ("name", "way"):
        if get(seen, part) != get(material, part):
            says = Words(
                f"材料 {get(material, 'code')} 的 {part} 和 {other.file} 里的不同。",
                f"The {part} of {get(material, 'code')} differs from that in {other.file}.",
            )
            mend = Words(
                "同一材料写成一样；不同材料换个代码。",
                "Write the same material alike, or give another one another code.",
            )
            yield document.problem((*place, part), says, mend)


def _components(document: Document, library: Library) -> Iterator[Problem]:
    for place, component in walk(document.value, ("components", "*")):
        chosen_by = get(component, "chosen_by")
        fact = library.value("facts", chosen_by) if isinstance(chosen_by, str) else None
        by_choice = get(fact, "kind") == "choices" and get(component, "item") in (get(fact, "options") or ())
        if get(fact, "kind") not in ("boolean", None) and not by_choice:
            says = Words(
                f"chosen_by 的数据项 {chosen_by} 须是 boolean，或者是有 {get(component, 'item')} 这个选项的 choices。",
                f"The fact {chosen_by} of chosen_by must be a boolean, or choices with an option {get(component, 'item')}.",
            )
            mend = Words("请换一个数据项，或者补上这个选项。", "Use another fact, or add this option.")
            yield document.problem((*place, "chosen_by"), says, mend)
    named = {get(each, "item") for _, each in walk(document.value, ("components", "*"))}
    for place, item in (*walk(document.value, ("composite", "covers", "*")), *walk(document.value, AFTER)):
        if item not in named:
            says = Words(f"{item} 不是这件事的事项。", f"{item} is no item of this bundle.")
            yield document.problem(place, says, Words("请先加到 components 里。", "Add it to its components first."))
