"""One row of an export as one item, with notes on what was left out; or the reason why it cannot be one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from tongban.catalogue.contrib.guides.values import Cells, Refused
from tongban.catalogue.mappings import GuideMapping, KnownMaterial
from tongban.kernel.identifiers import is_credit_code

KINDS = {"01", "05", "07", "08", "09", "10", "20"}
IMPLEMENTATION = re.compile(r"^[0-9A-HJ-NPQRTUWXY]{18}[1-7][0-9A-Z]{12}")
AMOUNT = re.compile(r"^(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,2})?$")
STATED = {"result": "办理结果（导入的指南没有写明）"}
MOST_ALIASES = 12


@dataclass
class Maker:
    """Makes items of rows. Keeps the organs that the rows name, and which of their codes the city has already."""

    mapping: GuideMapping
    known_organs: Mapping[str, str]
    known_themes: Mapping[str, str]
    organs: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def _unsure(self) -> dict[str, Any]:
        return {"untranslated": True, "certainty": self.mapping.certainty.value}

    def item(self, row: Cells) -> tuple[str, dict[str, Any]]:
        """The item's code and its body as content says it. Raises `Refused`."""
        mapping = self.mapping
        key = self._needed(row, "key")
        name = self._needed(row, "name")
        organ = self._organ(row)
        kind = self._needed(row, "kind")
        if kind not in KINDS:
            raise Refused(f"事项类型 {kind} 不是依申请的类型", f"the kind {kind} is none that people apply for")
        codes = self._codes(row, organ)
        limits = {each: row.limit(getattr(mapping, each), each) for each in ("statutory", "promised")}
        self._promise(limits, row)
        body: dict[str, Any] = {
            "name": both(name), "legal_name": both(row.text(mapping.legal_name, "legal_name") or name),
            "kind": kind, "organ": organ, **codes,
            **self._who(row), "summary": both(row.text(mapping.summary, "summary") or name),
            "certainty": mapping.certainty.value, "untranslated": True,
            "basis": [{"title": both(each), "certainty": mapping.certainty.value} for each in row.texts(mapping.basis, "basis")],
            "conditions": self._conditions(row), "materials": self._materials(row), **limits,
            **self._gives(row), "review_points": [], **self._found_by(row),
            "visits": self._visits(row), "elsewhere": self._elsewhere(row),
        }  # fmt: skip
        return code_of(key), body

    def _needed(self, row: Cells, name: str) -> str:
        found = row.text(getattr(self.mapping, name), name)
        if not found:
            raise Refused(f"没有 {name}", f"{name} is missing")
        return found

    def _organ(self, row: Cells) -> str:
        credit, name = self._needed(row, "organ_code").upper(), self._needed(row, "organ_name")
        if not is_credit_code(credit):
            raise Refused(
                f"实施主体的信用代码 {credit} 不对（校验位）",
                f"the organ's credit code {credit} is wrong (check character)",
            )
        if credit in self.known_organs:
            return self.known_organs[credit]
        code = f"organ_{credit.lower()}"
        known = self.organs.setdefault(
            code,
            {"name": both(name), "short": both(name), "credit_code": credit} | self._unsure,
        )
        if known["name"]["zh"] != name:
            row.note(
                f"同一信用代码已有名称 {known['name']['zh']}，用先出现的",
                f"this credit code is named {known['name']['zh']} already",
            )
        return code

    def _codes(self, row: Cells, organ: str) -> dict[str, str]:
        said = self._needed(row, "implementation_code").upper()
        if not IMPLEMENTATION.match(said):
            raise Refused(
                f"实施编码 {said[:40]} 不是 18 位信用代码、1 位层级和 12 位基本编码",
                f"the implementation code {said[:40]} is not a credit code (18), a level (1) and a basic code (12)",
            )
        credit = self.organs[organ]["credit_code"] if organ in self.organs else None
        if credit and not said.startswith(credit):
            raise Refused(
                "实施编码的前 18 位不是实施主体的信用代码",
                "the implementation code does not begin with the organ's credit code",
            )
        handling = row.text(self.mapping.handling_code, "handling_code").upper() or (said if len(said) > 31 else "")
        return {"implementation_code": said[:31]} | ({"handling_code": handling} if handling else {})

    def _promise(self, limits: dict[str, dict[str, Any]], row: Cells) -> None:
        law, promise = limits["statutory"], limits["promised"]
        same = law["unit"] == promise["unit"] and law["unit"] in ("working_days", "natural_days", "hours")
        if same and promise["days"] > law["days"]:
            raise Refused(
                f"承诺时限 {promise['days']} 比法定时限 {law['days']} 长",
                f"the promise ({promise['days']}) is longer than the law ({law['days']})",
            )
        if promise["unit"] == "none" and law["unit"] != "none" and "note" not in promise:
            row.note("没有承诺时限", "no promised limit is stated")

    def _who(self, row: Cells) -> dict[str, Any]:
        subjects = row.texts(self.mapping.subjects, "subjects")
        asked = [fact for each in self.mapping.asks if each.subject in subjects for fact in each.facts]
        unknown = [each for each in subjects if each not in {ask.subject for ask in self.mapping.asks}]
        if unknown:
            row.note(
                f"对照表没有说 {'、'.join(unknown)} 要填什么",
                f"the mapping does not say what {', '.join(unknown)} fill in",
            )
        if not asked:
            raise Refused(
                "没有对照表认识的服务对象，表单问不出申请人",
                "no subject that the mapping knows: the form could not ask who applies",
            )
        return {"audience": both("、".join(subjects)), "facts": list(dict.fromkeys(asked))}

    def _conditions(self, row: Cells) -> list[dict[str, Any]]:
        sentence = row.text(self.mapping.conditions, "conditions")
        if not sentence:
            return []
        return [{"code": "as_stated", "sentence": both(sentence), "certainty": self.mapping.certainty.value}]

    def _materials(self, row: Cells) -> list[dict[str, Any]]:
        known = {name: each for each in self.mapping.known_materials for name in each.names}
        return [self._material(name, known.get(name)) for name in row.texts(self.mapping.materials, "materials")]

    def _material(self, name: str, known: KnownMaterial | None) -> dict[str, Any]:
        found = {"code": f"m_{digest(name)}", "name": both(name), "way": known.way.value if known else "upload"}
        for part in ("source", "proved_by"):
            if known and getattr(known, part):
                found[part] = getattr(known, part)
        return found | {"certainty": self.mapping.certainty.value}

    def _gives(self, row: Cells) -> dict[str, Any]:
        amount, basis = (row.text(getattr(self.mapping, name), name) for name in ("fee", "fee_basis"))
        fee: dict[str, Any] = {"yuan": "", "certainty": self.mapping.certainty.value}
        if AMOUNT.match(amount):
            fee["yuan"] = amount
        elif amount:
            row.note(
                f"收费“{amount[:60]}”不是一个金额，照原文放在依据里",
                f"the fee {amount[:60]!r} is no amount and kept as its basis",
            )
        if said := "；".join(filter(None, (basis, "" if fee["yuan"] else amount))):
            fee["basis"] = both(said)
        result = row.text(self.mapping.result, "result")
        return {"fee": fee, "result": {"name": both(result or STATED["result"])}}

    def _found_by(self, row: Cells) -> dict[str, Any]:
        themes = row.texts(self.mapping.themes, "themes")
        unknown = [each for each in themes if each not in self.known_themes]
        if unknown:
            row.note(
                f"主题 {'、'.join(unknown)} 不在 themes.yaml 里",
                f"no theme of themes.yaml is called {', '.join(unknown)}",
            )
        aliases = row.texts(self.mapping.aliases, "aliases")[:MOST_ALIASES]
        return {"aliases": aliases, "themes": [self.known_themes[each] for each in themes if each in self.known_themes]}

    def _visits(self, row: Cells) -> int:
        said = row.text(self.mapping.visits, "visits")
        if said and not said.isdecimal():
            row.note(f"到场次数“{said[:40]}”不是数字", f"the number of visits {said[:40]!r} is no number")
        return int(said[:4]) if said.isdecimal() else 0

    def _elsewhere(self, row: Cells) -> dict[str, Any]:
        texts = {name: row.text(getattr(self.mapping, name), name) for name in ("address", "phones", "complaints")}
        if texts["address"] and not re.match(r"https?://", texts["address"]):
            row.note(
                f"网址“{texts['address'][:60]}”不是 http 地址，没有用",
                f"{texts['address'][:60]!r} is no http address and was left out",
            )
            texts["address"] = ""
        words = {name: row.text(getattr(self.mapping, name), name) for name in ("place", "hours", "platform")}
        return {k: v for k, v in texts.items() if v} | {k: both(v) for k, v in words.items() if v} or {"phones": ""}


def both(text: str) -> dict[str, str]:
    """The Chinese, standing for the English too: the item says that it is not translated."""
    return {"zh": text, "en": text}


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]


def code_of(key: str) -> str:
    """The code of the item that a key of the export names: the same for the same key, always."""
    plain = key.lower()
    return f"guide_{plain}" if re.fullmatch(r"[a-z0-9]{1,50}", plain) else f"guide_{digest(key)}"
