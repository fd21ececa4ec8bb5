"""Pre-check (预审): what a machine can see before an officer does: conditions, review points and missing materials.

It decides nothing. What is not known, or what only a person can judge, is said to be so.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Condition, Edition, Item, Material, ReviewPoint, Way
from tongban.kernel.words import Words
from tongban.precheck.types import Finding, FindingKind
from tongban.rules import public as rules
from tongban.rules.public import Outcome, Value, Verdict

__all__ = ["Finding", "FindingKind", "examine"]

_FIRST = (Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.MET)
_FOR_AN_OFFICER = Words("需要审查人员判断。", "An officer will judge this.")
_said: dict[tuple[int, int, int], tuple[tuple[object, ...], Finding]] = {}
MOST_SAID = 4096


def examine(
    items: Sequence[Item], *, edition: Edition, answers: Mapping[str, Value], materials: Collection[str], on: date
) -> tuple[Finding, ...]:
    """Findings on `items` for these answers and the codes of the materials given: not met first, then unknown, then met."""
    found: list[Finding] = []
    for item in items:
        points: tuple[Condition | ReviewPoint, ...] = (*item.conditions, *item.review_points)
        for point in points:
            found.append(_examined(item, point, edition=edition, answers=answers, on=on))
        for material, when in _needed(item, edition=edition, answers=answers, on=on):
            found.append(_supplied(item, material, is_given=material.code in materials, when=when))
    return tuple(sorted(found, key=lambda finding: _FIRST.index(finding.outcome)))


def _examined(
    item: Item, point: Condition | ReviewPoint, *, edition: Edition, answers: Mapping[str, Value], on: date
) -> Finding:
    """Said once for each verdict: rules give the same verdict again for the same values (benchmarks submit.py, pages.py)."""
    verdict = None if point.rule is None else rules.judge(catalogue.rule(edition, point.rule), answers, on=on)
    key = (id(edition), id(point), id(verdict))
    kept = _said.get(key)
    if kept is None:
        if len(_said) >= MOST_SAID:
            _said.clear()
        finding = _finding(item, point, verdict, edition)
        kept = _said[key] = (edition, point, verdict), finding  # what is kept cannot lose its id to another
    return kept[1]


def _finding(item: Item, point: Condition | ReviewPoint, verdict: Verdict | None, edition: Edition) -> Finding:
    is_point = isinstance(point, ReviewPoint)
    label = point.label if isinstance(point, ReviewPoint) else point.sentence
    kind = FindingKind.REVIEW_POINT if is_point else FindingKind.CONDITION
    facts, needs = (point.facts, point.materials) if isinstance(point, ReviewPoint) else ((), ())
    if point.rule is None or verdict is None:
        return Finding(item.code, point.code, label, Outcome.UNKNOWN, _FOR_AN_OFFICER, None, point.basis, facts, needs,
                       by_machine=False, kind=kind)  # fmt: skip
    says, mend = verdict.sentence, _mend_unknown(verdict, edition)
    if verdict.outcome is Outcome.NOT_MET and isinstance(point, ReviewPoint):
        mend = point.mend
        says = Words(f"{point.fault.zh}。{says.zh}", f"{point.fault.en}. {says.en}") if point.fault else says
    named = tuple(dict.fromkeys((*facts, *rules.facts_of(catalogue.rule(edition, point.rule)))))
    return Finding(item.code, point.code, label, verdict.outcome, says, mend, point.basis, named, needs,
                   by_machine=True, kind=kind)  # fmt: skip


def _mend_unknown(verdict: Verdict, edition: Edition) -> Words | None:
    if verdict.outcome is not Outcome.UNKNOWN or not verdict.missing:
        return None
    labels = [edition.facts[code].label for code in verdict.missing]
    return Words(
        f"请补充：{'、'.join(label.zh for label in labels)}。",
        f"Please add: {', '.join(label.en for label in labels)}.",
    )


def _needed(
    item: Item, *, edition: Edition, answers: Mapping[str, Value], on: date
) -> Iterator[tuple[Material, Verdict | None]]:
    """The materials that only the applicant has and that are not known to be needless, with the verdict on needing them."""
    for material in item.materials:
        if material.way is not Way.UPLOAD:
            continue
        if material.needed_when is None:
            yield material, None
            continue
        verdict = rules.judge(catalogue.rule(edition, material.needed_when), answers, on=on)
        if verdict.outcome is not Outcome.NOT_MET:
            yield material, verdict


def _supplied(item: Item, material: Material, *, is_given: bool, when: Verdict | None) -> Finding:
    name, mend = material.name, None
    if is_given:
        outcome, says = Outcome.MET, Words(f"已上传：{name.zh}。", f"Uploaded: {name.en}.")
    elif when is not None and when.outcome is Outcome.UNKNOWN:
        outcome = Outcome.UNKNOWN
        says = Words(
            f"是否需要{name.zh}，还不能确定：{when.sentence.zh}。",
            f"Whether {name.en} is needed is not known yet: {when.sentence.en}.",
        )
    else:
        outcome, says = Outcome.NOT_MET, Words(f"还没有上传：{name.zh}。", f"Not uploaded yet: {name.en}.")
        mend = Words(f"请上传{name.zh}（图片或 PDF）。", f"Please upload {name.en} (a picture or a PDF).")
    return Finding(item.code, material.code, name, outcome, says, mend, material.basis, when.missing if when else (),
                   (material.code,), by_machine=True, kind=FindingKind.MATERIAL)  # fmt: skip
