"""The nodes of an edition as they are looked for: what each is called, how people ask for it, what else is written about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.catalogue.public import CITY, Advice, Bundle, DayUnit, Edition, Item, Law, Purpose
from tongban.kernel.words import Words
from tongban.knowledge.types import NodeKind

AMBIGUITY, QUESTION = "ambiguity", "question"


AIMS: Mapping[str, str] = {
    "01": "permit", "05": "money", "07": "record", "08": "money", "09": "permit", "10": "record", "20": "record",
}  # fmt: skip
"""What somebody is after with an item of this kind (GB/T 39046, A.1)."""


@dataclass(frozen=True)
class Entry:
    """A node with its words: `called` are names, `asked` whole questions, `told` what is written about it."""

    kind: str
    code: str
    title: Words
    summary: Words
    called: tuple[str, ...]
    asked: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    about: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def entries_of(edition: Edition) -> list[Entry]:
    """Every node of an edition: bundles, items, policies, advice, common questions, laws with their articles, ambiguities."""
    return [
        *(_bundle_entry(bundle, edition) for bundle in edition.bundles.values()),
        *(_item_entry(item, edition) for item in edition.items.values()),
        *(_policy_entry(policy, edition) for policy in policies_of(edition).values()),
        *(_advice_entry(advice, edition) for advice in edition.advice.values()),
        *_question_entries(edition),
        *_law_entries(edition),
        *(
            Entry(AMBIGUITY, each.code, each.question, each.question, called=(), asked=each.phrasings)
            for each in edition.ambiguities.values()
        ),
    ]


def policies_of(edition: Edition) -> Mapping[str, Any]:
    """The policies of an edition; an empty mapping where its content has none."""
    return edition.policies


def both(*words: Words) -> tuple[str, ...]:
    return tuple(text for each in words for text in (each.zh, each.en))


def _asked(code: str, own: tuple[str, ...], edition: Edition) -> tuple[str, ...]:
    further = edition.phrasings.get(code)
    return (*own, *(further.asked if further else ()))


def _questions_of(node: Any) -> tuple[str, ...]:
    return both(*(each.question for each in getattr(node, "common_questions", ())))


def _audiences(themes: tuple[str, ...], edition: Edition) -> tuple[str, ...]:
    found = [edition.themes[code].audience for code in themes if code in edition.themes]
    return tuple(sorted(set(found)))


def _districts(item: Item, edition: Edition) -> tuple[str, ...]:
    """The districts and streets that have a window of their own for an item, or say something of their own about it."""
    return tuple(code for code, locality in edition.localities.items() if code != CITY and item.code in locality.items)


def aim_of(item: Item) -> str:
    """What somebody is after with an item: a permit, money, a record, or something about what they have."""
    return AIMS.get(item.kind, "record") if item.purpose == Purpose.NEW else item.purpose.value


def _bundle_entry(bundle: Bundle, edition: Edition) -> Entry:
    parts = [edition.items[part.item] for part in bundle.components]
    return Entry(
        kind=NodeKind.BUNDLE, code=bundle.code, title=bundle.name, summary=bundle.summary,
        called=(bundle.name.zh, bundle.name.en, *bundle.aliases),
        asked=_asked(bundle.code, bundle.phrasings, edition),
        told=(*both(bundle.summary, *(item.name for item in parts), *(part.reason for part in bundle.components)),
              *_questions_of(bundle)),
        facets={
            "audience": (bundle.audience,), "organ": tuple(sorted({item.organ for item in parts})), "theme": bundle.themes,
            "way": ("online",) if not any(item.visits for item in parts) else ("counter",),
            "aim": tuple(sorted({aim_of(item) for item in parts})),
            "district": tuple(sorted({code for item in parts for code in _districts(item, edition)})),
        },
    )  # fmt: skip


def _item_entry(item: Item, edition: Edition) -> Entry:
    return Entry(
        kind=NodeKind.ITEM, code=item.code, title=item.name, summary=item.summary,
        called=(item.name.zh, item.name.en, item.legal_name.zh, item.result.name.zh, *item.aliases),
        asked=_asked(item.code, item.phrasings, edition),
        told=(*both(item.summary, item.audience, item.legal_name, *(each.sentence for each in item.conditions),
                    *(each.name for each in item.materials)), *_questions_of(item)),
        facets={
            "audience": _audiences(item.themes, edition), "organ": (item.organ,), "theme": item.themes,
            "way": ("counter",) if item.visits else ("online",),
            "aim": (aim_of(item),),
            "pace": ("on_the_spot",) if item.promised.unit == DayUnit.ON_THE_SPOT else ("days",),
            "district": _districts(item, edition),
        },
    )  # fmt: skip


def _policy_entry(policy: Any, edition: Edition) -> Entry:
    conditions = [each.sentence for each in policy.conditions]
    return Entry(
        kind=NodeKind.POLICY, code=policy.code, title=policy.name, summary=policy.summary,
        called=(policy.name.zh, policy.name.en, *getattr(policy, "aliases", ())),
        asked=_asked(policy.code, tuple(getattr(policy, "phrasings", ())), edition),
        told=(*both(policy.summary, policy.benefit.words, *conditions), *_questions_of(policy)),
        facets={
            "audience": (policy.audience,), "organ": (policy.organ,), "theme": tuple(getattr(policy, "themes", ())),
            "way": ("online",), "aim": ("money",),
        },
    )  # fmt: skip


def _advice_entry(advice: Advice, edition: Edition) -> Entry:
    return Entry(
        kind=NodeKind.ADVICE, code=advice.code, title=advice.title, summary=advice.answer,
        called=(advice.title.zh, advice.title.en, *advice.aliases),
        asked=_asked(advice.code, advice.phrasings, edition),
        told=both(advice.answer),
    )  # fmt: skip


def _question_entries(edition: Edition) -> Iterator[Entry]:
    """The text of the guides: each common question with its answer, as a thing to be found of itself."""
    nodes: list[Any] = [*edition.bundles.values(), *edition.items.values(), *policies_of(edition).values()]
    for node in nodes:
        for position, each in enumerate(getattr(node, "common_questions", ())):
            yield Entry(
                kind=QUESTION, code=f"{node.code}.{position}", title=each.question, summary=each.answer,
                called=both(each.question), told=both(each.answer, node.name), about=node.code,
            )  # fmt: skip


def _law_entries(edition: Edition) -> Iterator[Entry]:
    rested: dict[str, dict[str, list[Words]]] = {}
    for item in edition.items.values():
        for basis in item.basis:
            if basis.law:
                rested.setdefault(basis.law, {}).setdefault(basis.article, []).append(item.name)
    for law in edition.laws.values():
        yield _law_entry(law, rested.get(law.code, {}))


def _law_entry(law: Law, articles: Mapping[str, list[Words]]) -> Entry:
    short = law.title.zh.removeprefix("中华人民共和国").strip("《》")
    said = tuple(f"{short}第{article}条" for article in articles if article)
    names = [name for each in articles.values() for name in each]
    summary = Words(
        f"以它为依据的事项：{'、'.join(dict.fromkeys(name.zh for name in names))}"
        if names
        else law.number or law.title.zh,
        f"Services that rest on it: {', '.join(dict.fromkeys(name.en for name in names))}"
        if names
        else law.number or law.title.en,
    )
    return Entry(
        kind=NodeKind.LAW, code=law.code, title=law.title, summary=summary,
        called=(law.title.zh, law.title.en, short, *((law.number,) if law.number else ()), *said),
        told=both(*names),
    )  # fmt: skip
