"""What a search gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from tongban.catalogue.public import Choice
from tongban.kernel.words import Words


class NodeKind(StrEnum):
    """What sort of thing was found."""

    BUNDLE = "bundle"
    ITEM = "item"
    POLICY = "policy"
    ADVICE = "advice"
    LAW = "law"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found in the edition. A higher score is a better answer.

    `question` and `answer` are the common question of its guide that somebody's words are about, if there is one. `partner` is the
    policy of this item, or the item of this policy, where both were found: they are shown as one.
    `facets` are the headings under which it stands: audience, organ, theme, way (online, counter) and pace (on the spot, days).
    """

    kind: str
    code: str
    title: Words
    summary: Words
    score: float
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    question: Words | None = None
    answer: Words | None = None
    partner: "Hit | None" = None


@dataclass(frozen=True)
class Searcher:
    """For whom results are ordered (个性化): as a person or an organisation, how old, in which district. Empty means anybody.

    It only moves what is nearly as good; it hides nothing, and no search stores it.
    """

    audience: str = ""
    born_on: date | None = None
    on: date | None = None
    district: str = ""


class Verdict(StrEnum):
    """What the right answer is: results, a question first, a refusal, or that nothing was found."""

    FOUND = "found"
    ASK = "ask"
    REFUSE = "refuse"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Found:
    """The answer to somebody's words: the verdict, the hits best first, what to ask or to tell, and what was perhaps meant.

    `choices` belong to the question; `meant` are other words that would find more; `counts` counts the hits under each facet
    before any was chosen.
    """

    verdict: Verdict
    hits: tuple[Hit, ...] = ()
    question: Words | None = None
    choices: tuple[Choice, ...] = ()
    refusal: Words | None = None
    meant: str = ""
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    total: int = 0


@dataclass(frozen=True, slots=True)
class UnmetWords:
    """Words with which people found nothing: how often, and when last."""

    words: str
    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question that use proposes: words, what most people then opened, how many of how many, its mean rank."""

    words: str
    node: str
    count: int
    of: int
    rank: float
