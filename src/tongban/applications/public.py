"""Applications: the draft, its answers and attachments, the signature, and the dossier that is frozen and hashed.

A draft is saved at each step. What was seen and signed is exactly what is frozen, and the same draft is submitted once.
What a clerk does at a window is behind an inner door, `counter`.
"""

from tongban.applications import counter
from tongban.applications.actions import (
    answer_situation,
    ask_registers_again,
    attach,
    detach,
    read_attachment,
    save_answers,
    start,
    take_back_dispute,
)
from tongban.applications.events import (
    ApplicationSubmitted,
    DossierRead,
    DraftStarted,
    DraftUpdated,
    SupplementGiven,
    ValueDisputed,
)
from tongban.applications.files import file_of, paper_of, promise_of, read_material, readers_of
from tongban.applications.guidance.updates import drafts_open, guide_over, update_of
from tongban.applications.queries import drafts_called, drafts_of, get_draft, outlook
from tongban.applications.submission import prepare, submit
from tongban.applications.supplements import mend, mend_sheet, supplements_of
from tongban.applications.types import (
    AttendanceView,
    CaseFile,
    Comparison,
    Difference,
    DraftUpdate,
    DraftView,
    Filled,
    GivenMaterial,
    Held,
    MendSheet,
    NotReceived,
    NotSubmitted,
    Origin,
    Outdated,
    Outlook,
    PointView,
    Promise,
    Receipt,
    ResultView,
    Sheet,
    Slip,
    Step,
    Supplement,
    SupplyState,
    SupplyView,
    TakeOverCode,
    WayView,
)
from tongban.applications.uses.looks import looks_of
from tongban.applications.uses.objections import answer_objection, object_to, objections_for
from tongban.applications.uses.types import Look, LookKind, ObjectionView
from tongban.applications.ways.choices import choose_way, hand_in_later
from tongban.applications.ways.continuations import continuations_of, start_from
from tongban.applications.ways.gaps import supply_gap
from tongban.applications.ways.wholes import start_whole, whole_steps

__all__ = [
    "ApplicationSubmitted", "AttendanceView", "CaseFile", "Comparison", "Difference", "DossierRead", "DraftStarted",
    "DraftUpdate", "DraftUpdated", "DraftView", "Filled", "GivenMaterial", "Held", "Look", "LookKind", "MendSheet",
    "NotReceived", "NotSubmitted", "ObjectionView", "Origin", "Outdated", "Outlook", "PointView", "Promise", "Receipt",
    "ResultView", "Sheet", "Slip", "Step", "Supplement", "SupplementGiven", "SupplyState", "SupplyView", "TakeOverCode",
    "ValueDisputed", "WayView", "answer_objection", "answer_situation", "ask_registers_again", "attach", "choose_way",
    "continuations_of", "counter", "detach", "drafts_called", "drafts_of", "drafts_open", "file_of", "get_draft",
    "guide_over", "hand_in_later", "looks_of", "mend", "mend_sheet", "object_to", "objections_for", "outlook", "paper_of",
    "prepare", "promise_of", "read_attachment", "read_material", "readers_of", "save_answers", "start", "start_from",
    "start_whole", "submit", "supplements_of", "supply_gap", "take_back_dispute", "update_of", "whole_steps",
]  # fmt: skip
