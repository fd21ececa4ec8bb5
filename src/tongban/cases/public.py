"""Cases: the life of an application from the receipt to the delivered result; the parent and the parts of a bundle.

Every part goes to its organ at the same time, except one that needs another's result: that one waits, visibly.
"""

from tongban.cases.actions import accept, open_cases, take_correction, withdraw
from tongban.cases.events import (
    CaseAccepted,
    CaseClosed,
    CaseCorrected,
    CaseDecided,
    CaseOpened,
    CaseReleased,
    CaseTerminated,
    CaseWithdrawn,
    CorrectionAsked,
)
from tongban.cases.letters import REMEDIES, log_of
from tongban.cases.numbers import draw_numbers
from tongban.cases.queries import cases_of, earlier_cases_of, explain_due, get_case, own_case, siblings_of
from tongban.cases.states import NotPossible, State
from tongban.cases.types import CaseView, CorrectionView, DayCount, LogLine, Opening, PartOrder

__all__ = [
    "REMEDIES",
    "CaseAccepted",
    "CaseClosed",
    "CaseCorrected",
    "CaseDecided",
    "CaseOpened",
    "CaseReleased",
    "CaseTerminated",
    "CaseView",
    "CaseWithdrawn",
    "CorrectionAsked",
    "CorrectionView",
    "DayCount",
    "LogLine",
    "NotPossible",
    "Opening",
    "PartOrder",
    "State",
    "accept",
    "cases_of",
    "draw_numbers",
    "earlier_cases_of",
    "explain_due",
    "get_case",
    "log_of",
    "open_cases",
    "own_case",
    "siblings_of",
    "take_correction",
    "withdraw",
]
