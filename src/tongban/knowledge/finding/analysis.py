"""From people's words to tokens: characters and pairs for Chinese, stems for English, sounds for both."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from operator import add

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PINYIN_DICT
from pypinyin.seg.mmseg import seg

LONGEST = 200
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
LATIN = re.compile(r"[a-z0-9]+")
FILLERS = re.compile(
    "请问|我们|我想要|我要|我想|想要|想问一下|问一下|想问|需要|要怎么|应该|怎么办理|怎么办|怎么弄|怎么样|怎么|怎样|咋办|咋|如何|是什么|什么|"
    "哪些|哪里|哪儿|哪个|几张|几个|多少|一下|可不可以|是不是|能不能|要不要|有没有|可以|吗|呢|吧|的|了|呀|啊|嘛|哦|呗|伐|我|你|您|它|这个|那个|就是"
)
ENGLISH_FILLERS = frozenset(
    re.findall(
        r"\w+",
        "a an the i we my our your you to for of in on at is are do does can could want would like need how what which where "
        "please get apply with and or it me am be have has if when",
    )
)
PINYIN_FILLERS = frozenset(
    re.findall(
        r"\w+",
        "wo woyao yao xiang woxiang qingwen zenme zenmeban zenmebanli zenmenong ban banli ruhe shenme na nali naer zainali "
        "xuyao keyi ma ne de",
    )
)
UNWANTED = re.compile(r"(?:^|(?<=[，,。；;]))\s*我?(?:不想|不打算|不愿意?)[^，,。；;]+[，,。；;]")
SIMILAR_SOUNDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PLAIN = re.compile(r"[\u4e00-\u9fff\u3001-\u3011\u2014\u2018-\u201d\x20-\x7e]*")
_MARKS = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeiiiioooouuuuvvvvvnnnm")


def normal(words: str) -> str:
    """Folded (NFKC, lower case, no accents, simplified characters), without control characters, at most 200 long."""
    wide = words[: LONGEST * 2].translate(_WIDE)
    if _PLAIN.fullmatch(wide):  # most of all texts, and ten times as quick
        text = " ".join(wide.lower().split())[:LONGEST]
        return text if text.isascii() or _traditional().isdisjoint(text) else simplified(text)
    folded = unicodedata.normalize("NFKD", words[: LONGEST * 2]).lower()
    kept = (char if unicodedata.category(char)[0] not in "CM" else " " * (char in "\t\n\r") for char in folded)
    text = " ".join(unicodedata.normalize("NFC", "".join(kept)).split())[:LONGEST]
    return text if text.isascii() or _traditional().isdisjoint(text) else simplified(text)


def simplified(text: str) -> str:
    """Traditional characters as simplified ones (OpenCC's t2s)."""
    return str(_to_simplified().convert(text))


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


@cache
def _traditional() -> frozenset[str]:
    """Every character that OpenCC changes: asking it costs more than the rest, and most texts have none."""
    block = [chr(code) for code in range(0x4E00, 0x9FFF)]
    return frozenset(char for char, plain in zip(block, simplified("".join(block)), strict=True) if char != plain)


def matter(found: str) -> str:
    """What somebody's normal words are about: without punctuation and without the words of asking."""
    chinese = "".join(FILLERS.sub("", part) for part in HAN.findall(found))
    english = " ".join(word for word in LATIN.findall(found) if word not in ENGLISH_FILLERS)
    return " ".join(part for part in (chinese, english) if part)


def wanted(words: str) -> str:
    """Somebody's words without the clauses that say what they do not want, where anything else is left."""
    rest = UNWANTED.sub("", words)
    return rest if HAN.search(rest) else words


def about(text: str) -> str:
    """The matter of normal words; the words themselves where they name none."""
    return matter(text) or text


def tokens(words: str) -> list[str]:
    """The tokens of normal words: characters and pairs of each run of Chinese without fillers, stems of the other words."""
    found: list[str] = []
    for run in HAN.findall(words):
        for part in FILLERS.split(run):
            found += part
            found += [a + b for a, b in pairwise(part)]
    found += [stem(word) for word in LATIN.findall(words) if word not in ENGLISH_FILLERS]
    return found


def stem(word: str) -> str:
    """An English word without its plural or its -ing; short words and numbers stay as they are."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 5 and word.endswith("ing"):
        return word[:-3]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@lru_cache(maxsize=8192)
def sound(char: str) -> str:
    """One character's pinyin without tone, the first of several; "" for what is none."""
    said = PINYIN_DICT.get(ord(char), "").split(",")[0].translate(_MARKS)
    for heard, written in SIMILAR_SOUNDS:
        said = said.replace(heard, written)
    return said


def syllables(words: str) -> list[str]:
    """How the Chinese of these words sounds, one syllable for each character; what many people do not tell apart is one."""
    return [sound(char) for run in HAN.findall(words) for char in run]


def syllable_pairs(words: str) -> list[str]:
    """Neighbouring syllables, by which a wrong character that sounds right is still found."""
    chinese = "".join(HAN.findall(words))
    return list(map(_sound_of_pair, map(add, chinese, chinese[1:])))


@lru_cache(maxsize=1 << 17)
def _sound_of_pair(pair: str) -> str:
    return f"{sound(pair[0])}_{sound(pair[1])}"


def sounds(words: str) -> list[str]:
    """What somebody may type instead of Chinese: the whole pinyin and the initials, as the words are read together."""
    said = [each for part in seg.cut("".join(HAN.findall(words))) for each in _read_together(part)]
    return ["".join(said), "".join(each[0] for each in said)] if said else []


@lru_cache(maxsize=1 << 15)
def _read_together(word: str) -> tuple[str, ...]:
    """The syllables of one of pypinyin's own words: they depend on nothing beside it, and names are made of the same words."""
    return tuple(lazy_pinyin(word, style=Style.NORMAL, errors="ignore", v_to_u=False))


@cache
def _known_syllables() -> frozenset[str]:
    return frozenset(
        said.translate(_MARKS)
        for code, each in PINYIN_DICT.items()
        if 0x4E00 <= code < 0x9FFF
        for said in each.split(",")
    )


def typed_matter(words: str) -> str:
    """What is typed in Latin letters, as one word, without the pinyin of asking; all of it where nothing else is there."""
    found = LATIN.findall(words)
    return "".join([word for word in found if word not in PINYIN_FILLERS] or found)


def spoken(typed: str) -> list[str]:
    """Pinyin that was typed, with or without spaces, as syllables; an empty list where it is not pinyin."""
    found: list[str] = []
    for word in LATIN.findall(typed):
        parts = _cut(word)
        if parts is None:
            return []
        found += parts
    return [_merged(each) for each in found]


def _merged(syllable: str) -> str:
    for heard, written in SIMILAR_SOUNDS:
        syllable = syllable.replace(heard, written)
    return syllable


def _cut(word: str) -> list[str] | None:
    """The fewest syllables that make up the word, or None."""
    best: list[list[str] | None] = [[], *([None] * len(word))]
    for end in range(1, len(word) + 1):
        for begun, part in _endings(word, end):
            before = best[begun]
            kept = best[end]
            if before is not None and (kept is None or len(before) + 1 < len(kept)):
                best[end] = [*before, part]
    return best[-1]


def _endings(word: str, end: int) -> Iterator[tuple[int, str]]:
    for begun in range(max(0, end - 6), end):
        if word[begun:end] in _known_syllables():
            yield begun, word[begun:end]
