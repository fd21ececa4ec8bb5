"""How a file is cut into parts that are saved by themselves, and what a new one begins with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition
from tongban.kernel.words import Words

studio = catalogue.studio

ITEM_PARTS: Mapping[str, tuple[Words, tuple[str, ...]]] = {
    "names": (
        Words("名称与对象", "Names"),
        (
            *(
                "name",
                "legal_name",
                "summary",
                "audience",
                "kind",
                "organ",
                "implementation_code",
                "purpose",
                "acts_on",
            ),
            *("visits", "needs", "handling_code", "elsewhere", "untranslated", "certainty"),
        ),
    ),
    "basis": (Words("设定依据", "Legal basis"), ("basis",)),
    "conditions": (Words("受理条件", "Conditions"), ("conditions",)),
    "facts": (Words("要填的数据项", "Facts"), ("facts",)),
    "materials": (Words("申报材料", "Materials"), ("materials",)),
    "limits": (Words("办理时限", "Limits"), ("statutory", "promised")),
    "fee": (Words("收费与结果", "Fee and result"), ("fee", "result")),
    "points": (Words("审查要点", "Review points"), ("review_points",)),
    "procedure": (Words("办理程序", "Procedure"), ("procedure", "commitment")),
    "finding": (Words("百姓问法", "Phrasings"), ("aliases", "phrasings", "themes")),
    "questions": (Words("常见问题", "Questions"), ("common_questions",)),
}
POLICY_PARTS: Mapping[str, tuple[Words, tuple[str, ...]]] = {
    "names": (
        Words("名称与对象", "Names"),
        ("name", "audience", "organ", "summary", "mode", "item", "how_to", "trigger", "note", "certainty"),
    ),
    "document": (Words("政策文件", "Document"), ("document",)),
    "conditions": (Words("享受条件", "Conditions"), ("conditions",)),
    "benefit": (Words("待遇标准", "Benefit"), ("benefit",)),
    "time": (
        Words("期限和预算", "Time and budget"),
        ("valid_from", "valid_until", "valid_passage", "pay_day", "budget"),
    ),
    "exclusions": (Words("排除和停发", "Exclusions"), ("exclusions", "common_exclusions", "stops")),
    "granting": (Words("免申即享办法", "Granting"), ("granting",)),
    "parameters": (Words("参数", "Parameters"), ("parameters",)),
    "sources": (Words("还要读的数源", "Further sources"), ("sources",)),
    "finding": (Words("百姓问法", "Phrasings"), ("aliases", "phrasings", "themes")),
    "questions": (Words("常见问题", "Questions"), ("common_questions",)),
}
CUT: Mapping[str, Mapping[str, tuple[Words, tuple[str, ...]]]] = {"items": ITEM_PARTS, "policies": POLICY_PARTS}
SCALARS = Words("基本信息", "Basics")
ADVICE: Mapping[str, Words] = {
    "names": Words(
        "标题用老百姓的话，法定名称照依据写", "Name it as people say it; the legal name as the law writes it"
    ),
    "basis": Words("没有依据的不能设事项", "Without a legal basis there can be no item"),
    "conditions": Words(
        "写了判断规则的由系统先核对，没写的由人判断",
        "With a rule the machine examines it first; without one a person judges",
    ),
    "facts": Words(
        "先找已有的数据项：政府已有的不用申请人再填", "Look for a fact that is there: what the State knows is not asked"
    ),
    "materials": Words("能用证照或登记库核验的，不要申请人上传", "What a licence or a register proves is not uploaded"),
    "limits": Words("承诺时限不能长于法定时限", "A promise is never longer than the law"),
    "points": Words("有规则的要点要写明哪里不对、怎么改", "A point with a rule says what is wrong and how to mend it"),
    "finding": Words(
        "写三个以上百姓会怎么问，搜索靠它", "Write three or more whole questions: the search lives on them"
    ),
}


@dataclass(frozen=True)
class Part:
    """A part of a file: its code in the address, its title, the top-level keys that it saves, and how many problems it has."""

    code: str
    title: Words
    keys: tuple[str, ...]
    faults: int = 0
    is_written: bool = False


def parts_of(file: str, held: Mapping[str, Any]) -> list[Part]:
    """The parts of a file in the order in which they are written. A file of coded entries has one for each entry."""
    noun, is_keyed = studio.noun_of(file)
    if noun is None:
        return []
    if is_keyed:
        return [Part(code, _entry_name(code, held), (code,), is_written=True) for code in held]
    names = [each.name for each in fields(noun) if each.name not in ("code", "version", "region")]
    if cut := CUT.get(file.partition("/")[0]):
        found = [Part(code, title, keys) for code, (title, keys) in cut.items()]
        more = [name for name in names if not any(name in part.keys for part in found)]
        return found + [Part(name, studio.label_of(name), (name,)) for name in more]
    plain = tuple(each.name for each in fields(noun) if each.name in names and not _is_large(each))
    large = [Part(name, studio.label_of(name), (name,)) for name in names if name not in plain]
    return [Part("names", SCALARS, plain), *large] if plain else large


def _is_large(each: Any) -> bool:
    text = str(each.type)
    return "tuple" in text or "Mapping" in text


def _entry_name(code: str, held: Mapping[str, Any]) -> Words:
    entry = held.get(code)
    words = next(
        (entry[part] for part in ("label", "name", "title") if isinstance(entry, dict) and part in entry), None
    )
    zh, en = (words.get("zh"), words.get("en")) if isinstance(words, dict) else (None, None)
    return Words(str(zh or code), str(en or code))


def order_of(file: str) -> Sequence[str]:
    """The order in which the keys of such a file stand."""
    noun, is_keyed = studio.noun_of(file)
    if noun is None or is_keyed:
        return ()
    known = [key for _, keys in ITEM_PARTS.values() for key in keys] if file.startswith("items/") else []
    return [*known, *(each.name for each in fields(noun) if each.name not in known)]


def beginning(kind: str, code: str, *, name: Words, organ: str, edition: Edition) -> dict[str, str]:
    """The files with which a new item begins: what has to be filled in stands there empty, nothing is invented."""
    body: dict[str, Any] = {
        "name": {"zh": name.zh, "en": name.en},
        "legal_name": {"zh": name.zh, "en": name.en},
        "kind": "20",
        "organ": organ,
        "basis": [],
        "conditions": [],
        "facts": ["applicant_name", "applicant_number", "applicant_phone"],
        "materials": [],
        "fee": {"yuan": "0"},
        "review_points": [],
    }
    body["facts"] = [fact for fact in body["facts"] if fact in edition.facts]
    return {f"items/{code}.yaml": studio.written(body)}


KINDS_OF_FILES: Mapping[str, Words] = {
    "items": Words("事项", "item"), "bundles": Words("一件事", "bundle"), "policies": Words("政策", "policy"),
    "facts": Words("数据项", "facts"), "cases": Words("测试用例", "test cases"), "windows": Words("办理地点", "places"),
}  # fmt: skip


def title_of(file: str, edition: Edition) -> Words:
    """What a file is called on the pages."""
    folder, _, name = file.removesuffix(".yaml").rpartition("/")
    kind = KINDS_OF_FILES.get(folder) or studio.NOUNS.get(name.removesuffix("s")) or Words(name, name)
    named = {"items": edition.items, "bundles": edition.bundles, "policies": edition.policies}.get(folder, {})
    about = {**edition.items, **edition.bundles, **edition.policies} if folder == "cases" else named
    found = about.get(name)
    called = found.name if found is not None and hasattr(found, "name") else Words(name, name)
    return Words(f"{kind.zh}：{called.zh}", f"{kind.en.capitalize()}: {called.en}") if folder else kind
