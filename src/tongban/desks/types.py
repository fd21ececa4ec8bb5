"""What the desk's pages show that no room below names: what a reviewer typed, what is wrong with it, and the sheet of a track."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

from django.http import QueryDict

from tongban.applications.public import CaseFile, Comparison, GivenMaterial, PointView
from tongban.approvals.public import (
    Judgement,
    Opinion,
    OpinionRefused,
    OpinionView,
    Ruling,
    TrackState,
    TrackView,
)
from tongban.cases.public import Clock
from tongban.catalogue.public import ReviewPoint, Step
from tongban.desks.deadlines import Remaining
from tongban.kernel.words import Words

PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".gif"}
NOT_JUDGED = Words("请判断“{point}”", "Judge “{point}”")
NO_WORDS = Words(
    "请写明“{point}”哪里不对、怎么改；已为您填好常用写法，可以修改",
    "Say what is wrong with “{point}” and how to mend it; the usual wording is filled in for you to change",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the reviewer has marked and written for one point; `judgement` is empty until they judge."""

    judgement: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Entries:
    """Everything that a reviewer has typed on a track page, so that no answer of ours ever loses it."""

    points: Mapping[str, Entry]
    words: str = ""
    opinion: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.words.strip() and not any(e.judgement for e in self.points.values())

    def of(self, point: str) -> Entry:
        return self.points.get(point, Entry())

    @property
    def judged(self) -> int:
        return sum(bool(entry.judgement) for entry in self.points.values())

    @property
    def rulings(self) -> tuple[Ruling, ...]:
        """The judgements. Words belong to a fault only: what fits is not written about."""
        return tuple(
            Ruling(point, Judgement(e.judgement), "" if e.judgement == Judgement.FITS else e.words.strip())
            for point, e in self.points.items()
            if e.judgement
        )


def read_entries(posted: QueryDict, points: Sequence[str]) -> Entries:
    """What was posted for these points. A judgement that does not exist counts as none."""
    known = set(Judgement)
    judged = {point: posted.get(f"judge-{point}", "") for point in points}
    return Entries(
        {
            point: Entry(said if said in known else "", posted.get(f"words-{point}", ""))
            for point, said in judged.items()
        },
        posted.get("words", ""),
        posted.get("opinion", ""),
    )


def read_opinion(posted: QueryDict) -> Opinion | None:
    said = posted.get("opinion", "")
    return Opinion(said) if said in set(Opinion) else None


class Typed(dict[str, str]):
    """What was posted, for fields that come back as they were typed: a field that was not sent is empty."""

    def __init__(self, posted: QueryDict | None = None) -> None:
        super().__init__({name: posted.get(name, "") for name in posted} if posted else {})
        self.several = dict(posted.lists()) if posted else {}

    def __missing__(self, name: str) -> str:
        return ""

    def getlist(self, name: str) -> list[object]:
        return list(self.several.get(name, ()))


Error = tuple[str, Words]
"""The anchor of the field, and what to do there."""


def errors_of(refused: OpinionRefused, entries: Entries, points: Sequence[ReviewPoint]) -> list[Error]:
    """Each thing to mend with its own place on the page; where there is no such place, what the room said."""
    not_judged = [
        (f"point-{p.code}", NOT_JUDGED.filled(point=p.label)) for p in points if not entries.of(p.code).judgement
    ]
    silent = [
        (f"words-{ruling.point}", NO_WORDS.filled(point=label_of(points, ruling.point)))
        for ruling in entries.rulings
        if ruling.judgement != Judgement.FITS and not ruling.words
    ]
    return [*not_judged, *silent] or [("words" if entries.opinion == Opinion.DISAGREE else "decide", refused.says)]


def label_of(points: Sequence[ReviewPoint], code: str) -> Words:
    return next((point.label for point in points if point.code == code), Words(code, code))


def with_usual_words(entries: Entries, points: Sequence[ReviewPoint]) -> Entries:
    """The entries with the content's own wording wherever a fault is marked and nothing is written yet."""
    usual = {point.code: point.mend.zh if point.mend else "" for point in points}
    filled = {
        code: Entry(entry.judgement, entry.words or usual.get(code, ""))
        if entry.judgement not in ("", Judgement.FITS)
        else entry
        for code, entry in entries.points.items()
    }
    return Entries(filled, entries.words, entries.opinion)


@dataclass(frozen=True, slots=True)
class Said:
    """One finding of the machine, as it stood when the applicant signed."""

    outcome: str
    says: Words
    label: Words | None
    basis: Words | None
    by_machine: bool


def said(finding: Mapping[str, Any]) -> Said:
    says = words_of(finding["says"]) or Words("", "")
    return Said(
        finding["outcome"],
        says,
        words_of(finding.get("label")),
        words_of(finding.get("basis")),
        bool(finding.get("by_machine", True)),
    )


