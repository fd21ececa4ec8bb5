"""What texts name: the facts of an expression, the articles that a sentence quotes. Both read from the text alone."""

import re
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2s

from tongban.catalogue.statements import Law
from tongban.catalogue.types import Result
from tongban.kernel.words import Words

_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_NAME = re.compile(r"[a-z_][a-z0-9_]*(?!\w*\s*\()")
_ARTICLE = re.compile(r"第([〇零一二三四五六七八九十百千0-9 ]+?)条(之[一二三四五六七八九十])?")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_LONG_FORM = "中华人民共和国"


def names_in(expression: str) -> frozenset[str]:
    """Every name in an expression that is neither a function nor inside quotation marks: facts, parameters and words of the
    language. An expression of two thousand items must not be parsed for this; the tests compare it with the parser."""
    return frozenset(_NAME.findall(_QUOTED.sub("", expression)))


def situation_code(expression: str) -> str:
    """A code for an expression, the same wherever it is written in the same way."""
    return blake2s(" ".join(expression.split()).encode(), digest_size=5).hexdigest()


def text_code(title: Words) -> str:
    """A code for a basis that is named by its title only."""
    return f"t{blake2s(title.zh.encode(), digest_size=5).hexdigest()}"


def licence_code(result: Result) -> str:
    """The code of a licence type; where none is stated, one from its name."""
    return result.licence_type or text_code(result.name)


def number_of(chinese: str) -> str:
    """第"三十五"条 → "35". A number that is written in digits stays as it is; an unreadable one gives an empty text."""
    text = chinese.strip()
    if text.isascii():
        return text
    total = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _TENS:
            total += (digit or 1) * _TENS[char]
            digit = 0
        else:
            return ""
    return str(total + digit)


class Citations:
    """Finds laws and their articles in sentences: by the law's title, with or without 中华人民共和国, longest title first."""

    def __init__(self, laws: Mapping[str, Law]) -> None:
        self.titles: dict[str, str] = {}
        for law in laws.values():
            for title in (law.title.zh, law.title.zh.removeprefix(_LONG_FORM)):
                self.titles.setdefault(title, law.code)
        ordered = sorted(self.titles, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, ordered)) or r"(?!)")
        self.found = lru_cache(maxsize=None)(self._found)

    def _found(self, sentence: str) -> tuple[tuple[str, str], ...]:
        """(law, article) of each law that the sentence names; the article is empty where none follows at once."""
        cited: list[tuple[str, str]] = []
        for match in self.pattern.finditer(sentence):
            law = self.titles[match.group()]
            rest = re.sub(r"^[》〉\s]*(?:（[^）]*）)?", "", sentence[match.end() :])
            article = _ARTICLE.match(rest)
            cited.append((law, _numbered(article) if article else ""))
        return tuple(dict.fromkeys(cited))


def _numbered(article: re.Match[str]) -> str:
    number, suffix = number_of(article.group(1)), article.group(2)
    return f"{number}-{_DIGITS.get(suffix[1], 1)}" if suffix and number else number
