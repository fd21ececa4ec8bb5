"""Cases: the life of an application from the receipt to the delivered result; the parent and the parts of a bundle.

Every part goes to its organ at the same time, except one that needs another's result: that one waits, visibly. The states
are one table (states.py); days are computed from instants, intervals and the calendar, and explain themselves (`clocks_of`);
every written notice is a numbered, sealed paper in the applicant's space (`papers_of`); `pass_time` is what time alone does.
"""

from tongban.cases.actions import accept, take_correction
from tongban.cases.clocks import clocks_of, explain_due
from tongban.cases.events import (
    BreachRepaired,
    CaseAccepted,
    CaseClosed,
    CaseCorrected,
    CaseDecided,
    CaseNotAccepted,
    CaseOpened,
    CaseRecalled,
    CaseReleased,
    CaseResumed,
    CaseSuspended,
    CaseTerminated,
    CaseWithdrawn,
    CheckPlanned,
    CheckRecorded,
    CorrectionAsked,
    DeadlineMissed,
    DeadlineMoved,
    DeadlineNeared,
    DeadlineReached,
    DecisionDelayed,
    ExtensionAsked,
    ExtensionDecided,
    GapConfirmed,
    GapSupplied,
    GrantConfirmed,
    GrantShaken,
    HolderFounded,
    PaperPrinted,
)
from tongban.cases.letters import log_of
from tongban.cases.numbers import draw_numbers
from tongban.cases.papers import REMEDIES, paper, papers_of
from tongban.cases.queries import (
    SPECIAL,
    cases_of,
    earlier_cases_of,
    get_case,
    lately_applied_for,
    limits_of,
    own_case,
    siblings_of,
)
from tongban.cases.states import TABLE, NotPossible, State
from tongban.cases.steps.endings import refuse_to_accept, terminate, withdraw
from tongban.cases.steps.opening import RENEW_BEFORE, open_cases
from tongban.cases.steps.previews import preview_paper
from tongban.cases.steps.promises import (
    breaches,
    breaches_csv,
    check_of,
    checks_due,
    confirm_gaps,
    gaps_supplied,
    may_commit,
    record_check,
    repair_breach,
    supply_gap,
)
from tongban.cases.steps.recalls import let_stand, shaken_grants, take_up_again
from tongban.cases.steps.recomputation import recompute_deadlines
from tongban.cases.steps.rounds import pass_time
from tongban.cases.steps.special import ask_extension, decide_extension, extensions_asked, longest
from tongban.cases.steps.supervision import irregularities
from tongban.cases.types import (
    CaseView,
    CheckView,
    Clock,
    CorrectionView,
    DayCount,
    ExtensionView,
    Founding,
    GapView,
    Irregularity,
    Light,
    LogLine,
    Opening,
    PaperDraft,
    PaperKind,
    PaperView,
    PartOrder,
    PauseView,
    Refused,
)

__all__ = [
    "REMEDIES", "RENEW_BEFORE", "SPECIAL", "TABLE", "BreachRepaired", "CaseAccepted", "CaseClosed", "CaseCorrected", "CaseDecided",
    "CaseNotAccepted", "CaseOpened", "CaseRecalled", "CaseReleased", "CaseResumed", "CaseSuspended", "CaseTerminated",
    "CaseView", "CaseWithdrawn", "CheckPlanned", "CheckRecorded", "CheckView", "Clock", "CorrectionAsked",
    "CorrectionView", "DayCount", "DeadlineMissed", "DeadlineMoved", "DeadlineNeared", "DeadlineReached",
    "DecisionDelayed", "ExtensionAsked", "ExtensionDecided", "ExtensionView", "Founding", "GapConfirmed",
    "GapSupplied", "GapView", "GrantConfirmed", "GrantShaken", "HolderFounded", "Irregularity", "Light", "LogLine",
    "NotPossible", "Opening", "PaperDraft", "PaperKind", "PaperPrinted", "PaperView", "PartOrder", "PauseView",
    "Refused", "State", "accept", "ask_extension", "breaches", "breaches_csv", "cases_of", "check_of", "checks_due",
    "clocks_of", "confirm_gaps", "decide_extension", "draw_numbers", "earlier_cases_of", "explain_due",
    "extensions_asked", "gaps_supplied", "get_case", "irregularities", "lately_applied_for", "let_stand", "limits_of",
    "log_of", "longest", "may_commit", "open_cases", "own_case", "paper", "papers_of", "pass_time", "preview_paper",
    "recompute_deadlines", "record_check", "refuse_to_accept", "repair_breach", "shaken_grants", "siblings_of", "supply_gap",
    "take_correction", "take_up_again", "terminate", "withdraw",
]  # fmt: skip