def words_of(raw: Mapping[str, str] | Sequence[str] | None) -> Words | None:
    """Words as they were frozen in a dossier: {"zh": ..., "en": ...} or [zh, en]."""
    if not raw:
        return None
    return Words(raw["zh"], raw["en"]) if isinstance(raw, Mapping) else Words(raw[0], raw[1])


@dataclass(frozen=True, slots=True)
class Point:
    """A review point on the page: the content's sentence, what the machine found, what the reviewer has typed."""

    point: ReviewPoint
    findings: tuple[Said, ...]
    entry: Entry

    @property
    def suspicious(self) -> bool:
        """The machine found a fault: look here first."""
        return any(finding.outcome == "not_met" for finding in self.findings)


def points_of(views: Sequence[PointView]) -> tuple[Point, ...]:
    """The points with the machine's findings; for a point without a rule no machine opinion exists, and none is shown."""
    return tuple(
        Point(view.point, tuple(said(finding) for finding in view.findings) if view.point.rule else (), Entry())
        for view in views
    )


def apart(stated: str, register: str) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """Both texts as (same beginning, what differs, same end), so that a page marks exactly where they part."""
    begin = 0
    while begin < min(len(stated), len(register)) and stated[begin] == register[begin]:
        begin += 1
    end = 0
    while end < min(len(stated), len(register)) - begin and stated[-1 - end] == register[-1 - end]:
        end += 1

    def cut(text: str) -> tuple[str, str, str]:
        return text[:begin], text[begin : len(text) - end], text[len(text) - end :]

    return cut(stated), cut(register)


def is_picture(name: str) -> bool:
    """Whether a file with this name can be shown on the page itself."""
    return PurePath(name).suffix.lower() in PICTURES


@dataclass(frozen=True)
class Sheet:
    """Everything on the page of one track. `may_act` says whether the reader's step is the one that is due."""

    track: TrackView
    file: CaseFile
    points: tuple[Point, ...]
    entries: Entries
    left: Remaining
    conditions: tuple[Said, ...]
    situation: tuple[Comparison, ...]
    clocks: tuple[Clock, ...]
    names: Mapping[str, str]
    may_act: bool
    instead_of: tuple[str, ...] = ()
    errors: tuple[Error, ...] = ()
    typed: Typed = field(default_factory=Typed)

    def with_entries(self, entries: Entries) -> "Sheet":
        """The same sheet with what the reader has typed beside each point."""
        points = tuple(replace(one, entry=entries.of(one.point.code)) for one in self.points)
        return replace(self, points=points, entries=entries)

    @property
    def is_open(self) -> bool:
        return self.track.state == TrackState.OPEN

    @property
    def opinion(self) -> OpinionView | None:
        """The present wording of this round's opinion."""
        given = [one for one in self.track.opinions if one.round == self.track.round]
        return given[-1] if given else None

    @property
    def is_to_sign(self) -> bool:
        """An opinion waits for the reader's countersignature."""
        return self.may_act and self.track.step != Step.OFFICER and self.opinion is not None

    @property
    def may_decide(self) -> bool:
        """The reader is the officer whose opinion is due, or may still edit the one they gave."""
        return self.may_act and self.track.step == Step.OFFICER

    @property
    def sent_back(self) -> str:
        """Why the next step sent the opinion back, if it did."""
        signed = self.opinion.countersignings if self.opinion else ()
        return signed[-1].words if signed and not signed[-1].agrees else ""

    @property
    def decides(self) -> bool:
        """This organ decides the case; one that joins the review (会签) only gives its opinion."""
        return self.file.case.organ == self.track.organ

    @property
    def differences(self) -> int:
        return sum(row.differs for row in self.file.comparisons)

    @property
    def to_judge(self) -> int:
        return len(self.points) - self.entries.judged

    @property
    def given(self) -> dict[str, GivenMaterial]:
        """The materials in the dossier, by code."""
        return {material.code: material for material in self.file.materials}

    def label_of(self, point: str) -> Words:
        return label_of([one.point for one in self.points], point)


def entries_of(opinion: OpinionView) -> Entries:
    """An opinion as it was given, to be edited."""
    points = {ruling.point: Entry(ruling.judgement, ruling.words) for ruling in opinion.rulings}
    return Entries(points, opinion.words, opinion.opinion)


def situation_of(file: CaseFile) -> tuple[Comparison, ...]:
    """What the applicant answered about their situation (情形): the questions of the bundle, as far as this item may see them."""
    bundle = file.edition.bundles.get(file.case.bundle or "")
    asked = (
        {file.edition.facts[fact].label for fact in bundle.questions if fact in file.edition.facts} if bundle else ()
    )
    return tuple(row for row in file.comparisons if row.label in asked)
