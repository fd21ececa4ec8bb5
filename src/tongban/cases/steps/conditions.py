"""Conditions that no published item names (隐性审批): found in the words that officials write to applicants.

What is found is a hint for the supervisor, not a finding: words are compared with the whole content of the edition.
"""

import re
from collections.abc import Iterator

from tongban.catalogue import public as catalogue
from tongban.kernel.words import Words

SHORTEST = 4  # characters: a shorter label is a word of everyday language
PAPERS = "证明|报告|合同|协议|批复|证书|执照|复印件|意见书|担保函|公函|介绍信|许可证|鉴定书|评估书"
DEMAND = re.compile(rf"(?:提供|提交|补交|出具|补充|上传|附上|开具|再交|补)([^，。；、,.;\s“”]{{0,20}}?(?:{PAPERS}))")
Found = tuple[str, Words]
"""The kind of irregularity, and what was asked for."""


def beyond_the_published(words: str, edition: catalogue.Edition, item: str) -> Iterator[Found]:
    """What these words ask for that the item does not publish: materials and facts of others, and papers that nobody names."""
    own = published(edition, item)
    rest = words
    for text in sorted(own, key=len, reverse=True):
        rest = rest.replace(text, " ")
    materials, facts = _names(edition)
    named = {zh: ("unpublished_material", name) for zh, name in materials.items() if zh in rest and zh not in own}
    named |= {zh: ("unpublished_condition", name) for zh, name in facts.items() if zh in rest and zh not in own}
    for asked in DEMAND.findall(rest):
        if not any(asked in text or text in asked for text in (*own, *named)):
            named[asked] = ("unpublished_material", Words(asked, asked))
    yield from named.values()


def published(edition: catalogue.Edition, code: str) -> frozenset[str]:
    """Every name and sentence in Chinese that the item itself publishes, of at least two characters."""
    item = edition.items[code]
    texts = [item.name.zh, item.legal_name.zh, item.result.name.zh]
    for material in item.materials:
        texts += [material.name.zh, material.note.zh if material.note else ""]
    texts += [edition.facts[one.fact].label.zh for one in item.facts if one.fact in edition.facts]
    texts += [condition.sentence.zh for condition in item.conditions]
    for point in item.review_points:
        texts += [point.label.zh, *(one.zh for one in (point.fault, point.mend) if one)]
    return frozenset(text for text in texts if len(text) >= 2)


def _names(edition: catalogue.Edition) -> tuple[dict[str, Words], dict[str, Words]]:
    """The materials and the facts of all items, by their Chinese names; a short label of a fact is everyday language."""
    materials = {m.name.zh: m.name for item in edition.items.values() for m in item.materials}
    facts = {fact.label.zh: fact.label for fact in edition.facts.values() if len(fact.label.zh) >= SHORTEST}
    return materials, facts
