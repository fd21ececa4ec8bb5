"""The inner door of the catalogue for those who write content (编辑工作台): revisions, their checks, approval and publication,
differences and histories in plain words, reports that a guide is wrong, and content as a folder of files."""

from typing import Any

from tongban.catalogue.contrib.folder.reading import kind_of
from tongban.catalogue.contrib.folder.shapes import noun_of as _noun_of
from tongban.catalogue.contrib.folder.trials import TrialOutcome
from tongban.catalogue.revisions.approval import (
    approve,
    approvers_of,
    catch_up,
    check,
    give_back,
    publish,
    restore,
    submit,
    withdraw,
)
from tongban.catalogue.revisions.differences import differences
from tongban.catalogue.revisions.drafting import (
    get_revision,
    open_file,
    revisions_of,
    save,
    save_parts,
    saved_states,
    start,
    text_with,
)
from tongban.catalogue.revisions.drafts import Draft, changes, examine, previewed, trials_of, with_typed
from tongban.catalogue.revisions.history import compared, newcomers, since, stands_since, versions
from tongban.catalogue.revisions.labels import AUDIENCES, ITEM_KINDS, NOUNS, label_of, member_words
from tongban.catalogue.revisions.publication import adopt
from tongban.catalogue.revisions.reports import answer_report, report_guide, reports_of
from tongban.catalogue.revisions.texts import export, texts_on
from tongban.catalogue.revisions.types import (
    Category,
    ChangedDefinition,
    Difference,
    DifferenceKind,
    EditedMeanwhile,
    FileView,
    Newcomer,
    NotPossible,
    Overtaken,
    Report,
    ReportRefused,
    RevisionView,
    SavedState,
    Version,
)
from tongban.catalogue.revisions.writing import ABSENT, Unreadable, values_of, written
from tongban.catalogue.states import MEANINGS, RevisionState


def noun_of(file: str) -> tuple[type[Any] | None, bool]:
    """The dataclass of what a content file holds, and whether it holds several of them by their code."""
    return _noun_of(kind_of(file))


__all__ = [
    "ABSENT",
    "AUDIENCES",
    "ITEM_KINDS",
    "MEANINGS",
    "NOUNS",
    "Category",
    "ChangedDefinition",
    "Difference",
    "DifferenceKind",
    "Draft",
    "EditedMeanwhile",
    "FileView",
    "Newcomer",
    "NotPossible",
    "Overtaken",
    "Report",
    "ReportRefused",
    "RevisionState",
    "RevisionView",
    "SavedState",
    "TrialOutcome",
    "Unreadable",
    "Version",
    "adopt",
    "answer_report",
    "approve",
    "approvers_of",
    "catch_up",
    "changes",
    "check",
    "compared",
    "differences",
    "examine",
    "export",
    "get_revision",
    "give_back",
    "label_of",
    "member_words",
    "newcomers",
    "noun_of",
    "open_file",
    "previewed",
    "publish",
    "report_guide",
    "reports_of",
    "restore",
    "revisions_of",
    "save",
    "save_parts",
    "saved_states",
    "since",
    "stands_since",
    "start",
    "submit",
    "text_with",
    "texts_on",
    "trials_of",
    "values_of",
    "versions",
    "with_typed",
    "withdraw",
    "written",
]  # fmt: skip
