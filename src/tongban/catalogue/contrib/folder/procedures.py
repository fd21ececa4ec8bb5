"""Whether an item can be decided as its procedure and its commitment say."""

from collections.abc import Iterator
from typing import Any

from tongban.catalogue.contrib.folder.reading import Document
from tongban.catalogue.contrib.folder.references import get, outside, several, walk
from tongban.catalogue.types import Problem
from tongban.kernel.words import Words

NO_POINT = Words("“{name}”没有在本事项的 review_points 里。", "{name!r} is not among the review points of this item.")
NO_MATERIAL = Words("“{name}”没有在本事项的 materials 里。", "{name!r} is not among the materials of this item.")


def procedure_problems(document: Document) -> Iterator[Problem]:
    """What contradicts itself in procedure, commitment, purpose and materials that may follow."""
    item = document.value
    points = {str(code) for _, code in walk(item, ("review_points", "*", "code"))}
    for place, _ in walk(item, ("procedure", "joins", "*")):
        yield from outside(document, (*place, "points"), points, NO_POINT)
    yield from outside(document, ("commitment", "points"), points, NO_POINT)
    materials = {str(code) for _, code in walk(item, ("materials", "*", "code"))}
    yield from outside(document, ("commitment", "materials"), materials, NO_MATERIAL)
    yield from _joins(document, item)
    yield from _special(document, item)
    yield from _automatic(document, item)
    yield from _purpose(document, item)
    for place, material in walk(item, ("materials", "*")):
        if get(material, "may_follow") and get(material, "way") != "upload":
            says = Words("只有要上传的材料才能容缺后补。", "Only a material that is uploaded may follow later.")
            yield document.problem((*place, "may_follow"), says, Words("请删去 may_follow。", "Remove may_follow."))


def _joins(document: Document, item: Any) -> Iterator[Problem]:
    joins, join = several(item, "procedure", "joins"), get(item, "procedure", "join")
    organs = [get(seat, "organ") for seat in joins]
    if len(set(organs)) < len(organs) or get(item, "organ") in organs:
        says = Words(
            "一个部门只能有一个席位，主办部门不用再列。", "An organ has one seat; the deciding one is not listed."
        )
        yield document.problem(("procedure", "joins"), says, Words("请删去重复的。", "Remove the repeated one."))
    if join in ("veto", "lead", "quorum") and not joins:
        says = Words("只有一个部门，用不上会签规则。", "There is one organ only, so there is nothing to join.")
        yield document.problem(
            ("procedure", "join"), says, Words("请写 joins，或者删去 join。", "Add joins or remove join.")
        )
    quorum = get(item, "procedure", "quorum")
    if join == "quorum" and not (isinstance(quorum, int) and 1 <= quorum <= len(joins) + 1):
        says = Words("quorum 要在 1 和部门数之间。", "The quorum must be between 1 and the number of organs.")
        yield document.problem(("procedure",), says, Words("请改 quorum。", "Change the quorum."))


def _special(document: Document, item: Any) -> Iterator[Problem]:
    kinds = [get(limit, "kind") for limit in several(item, "procedure", "special")]
    if len(set(kinds)) < len(kinds) or ("site_visit" in kinds and get(item, "procedure", "site_visit")):
        says = Words(
            "一种特别程序只能有一个期限；现场核查的期限写在 site_visit 里。",
            "A special procedure has one limit; that of a visit to the site stands in site_visit.",
        )
        yield document.problem(("procedure", "special"), says, Words("请删去重复的。", "Remove the repeated one."))


def _automatic(document: Document, item: Any) -> Iterator[Problem]:
    judged_by_people = [point for point in several(item, "review_points") if not get(point, "rule")]
    conditions = [each for each in several(item, "conditions") if not get(each, "rule")]
    if get(item, "procedure", "automatic") and (judged_by_people or conditions or several(item, "procedure", "joins")):
        yield document.problem(
            ("procedure", "automatic"),
            Words(
                "还有要由人判断的条件、要点或部门，不能自动办结。",
                "A condition, a point or an organ needs a person's judgement.",
            ),
            Words("给每个条件和要点写上 rule，或者删去 automatic。", "Give each a rule, or remove automatic."),
        )


def _purpose(document: Document, item: Any) -> Iterator[Problem]:
    purpose = get(item, "purpose") or "new"
    if purpose != "new" and not get(item, "acts_on"):
        says = Words("延续、变更、注销要说明针对哪个事项的证照。", "It must say which item's licence it is about.")
        yield document.problem(("purpose",), says, Words("请补上 acts_on:。", "Add acts_on:."))
    if purpose != "new" and get(item, "procedure", "automatic"):
        yield document.problem(
            ("procedure", "automatic"),
            Words(
                "改动已有证照的事项不能自动办结：撤回以后原证回不来。",
                "What changes a licence cannot be automatic: a recall could not restore it.",
            ),
            Words("请删去 automatic。", "Remove automatic."),
        )
