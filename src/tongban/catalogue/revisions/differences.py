"""What differs between two versions of a definition, in plain words: no diff of lines, but sentences that people understand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any

from tongban.catalogue.queries import rule
from tongban.catalogue.revisions.labels import AUDIENCES, ITEM_KINDS, NOUNS, label_of, member_words, said_limit
from tongban.catalogue.revisions.types import Difference, DifferenceKind
from tongban.catalogue.statements import Fee, Limit
from tongban.catalogue.types import Edition
from tongban.kernel.words import Words
from tongban.rules import public as rules
from tongban.rules.public import RuleError

EXPRESSIONS = frozenset({"rule", "when", "needed_when"})
NAMED_BY = ("code", "fact", "organ", "item", "title", "question", "zh")
CALLED = ("name", "sentence", "label", "title", "question", "says")
NEVER_SHOWN = frozenset({"version", "code"})
KINDS_OF_NAMES: Mapping[str, str] = {
    "organ": "organs", "fact": "facts", "facts": "facts", "shows": "facts", "questions": "facts", "chosen_by": "facts",
    "source": "sources", "law": "laws", "themes": "themes", "section": "sections", "item": "items", "needs": "items",
    "acts_on": "items", "proved_by": "items",
}  # fmt: skip
NEW = Words("新设{noun}“{name}”", "The {noun} “{name}” is new")
GONE = Words("取消{noun}“{name}”", "The {noun} “{name}” is withdrawn")
ADDED = Words("新增{label}：{said}", "{label} added: {said}")
REMOVED = Words("取消{label}：{said}", "{label} removed: {said}")
CHANGED = Words("{label}由{old}改为{new}", "{label}: from {old} to {new}")
SET = Words("{label}定为{new}", "{label} is now {new}")
UNSET = Words("不再有{label}（原为{old}）", "{label} no longer given (was {old})")
ENGLISH = Words("{label}的英文由{old}改为{new}", "{label} in English: from {old} to {new}")
MOVED = Words("{label}的先后顺序改变了", "The order changed: {label}")
INSIDE = Words("{label}“{name}”：{said}", "{label} “{name}”: {said}")
NOTHING = Words("（无）", "(none)")
YES, NO = Words("是", "yes"), Words("否", "no")


@dataclass(frozen=True, slots=True)
class _Speaker:
    """How the values of one edition are said."""

    edition: Edition | None

    def named(self, part: str, code: str) -> Words:
        """A code by what it stands for, in quotation marks."""
        known = getattr(self.edition, KINDS_OF_NAMES[part], {}) if part in KINDS_OF_NAMES and self.edition else {}
        return quoted(called(known[code]) if code in known else Words(code, code))

    def sentence(self, text: str) -> Words:
        """A rule as a sentence; one that this edition cannot read as it is written."""
        try:
            return quoted(rules.explain(rule(self.edition, text))) if self.edition else quoted(Words(text, text))
        except RuleError:
            return quoted(Words(text, text))

    def said(self, part: str, value: Any) -> Words:
        """A value of a part as people read it."""
        if isinstance(value, Words):
            return quoted(value)
        if isinstance(value, bool):
            return quoted(YES if value else NO)
        if isinstance(value, Limit):
            return spaced(said_limit(value.days, value.unit))
        if isinstance(value, Fee):
            return spaced(Words(f"{value.yuan} 元", f"{value.yuan} yuan"))
        if isinstance(value, StrEnum):
            return quoted(member_words(value))
        if isinstance(value, str):
            return self._text(part, value)
        if isinstance(value, tuple):
            words = [self.said(part, each) for each in value]
            return joined(words) if words else NOTHING
        if isinstance(value, Mapping):
            return joined(
                [quoted(each) if isinstance(each, Words) else self.said(part, each) for each in value.values()]
            )
        if is_dataclass(value):
            return quoted(self.called(value))
        return NOTHING if value is None else spaced(Words(str(value), str(value)))

    def _text(self, part: str, value: str) -> Words:
        if part in EXPRESSIONS:
            return self.sentence(value)
        if part in KINDS_OF_NAMES:
            return self.named(part, value)
        known = ITEM_KINDS.get(value) or AUDIENCES.get(value) if part in ("kind", "audience") else None
        return quoted(known or Words(value, value)) if value else NOTHING

    def called(self, value: Any) -> Words:
        """What an element of a list is called."""
        for part in ("fact", "organ", "item"):
            code = getattr(value, part, None)
            if isinstance(code, str) and not hasattr(value, "name"):
                return unquoted(self.named(part, code))
        return called(value)


_Pair = tuple[_Speaker, _Speaker]
"""Who says the old values, and who the new ones."""
Told = Iterator[tuple[DifferenceKind, Words]]


def quoted(words: Words) -> Words:
    return Words(f"“{words.zh}”", f"“{words.en}”")


def unquoted(words: Words) -> Words:
    return Words(words.zh.strip("“”"), words.en.strip("“”"))


def spaced(words: Words) -> Words:
    """A number stands apart from the Chinese characters around it."""
    before, after = (" " if each.isdigit() else "" for each in (words.zh[:1], words.zh[-1:]))
    return Words(f"{before}{words.zh}{after}", words.en)


def joined(words: Iterable[Words]) -> Words:
    found = list(words)
    return Words("、".join(each.zh.strip() for each in found), ", ".join(each.en for each in found))


def called(value: Any) -> Words:
    for part in CALLED:
        found = getattr(value, part, None)
        if isinstance(found, Words):
            return found
    code = str(getattr(value, "code", "") or next(iter(vars(value).values()), ""))
    return Words(code, code)


def differences(
    before: Any, after: Any, *, kind: str, was: Edition | None = None, now: Edition | None = None
) -> tuple[Difference, ...]:
    """Everything that differs between two versions of a definition of this kind (None: it was not there), part by part.

    `was` and `now` are the editions in which the versions stand: they give the names of what the versions only have codes for.
    """
    noun = NOUNS.get(kind, Words(kind, kind))
    if before is None or after is None:
        if before is after:
            return ()
        template, there = (NEW, after) if before is None else (GONE, before)
        said = template.filled(noun=noun, name=called(there))
        return (Difference("", DifferenceKind.ADDED if before is None else DifferenceKind.REMOVED, said),)
    return tuple(_differing(before, after, (_Speaker(was), _Speaker(now))))


def _differing(before: Any, after: Any, by: _Pair) -> Iterator[Difference]:
    for part in (each.name for each in fields(after) if each.name not in NEVER_SHOWN):
        old, new = getattr(before, part, None), getattr(after, part)
        if old != new:
            for kind, says in _said(part, old, new, by):
                yield Difference(part, kind, Words(says.zh.strip(), says.en))


def _said(part: str, old: Any, new: Any, by: _Pair) -> Told:
    label = label_of(part)
    if isinstance(old, tuple) and isinstance(new, tuple):
        yield from _listed(part, old, new, by)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _mapped(part, old, new)
    elif isinstance(old, Words) and isinstance(new, Words) and old.zh == new.zh:
        said = ENGLISH.filled(label=label, old=quoted(Words(old.en, old.en)), new=quoted(Words(new.en, new.en)))
        yield DifferenceKind.CHANGED, said
    elif is_dataclass(new) and type(old) is type(new):
        yield from _nested(part, old, new, by)
    elif _is_nothing(old):
        yield DifferenceKind.ADDED, SET.filled(label=label, new=by[1].said(part, new))
    elif _is_nothing(new):
        yield DifferenceKind.REMOVED, UNSET.filled(label=label, old=by[0].said(part, old))
    else:
        yield DifferenceKind.CHANGED, CHANGED.filled(label=label, old=by[0].said(part, old), new=by[1].said(part, new))


def _is_nothing(value: Any) -> bool:
    return value is None or value == ""


def _nested(part: str, old: Any, new: Any, by: _Pair) -> Told:
    """A limit is said as a whole; of others, what differs inside."""
    label = label_of(part)
    heads = {"days", "unit"} if isinstance(new, Limit) else {"yuan"} if isinstance(new, Fee) else set()
    if any(getattr(old, head) != getattr(new, head) for head in heads):
        yield DifferenceKind.CHANGED, CHANGED.filled(label=label, old=by[0].said(part, old), new=by[1].said(part, new))
    for inner in fields(new):
        before, after = getattr(old, inner.name), getattr(new, inner.name)
        if before != after and inner.name not in heads | NEVER_SHOWN:
            for kind, says in _said(inner.name, before, after, by):
                yield kind, Words(f"{label.zh}：{says.zh}", f"{label.en}: {says.en}")


def _key(value: Any) -> Any:
    for name in NAMED_BY:
        found = getattr(value, name, None)
        if found is not None:
            return found.zh if isinstance(found, Words) else found
    return value


def _listed(part: str, old: tuple[Any, ...], new: tuple[Any, ...], by: _Pair) -> Told:
    label = label_of(part)
    before, after = ({_key(each): each for each in side} for side in (old, new))
    for key, each in after.items():
        if key not in before:
            yield DifferenceKind.ADDED, ADDED.filled(label=label, said=by[1].said(part, each))
        elif isinstance(each, Words) and before[key] != each:
            yield from _said(part, before[key], each, by)
        elif before[key] != each and is_dataclass(each):
            yield from _inside(label, before[key], each, by)
    for key, each in before.items():
        if key not in after:
            yield DifferenceKind.REMOVED, REMOVED.filled(label=label, said=by[0].said(part, each))
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield DifferenceKind.CHANGED, MOVED.filled(label=label)


def _inside(label: Words, old: Any, new: Any, by: _Pair) -> Told:
    for found in _differing(old, new, by):
        yield found.kind, INSIDE.filled(label=label, name=by[1].called(new), said=found.says)


def _mapped(part: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Told:
    label, speaker = label_of(part), _Speaker(None)
    for key in dict.fromkeys((*old, *new)):
        if key not in old:
            yield DifferenceKind.ADDED, ADDED.filled(label=label, said=speaker.said(part, new[key]))
        elif key not in new:
            yield DifferenceKind.REMOVED, REMOVED.filled(label=label, said=speaker.said(part, old[key]))
        elif old[key] != new[key]:
            said = CHANGED.filled(label=label, old=speaker.said(part, old[key]), new=speaker.said(part, new[key]))
            yield DifferenceKind.CHANGED, said
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield DifferenceKind.CHANGED, MOVED.filled(label=label)
