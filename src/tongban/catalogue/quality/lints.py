"""What an editor should look at although it can be published. What cannot be is told by `check`, as an error."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tongban.catalogue.graph.answers import Waivable, waivable
from tongban.catalogue.graph.building import graph_of
from tongban.catalogue.graph.inheritance import handling
from tongban.catalogue.graph.likeness import Likeness, alike_facts
from tongban.catalogue.graph.texts import names_in
from tongban.catalogue.quality.elements import ENOUGH_PHRASINGS
from tongban.catalogue.types import Edition, Item
from tongban.kernel.words import Words


class Severity(StrEnum):
    """How much a finding weighs. An error stops publishing; a warning is listed until somebody mends it; a hint may stay."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True)
class Finding:
    """Something that an editor should look at (质量问题): which lint found it, in which item, at which place of its file."""

    severity: Severity
    code: str
    item: str
    place: tuple[str | int, ...]
    says: Words
    mend: Words


@dataclass(frozen=True)
class _City:
    """What the lints need to know of the whole city."""

    edition: Edition
    held: Mapping[str, Waivable]
    unlike: Mapping[str, Likeness]
    cases: Mapping[str, int] | None


def lint(edition: Edition, *, cases: Mapping[str, int] | None = None) -> tuple[Finding, ...]:
    """Warnings and hints about every item, in the order of the content. `cases` are the numbers of test cases by item."""
    graph = graph_of(edition)
    conflicts = [each for each in alike_facts(edition, graph) if each.is_conflict]
    unlike = {fact.code: each for each in conflicts for fact in (each.first, each.second)}
    city = _City(edition, {each.material.code: each for each in waivable(graph, edition)}, unlike, cases)
    return tuple(finding for item in edition.items.values() for check in CHECKS for finding in check(item, city))


def _warn(code: str, item: Item, place: Sequence[str | int], says: Words, *, mend: Words) -> Finding:
    return Finding(Severity.WARNING, code, item.code, tuple(place), says, mend)


def _hint(code: str, item: Item, place: Sequence[str | int], says: Words, *, mend: Words) -> Finding:
    return Finding(Severity.HINT, code, item.code, tuple(place), says, mend)


def _asked_though_held(item: Item, city: _City) -> Iterator[Finding]:
    for number, material in enumerate(item.materials):
        if found := city.held.get(material.code):
            name, holder = material.name, found.holder.name
            says = Words(
                f"要人交“{name.zh}”，但“{holder.zh}”政府可能就有。",
                f"People hand in “{name.en}”, though the State may have it: “{holder.en}”.",
            )
            mend = Words(
                "核对以后改成 way: licence 或 register，并写 proved_by 或 source。",
                "If so, write way: licence or register with proved_by or source.",
            )
            yield _warn("asked_though_held", item, ("materials", number), says, mend=mend)


def _unused_facts(item: Item, city: _City) -> Iterator[Finding]:
    """Facts that decide nothing, stand on no result, and are looked at by nobody."""
    texts = [asked.when for asked in item.facts] + [material.needed_when for material in item.materials]
    texts += [condition.rule for condition in item.conditions] + [point.rule for point in item.review_points]
    visit, commitment = item.procedure.site_visit, item.commitment
    texts += [visit.when if visit else None, commitment.when if commitment else None]
    used = {name for text in texts if text for name in names_in(text)} | set(item.result.shows)
    used |= {fact for point in item.review_points for fact in point.facts}
    for number, asked in enumerate(item.facts):
        fact = city.edition.facts[asked.fact]
        if asked.fact not in used and fact.source is None:
            says = Words(
                f"要人填“{fact.label.zh}”，但条件、要点、材料和结果都没有用到。",
                f"“{fact.label.en}” has to be filled in, but no condition, point, material or result uses it.",
            )
            mend = Words("没有部门要用的就删去。", "Remove it unless an organ needs it.")
            yield _hint("unused_fact", item, ("facts", number), says, mend=mend)


def _unlike_facts(item: Item, city: _City) -> Iterator[Finding]:
    for number, asked in enumerate(item.facts):
        if found := city.unlike.get(asked.fact):
            other = found.second if found.first.code == asked.fact else found.first
            says = Words(
                f"{asked.fact} 和别的事项问的 {other.code}“{other.label.zh}”像是同一个，定义却不同。",
                f"{asked.fact} looks like {other.code} (“{other.label.en}”) of other items, but is defined in another way.",
            )
            mend = Words(
                "用同一个数据项，或者写 differs_from 说明不是一回事。",
                "Use one fact, or declare with differs_from that they are different matters.",
            )
            yield _warn("unlike_fact", item, ("facts", number), says, mend=mend)


def _unjudged(item: Item, city: _City) -> Iterator[Finding]:
    if any(point.rule is None for point in item.review_points):
        return
    for number, condition in enumerate(item.conditions):
        if condition.rule is None:
            says = Words(
                f"条件“{condition.sentence.zh}”没有规则，也没有要人判断的要点，谁也不查。",
                f"Nobody checks “{condition.sentence.en}”: it has no rule, and no review point is left to a person.",
            )
            mend = Words(
                "写 rule，或者加一个由人判断的审查要点。", "Give it a rule, or add a review point that a person judges."
            )
            yield _warn("unjudged_condition", item, ("conditions", number), says, mend=mend)


def _hard_to_find(item: Item, city: _City) -> Iterator[Finding]:
    count = len(item.phrasings)
    if count < ENOUGH_PHRASINGS:
        says = Words(f"只有 {count} 句群众问法。", f"Only {count} everyday phrasings.")
        mend = Words("写上三句以上人们会怎么问。", "Write three or more ways in which people ask.")
        yield _warn("few_phrasings", item, ("phrasings",), says, mend=mend)
    if not item.themes:
        says = Words("没有主题分类。", "It stands under no theme.")
        yield _hint("no_theme", item, (), says, mend=Words("请写 themes:。", "Add themes:."))
    if not item.common_questions:
        says = Words("没有常见问题。", "It has no common questions.")
        yield _hint("no_answers", item, (), says, mend=Words("请写 common_questions:。", "Add common_questions:."))


def _loose_basis(item: Item, city: _City) -> Iterator[Finding]:
    for number, basis in enumerate(item.basis):
        if basis.law is None:
            says = Words(f"依据“{basis.title.zh}”没有连到 laws.yaml。", f"“{basis.title.en}” is not tied to laws.yaml.")
            mend = Words(
                "写 law: 和 article:，法律改了才找得到它。", "Write law: and article:, so that a changed law finds it."
            )
            yield _hint("loose_basis", item, ("basis", number), says, mend=mend)


def _untried(item: Item, city: _City) -> Iterator[Finding]:
    if city.cases is not None and not city.cases.get(item.code):
        says = Words("没有测试用例。", "It has no test case.")
        mend = Words(f"请写 cases/{item.code}.yaml。", f"Write cases/{item.code}.yaml.")
        yield _warn("untried", item, (), says, mend=mend)


def _nowhere(item: Item, city: _City) -> Iterator[Finding]:
    if handling(city.edition, item) is None:
        says = Words("没有窗口办它。", "No window handles it.")
        mend = Words("请在 windows/city.yaml 里写窗口。", "Give windows/city.yaml a window.")
        yield _hint("nowhere", item, (), says, mend=mend)


CHECKS: Sequence[Callable[[Item, _City], Iterator[Finding]]] = (
    _asked_though_held, _unlike_facts, _unjudged, _hard_to_find, _untried, _unused_facts, _loose_basis, _nowhere,
)  # fmt: skip
