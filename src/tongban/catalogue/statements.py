"""What content states about anything: how sure it is, on which law it rests, how long it takes, what it costs."""

from dataclasses import dataclass
from enum import StrEnum

from tongban.kernel.clock import DayUnit
from tongban.kernel.words import Words


class Certainty(StrEnum):
    """How sure the content is of a statement. Only SOURCED is shown without a mark (样例数据) on the pages."""

    SOURCED = "sourced"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    SAMPLE = "sample"


@dataclass(frozen=True)
class Law:
    """A law, regulation or document (法律法规规章规范性文件) that content rests on. `number` is its document number (文号).

    `repealed_on` is the day from which it no longer holds: whatever rests on it is then found through the graph.
    """

    code: str
    title: Words
    number: str = ""
    issued_by: Words | None = None
    effective_on: str | None = None
    repealed_on: str | None = None
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class LegalBasis:
    """A legal basis (设定依据): the law and the article. `law` names it in laws.yaml, `article` is its number, for example "35"."""

    title: Words
    law: str | None = None
    article: str = ""
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Limit:
    """A time limit (办结时限): statutory (法定) or promised (承诺). `days` is 0 on the spot and where the law sets none.

    With the unit of hours, `days` is the number of hours.
    """

    days: int
    unit: DayUnit
    note: Words | None = None
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Fee:
    """What it costs (收费). An empty `yuan` says that nothing is stated; that may stand only where it is applied for elsewhere."""

    yuan: str = "0"
    basis: Words | None = None
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Answer:
    """A question that people ask about it, and what the office answers (常见问题)."""

    question: Words
    answer: Words


@dataclass(frozen=True)
class Elsewhere:
    """Where people apply for what this platform does not handle yet (办理入口): the address on the web, the place, the phones.

    Such an item has a guide, is found and may be merged into a form; a draft of it cannot be begun here.
    """

    address: str = ""
    place: Words | None = None
    hours: Words | None = None
    phones: str = ""
    complaints: str = ""
    platform: Words | None = None


class Axis(StrEnum):
    """Along what people look for services: what it is about (主题), or when in life it comes (人生阶段、企业阶段)."""

    TOPIC = "topic"
    STAGE = "stage"


@dataclass(frozen=True)
class Theme:
    """A heading under which services are found (服务主题). `audience` is person or organisation."""

    code: str
    title: Words
    audience: str
    axis: Axis = Axis.TOPIC
    certainty: Certainty = Certainty.SAMPLE


class SynonymKind(StrEnum):
    """What sort of other word it is. A dialect's word is replaced by the plain one; the others are looked for besides."""

    EVERYDAY = "everyday"
    FORMER = "former"
    SHORT = "short"
    DIALECT = "dialect"
    ENGLISH = "english"


@dataclass(frozen=True)
class Synonym:
    """Other words for the same (同义词): whoever says one of `said` means `means`, for example 暂住证 for 居住证."""

    code: str
    means: str
    said: tuple[str, ...]
    kind: SynonymKind = SynonymKind.EVERYDAY


class AdviceKind(StrEnum):
    """What is done with such a question: shown on a page, told, led to another office or to a person, or refused."""

    PAGE = "page"
    EXPLANATION = "explanation"
    ELSEWHERE = "elsewhere"
    PERSON = "person"
    REFUSAL = "refusal"


@dataclass(frozen=True)
class Advice:
    """What the office answers where no service and no policy is meant (知识条目). `page` is the name of a page of the portal.

    A refusal says what the platform does not do, and what it does instead.
    """

    code: str
    title: Words
    kind: AdviceKind
    answer: Words
    phrasings: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    page: str = ""
    phone: str = ""
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Choice:
    """One of the things that ambiguous words may mean, and the item, bundle, policy or advice that it leads to."""

    label: Words
    leads_to: str


@dataclass(frozen=True)
class Ambiguity:
    """Words that may mean several things (歧义): the question to ask before anything is shown, and its answers."""

    code: str
    question: Words
    choices: tuple[Choice, ...]
    phrasings: tuple[str, ...]


@dataclass(frozen=True)
class Phrasings:
    """More ways in which people ask (问法) for the item, bundle, policy or advice with this code."""

    code: str
    asked: tuple[str, ...]
