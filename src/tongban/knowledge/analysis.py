"""From people's words to tokens: characters, pairs and words for Chinese; stems for English; sounds for both."""

import logging
import re
import unicodedata
import warnings
from functools import cache, lru_cache
from itertools import pairwise

from django.conf import settings
from pypinyin import Style, lazy_pinyin

with warnings.catch_warnings():
    # jieba 0.42 has unescaped patterns in its source and asks for pkg_resources.
    warnings.simplefilter("ignore")
    import jieba

LONGEST = 200
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
LATIN = re.compile(r"[a-z0-9]+")
FILLERS = re.compile(
    "我们|我|您|你|想要|想|需要|要|应该|怎么样|怎么|咋|如何|什么|啥|哪些|哪里|哪儿|哪几|几张|几个|多少|一个|一家|一下|个|家|爿|"
    "办理|申请|申领|办|弄|搞|请问|请|可以|可不可以|能不能|能|吗|呢|吧|伐|的|了|呀|啊|是|去|在|到|给|帮|证件|手续|流程|材料"
)
ENGLISH_FILLERS = frozenset(
    re.findall(
        r"\w+",
        "a an the i we my our your you to for of in on at is are do does can could want would like need how what which where "
        "please get apply with and or it",
    )
)


def normal(words: str) -> str:
    """Folded (NFKC, lower case, no accents), without control characters, one space between words, at most 200 long."""
    folded = unicodedata.normalize("NFKD", words[: LONGEST * 2]).lower()
    kept = (char if unicodedata.category(char)[0] not in "CM" else " " * (char in "\t\n\r") for char in folded)
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())[:LONGEST]


def matter(words: str) -> str:
    """What somebody's words are about: normal, without punctuation and without the words of asking."""
    found = normal(words)
    chinese = "".join(FILLERS.sub("", part) for part in HAN.findall(found))
    english = " ".join(word for word in LATIN.findall(found) if word not in ENGLISH_FILLERS)
    return " ".join(part for part in (chinese, english) if part)


def tokens(words: str) -> list[str]:
    """The tokens of normal words: pairs and words of each run of Chinese, stems of the other words."""
    found: list[str] = []
    for run in HAN.findall(words):
        found += [a + b for a, b in pairwise(run)]
        found += [word for word in _chinese_words().cut_for_search(run) if len(word) != 2]
        found += list(run)
    found += [stem(word) for word in LATIN.findall(words) if word not in ENGLISH_FILLERS]
    return found


def stem(word: str) -> str:
    """An English word without its plural; short words and numbers stay as they are."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@lru_cache(maxsize=4096)
def syllables(words: str) -> tuple[str, ...]:
    """How the Chinese of these words sounds: pinyin without tones, one syllable for each character."""
    return tuple(lazy_pinyin("".join(HAN.findall(words)), style=Style.NORMAL, errors="ignore"))


def sounds(words: str) -> list[str]:
    """What somebody may type instead of Chinese: the whole pinyin and the initials."""
    said = syllables(words)
    return ["".join(said), "".join(each[0] for each in said)] if said else []


def syllable_pairs(words: str) -> list[str]:
    """Neighbouring syllables, by which a wrong character that sounds right is still found."""
    return [f"{a}_{b}" for a, b in pairwise(syllables(words))]


@cache
def _chinese_words() -> "jieba.Tokenizer":
    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    # By default it loads a cache from a place in /tmp that anybody could write.
    settings.HOME.mkdir(parents=True, exist_ok=True)
    cutter.tmp_dir = str(settings.HOME)
    cutter.initialize()
    return cutter
