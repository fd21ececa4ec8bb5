"""How complete an item is, measured by the elements of the national implementation list (GB/T 39554.2) and by what the house needs
to serve it: rules, questions, test cases."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from tongban.catalogue.graph.inheritance import handling
from tongban.catalogue.statements import Certainty
from tongban.catalogue.types import Edition, Item, Way
from tongban.kernel.clock import DayUnit
from tongban.kernel.words import Words

ENOUGH_PHRASINGS, ENOUGH_CASES, ENOUGH_ANSWERS = 3, 3, 2


@dataclass(frozen=True)
class Element:
    """An element of an item (要素): how far it is filled, from 0 to 1."""

    code: str
    name: Words
    filled: float


@dataclass(frozen=True)
class Completeness:
    """How complete an item is (完整度): each element, and all of them with equal weight as a score from 0 to 100."""

    item: str
    elements: tuple[Element, ...]

    @property
    def score(self) -> int:
        return round(100 * sum(each.filled for each in self.elements) / len(self.elements))

    @property
    def missing(self) -> tuple[Element, ...]:
        """The elements that are not whole, the emptiest first."""
        return tuple(sorted((each for each in self.elements if each.filled < 1), key=lambda each: each.filled))


def completeness(item: Item, edition: Edition, *, cases: Mapping[str, int] | None = None) -> Completeness:
    """How complete `item` is. `cases` are the numbers of test cases by item; without them that element is left out."""
    elements = [Element(code, name, measure(item, edition)) for code, (name, measure) in MEASURES.items()]
    if cases is not None:
        filled = min(1.0, cases.get(item.code, 0) / ENOUGH_CASES)
        elements.append(Element("cases", Words("测试用例（三个以上）", "Test cases, three or more"), filled))
    return Completeness(item.code, tuple(elements))


def _share(of: Iterable[bool]) -> float:
    """How many of these hold, as a share; nothing at all is 0."""
    several = list(of)
    return sum(several) / len(several) if several else 0.0


def _whole(is_so: bool) -> float:
    return 1.0 if is_so else 0.0


def _upload_notes(item: Item) -> float:
    uploads = [material for material in item.materials if material.way is Way.UPLOAD]
    return _share(material.note is not None for material in uploads) if uploads else 1.0


def _certainties(item: Item) -> Iterator[Certainty]:
    yield from (
        item.certainty,
        item.statutory.certainty,
        item.promised.certainty,
        item.fee.certainty,
        item.result.certainty,
    )
    yield from (basis.certainty for basis in item.basis)
    yield from (condition.certainty for condition in item.conditions)
    yield from (material.certainty for material in item.materials)
    yield from (point.certainty for point in item.review_points)


Measure = Callable[[Item, Edition], float]
MEASURES: Mapping[str, tuple[Words, Measure]] = {
    "basis": (
        Words("设定依据（写明法律和条款）", "Legal basis with law and article"),
        lambda item, edition: _share(bool(each.law and each.article) for each in item.basis),
    ),
    "conditions": (
        Words("受理条件", "Conditions"),
        lambda item, edition: _whole(bool(item.conditions)),
    ),
    "statutory": (
        Words("法定时限", "Statutory limit"),
        lambda item, edition: _whole(item.statutory.unit is not DayUnit.NONE or item.statutory.note is not None),
    ),
    "promised": (
        Words("承诺时限", "Promised limit"),
        lambda item, edition: _whole(item.promised.unit is not DayUnit.NONE),
    ),
    "fee": (
        Words("收费及依据", "Fee and its basis"),
        lambda item, edition: _whole(item.fee.yuan == "0" or bool(item.fee.yuan and item.fee.basis)),
    ),
    "materials": (
        Words("要上传的材料都有填报须知", "A note on every material that is uploaded"),
        lambda item, edition: _upload_notes(item),
    ),
    "points": (
        Words("审查要点", "Review points"),
        lambda item, edition: _whole(bool(item.review_points)),
    ),
    "rules": (
        Words("审查要点能由系统先查", "Rules for the review points"),
        lambda item, edition: _share(each.rule is not None for each in item.review_points),
    ),
    "results": (
        Words("审批结果及照面内容", "Result and what it shows"),
        lambda item, edition: _whole(bool(item.result.shows)),
    ),
    "place": (
        Words("办理地点、时间、电话", "Place, hours and telephone"),
        lambda item, edition: _whole(handling(edition, item) is not None),
    ),
    "themes": (
        Words("主题分类", "Themes"),
        lambda item, edition: _whole(bool(item.themes)),
    ),
    "answers": (
        Words("常见问题（两个以上）", "Common questions, two or more"),
        lambda item, edition: min(1.0, len(item.common_questions) / ENOUGH_ANSWERS),
    ),
    "phrasings": (
        Words("群众问法（三句以上）", "Everyday phrasings, three or more"),
        lambda item, edition: min(1.0, len(item.phrasings) / ENOUGH_PHRASINGS),
    ),
    "aliases": (
        Words("别名", "Other names"),
        lambda item, edition: _whole(bool(item.aliases)),
    ),
    "certainty": (
        Words("核对过来源", "Statements that somebody is sure of"),
        lambda item, edition: _share(each is not Certainty.SAMPLE for each in _certainties(item)),
    ),
}
