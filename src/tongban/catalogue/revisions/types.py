"""What the studio hands out: revisions and their texts, versions, differences, and what may not be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tongban.catalogue.states import RevisionState
from tongban.kernel.words import Words


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of a revision as it was last saved: `text` is None where the file is to go, `ground` None where it is new."""

    file: str
    serial: int
    text: str | None
    ground: str | None
    by: str
    at: datetime

    @property
    def is_changed(self) -> bool:
        return self.text != self.ground


@dataclass(frozen=True, slots=True)
class RevisionView:
    """A revision (修订). `digest` covers all its texts: who approves it approves exactly these."""

    code: str
    title: str
    reason: str
    organ: str
    state: RevisionState
    started_by: str
    started_at: datetime
    changed_at: datetime
    approved_by: str
    effective_on: date | None
    published_at: datetime | None
    restores: int | None
    files: Mapping[str, FileView]
    authors: frozenset[str]
    digest: str

    @property
    def is_open(self) -> bool:
        return self.state not in (RevisionState.PUBLISHED, RevisionState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A bundle, item or policy that came into force, or became another, after the city's first edition: since which day."""

    kind: str
    code: str
    since: date
    is_new: bool


@dataclass(frozen=True, slots=True)
class SavedState:
    """One saved state of a file: who saved it when, and whether it was set aside for a colleague's."""

    file: str
    serial: int
    text: str | None
    by: str
    at: datetime
    is_aside: bool


class DifferenceKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between two versions (修改), in words; `part` is the top-level part that it is in."""

    part: str
    kind: DifferenceKind
    says: Words


@dataclass(frozen=True, slots=True)
class ChangedDefinition:
    """A definition that a revision changes, and how. `asked_by` and `within` are the items and bundles that use it."""

    kind: str
    code: str
    name: Words
    differences: tuple[Difference, ...]
    asked_by: tuple[str, ...] = ()
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a definition in the order in which they were in force (更新记录). The last may be its end: `is_gone`."""

    edition: int
    version: int
    effective_on: date
    published_at: datetime
    title: str
    differences: tuple[Difference, ...]
    is_first: bool = False
    is_gone: bool = False


class Category(StrEnum):
    """What somebody finds wrong in a guide."""

    MATERIALS = "materials"
    CONDITIONS = "conditions"
    LIMIT = "limit"
    FEE = "fee"
    PLACE = "place"
    UNCLEAR = "unclear"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Report:
    """A report that a guide is wrong (指南纠错). Who wrote it is not known."""

    code: str
    kind: str
    about: str
    organ: str
    edition: int
    category: Category
    words: str
    at: datetime
    is_right: bool | None
    answer: str
    answered_at: datetime | None


class NotPossible(ValueError):
    """It cannot be done as things stand: what is in the way, and what to do."""

    def __init__(self, says: Words) -> None:
        super().__init__(f"{says.zh} / {says.en}")
        self.says = says


class EditedMeanwhile(NotPossible):
    """A colleague saved the same part first. What was written is kept aside, and both stand side by side."""

    def __init__(self, says: Words, *, theirs: FileView, mine: SavedState) -> None:
        super().__init__(says)
        self.theirs, self.mine = theirs, mine


class Overtaken(NotPossible):
    """What is published now changed the same parts since this revision began them."""

    def __init__(self, says: Words, *, file: str, parts: tuple[str, ...]) -> None:
        super().__init__(says)
        self.file, self.parts = file, parts


class ReportRefused(NotPossible):
    """A report that cannot be taken as it is written, or too many at once."""
