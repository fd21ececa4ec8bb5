"""The nouns of the city's content. An edition is one published, immutable state of all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from tongban.catalogue.places import ListedLicence, Locality, Region
from tongban.catalogue.policies import CommonExclusion, Policy, StatedParameter
from tongban.catalogue.procedures import Commitment, Procedure, Purpose
from tongban.catalogue.statements import (
    Advice,
    Ambiguity,
    Answer,
    Certainty,
    Elsewhere,
    Fee,
    Law,
    LegalBasis,
    Limit,
    Phrasings,
    Synonym,
    Theme,
)
from tongban.kernel.words import Words
from tongban.rules.public import FactKind


@dataclass(frozen=True)
class Organ:
    """An administrative organ (行政机关) that decides. An `untranslated` one says its Chinese in the English too."""

    code: str
    name: Words
    short: Words
    credit_code: str
    phone: str = ""
    untranslated: bool = False
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Source:
    """A data source (数源): the one register that answers for a fact, and the organ that keeps it.

    `licences` are the types of licences that the register enters: when one is granted or ends, it says otherwise of the holder.
    """

    code: str
    name: Words
    organ: str
    register: str
    certainty: Certainty = Certainty.SAMPLE
    licences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    """A data item (数据项): one name, one type, one owner, one source. `register_field` is its column in the source's register.

    `differs_from` names facts that look like this one and are another matter, so that nobody takes them for the same again.
    `breakdown` names the audience ("person" or "organisation") that is counted in groups by it (分组口径).
    """

    code: str
    label: Words
    kind: FactKind
    section: str
    hint: Words | None = None
    unit: Words | None = None
    options: Mapping[str, Words] = field(default_factory=dict)
    option_hints: Mapping[str, Words] = field(default_factory=dict)
    source: str | None = None
    register_field: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    longest: int | None = None
    pattern: str | None = None
    example: str = ""
    sensitive: bool = False
    differs_from: tuple[str, ...] = ()
    breakdown: str | None = None
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Section:
    """A part of a form (表单分区), in the order in which people fill it."""

    code: str
    title: Words


@dataclass(frozen=True)
class Condition:
    """A condition for being granted (受理条件). `rule` is an expression over facts; without one, a person must judge."""

    code: str
    sentence: Words
    rule: str | None = None
    basis: Words | None = None
    certainty: Certainty = Certainty.SAMPLE


class Way(StrEnum):
    """How a material reaches the organ."""

    LICENCE = "licence"  # an electronic licence that the state issued: not asked for (免于提交)
    REGISTER = "register"  # the state's own register answers: not asked for (免于提交)
    FORM = "form"  # generated from the form's answers
    UPLOAD = "upload"  # only the applicant has it


@dataclass(frozen=True)
class Material:
    """A material (申报材料). The same code in two items is the same material, given once.

    `proved_by` is the item whose result it is: an electronic licence that the state itself gave.
    """

    code: str
    name: Words
    way: Way
    note: Words | None = None
    source: str | None = None
    proved_by: str | None = None
    needed_when: str | None = None
    basis: Words | None = None
    certainty: Certainty = Certainty.SAMPLE
    may_follow: Limit | None = None


@dataclass(frozen=True)
class ReviewPoint:
    """A review point (审查要点). With a `rule` the machine examines it first; a person decides it always."""

    code: str
    label: Words
    rule: str | None = None
    fault: Words | None = None
    mend: Words | None = None
    basis: Words | None = None
    facts: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Founding:
    """What comes into being with the result (设立登记): an organisation, entered in the register of `source`.

    The others are facts: its `name`, its legal `form`, the `code` that the register gives it, the citizen number of its
    `representative`.
    """

    source: str
    name: str
    form: str
    code: str
    representative: str


@dataclass(frozen=True)
class Result:
    """What is given (审批结果). `licence_type` is the 21-character type code of the national identifier (GB/T 36904).

    It is empty only where the item is applied for elsewhere.
    Where a person applies, what `founds` says comes into being and holds this licence and those that build on it.
    """

    name: Words
    licence_type: str = ""
    shows: tuple[str, ...] = ()
    valid_years: int | None = None
    founds: Founding | None = None
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class AskedFact:
    """A fact that an item asks for, and when (`when` is an expression; absent means always)."""

    fact: str
    when: str | None = None
    optional: bool = False


@dataclass(frozen=True)
class Item:
    """A service item (政务服务事项): what the state does for you, and what it asks of you.

    One that renews, changes or cancels names in `acts_on` the item whose licence it is about. `aliases` are what people call it,
    `phrasings` how they ask for it in their own words, `themes` the headings under which it is found. `handling_code` is the code
    of 33 characters (业务办理项编码) where several items share one implementation code. An `untranslated` item says its Chinese in
    the English too.
    """

    code: str
    name: Words
    legal_name: Words
    kind: str
    organ: str
    implementation_code: str
    audience: Words
    summary: Words
    basis: tuple[LegalBasis, ...]
    conditions: tuple[Condition, ...]
    facts: tuple[AskedFact, ...]
    materials: tuple[Material, ...]
    statutory: Limit
    promised: Limit
    fee: Fee
    result: Result
    review_points: tuple[ReviewPoint, ...]
    needs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    phrasings: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    common_questions: tuple[Answer, ...] = ()
    visits: int = 0
    procedure: Procedure = field(default_factory=Procedure)
    commitment: Commitment | None = None
    purpose: Purpose = Purpose.NEW
    acts_on: str | None = None
    handling_code: str = ""
    elsewhere: Elsewhere | None = None
    untranslated: bool = False
    certainty: Certainty = Certainty.SAMPLE
    version: int = 0

    @cached_property
    def inner_conditions(self) -> tuple[str, ...]:
        """Every condition inside the item, once: when a fact is asked for, when a material is needed."""
        texts = (*(fact.when for fact in self.facts), *(material.needed_when for material in self.materials))
        return tuple(dict.fromkeys(text for text in texts if text is not None))


class BundleKind(StrEnum):
    LIFE_EVENT = "life_event"
    INDUSTRY = "industry"


@dataclass(frozen=True)
class Component:
    """An item inside a bundle: when it is needed, why, and whether the applicant may leave it out.

    `chosen_by` is a yes-or-no fact, or one of several choices that are named like items. `after` are items whose results this one
    waits for in this bundle, beside those that it always needs.
    """

    item: str
    reason: Words
    when: str | None = None
    optional: bool = False
    chosen_by: str | None = None
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Composite:
    """The composite licence of an industry (行业综合许可证): one licence with one code over those of the items it `covers`.

    `licence_type` is its 21-character type code (GB/T 36904); `place` the fact that tells one shop of a holder from another.
    """

    name: Words
    licence_type: str
    covers: tuple[str, ...]
    place: str | None = None
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Bundle:
    """Several items composed for one life event (一件事) or one industry (一业一证)."""

    code: str
    name: Words
    summary: Words
    kind: BundleKind
    organ: str
    implementation_code: str
    audience: str
    questions: tuple[str, ...]
    components: tuple[Component, ...]
    declaration: Words
    aliases: tuple[str, ...] = ()
    phrasings: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    common_questions: tuple[Answer, ...] = ()
    composite: Composite | None = None
    certainty: Certainty = Certainty.SAMPLE
    version: int = 0


@dataclass(frozen=True)
class CalendarDocument:
    """A document that says which days of a year are free and which are worked (放假安排), as days or spans of days.

    One that `is_whole` settles its year: beside it nothing that the State's calendar says of that year holds.
    """

    title: Words
    year: int
    is_whole: bool = False
    free: tuple[str, ...] = ()
    worked: tuple[str, ...] = ()
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Problem:
    """Something wrong in the content (内容问题): the file within its folder, the line from 1, what is wrong, how to mend it.

    `place` are the keys and positions that lead to it, where it stands at a value.
    """

    file: str
    line: int
    says: Words
    mend: Words
    place: tuple[str | int, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.says.zh}{self.mend.zh} / {self.says.en} {self.mend.en}"


class ContentBroken(ValueError):
    """The content has problems and was not published. `problems` holds all of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Edition:
    """All definitions of a city as published together (发布版本). Drafts, cases and licences name its number."""

    number: int
    digest: str
    effective_on: date
    place: Words
    region: str
    laws: Mapping[str, Law]
    themes: Mapping[str, Theme]
    sections: Mapping[str, Section]
    facts: Mapping[str, Fact]
    sources: Mapping[str, Source]
    organs: Mapping[str, Organ]
    items: Mapping[str, Item]
    bundles: Mapping[str, Bundle]
    regions: Mapping[str, Region] = field(default_factory=dict)
    localities: Mapping[str, Locality] = field(default_factory=dict)
    licence_list: Mapping[str, ListedLicence] = field(default_factory=dict)
    parameters: Mapping[str, StatedParameter] = field(default_factory=dict)
    exclusions: Mapping[str, CommonExclusion] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    lexicon: Mapping[str, Synonym] = field(default_factory=dict)
    advice: Mapping[str, Advice] = field(default_factory=dict)
    ambiguities: Mapping[str, Ambiguity] = field(default_factory=dict)
    phrasings: Mapping[str, Phrasings] = field(default_factory=dict)

    def by_source(self, facts: Iterable[Fact]) -> list[tuple[Source, list[Fact]]]:
        """Each source with those of these facts for which it answers, in their order; what no source knows is left out."""
        found: dict[str, list[Fact]] = {}
        for fact in facts:
            if fact.source in self.sources:
                found.setdefault(fact.source or "", []).append(fact)
        return [(self.sources[code], asked) for code, asked in found.items()]
