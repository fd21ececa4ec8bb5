"""The life of a campaign, and of one line of its list, as tables that a lawyer can read."""

from collections.abc import Mapping
from enum import StrEnum


class CampaignState(StrEnum):
    """Where a campaign stands (免申即享批次状态)."""

    MATCHING = "matching"  # the list is being written
    MATCHED = "matched"  # the list is frozen
    UNDER_REVIEW = "under_review"  # the organs look at it, each on its own track
    DISAGREED = "disagreed"  # an organ did not agree: nobody is paid from this list
    AGREED = "agreed"
    OVER_BUDGET = "over_budget"  # the fund has not enough for the whole: nobody was paid
    RESERVED = "reserved"  # the money for the whole list is held
    NOTICED = "noticed"  # publicly noticed, with masked names
    TELLING = "telling"  # people are being told
    TOLD = "told"
    PAYING = "paying"  # payments are being ordered, or the bank has not answered for all
    PAID = "paid"  # the bank has answered for everything that was ordered
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


S = CampaignState
NEXT: Mapping[CampaignState, frozenset[CampaignState]] = {
    S.MATCHING: frozenset({S.MATCHED, S.WITHDRAWN}),
    S.MATCHED: frozenset({S.UNDER_REVIEW, S.AGREED, S.WITHDRAWN}),
    S.UNDER_REVIEW: frozenset({S.AGREED, S.DISAGREED, S.WITHDRAWN}),
    S.AGREED: frozenset({S.RESERVED, S.OVER_BUDGET, S.UNDER_REVIEW, S.WITHDRAWN}),
    S.OVER_BUDGET: frozenset({S.RESERVED, S.OVER_BUDGET, S.WITHDRAWN}),
    S.RESERVED: frozenset({S.NOTICED, S.TELLING, S.WITHDRAWN}),
    S.NOTICED: frozenset({S.TELLING, S.WITHDRAWN}),
    S.TELLING: frozenset({S.TOLD}),
    S.TOLD: frozenset({S.PAYING, S.CLOSED}),
    S.PAYING: frozenset({S.PAID}),
    S.PAID: frozenset({S.PAYING, S.CLOSED}),
    S.DISAGREED: frozenset(),
    S.CLOSED: frozenset({S.PAID}),  # an upheld objection adds to it
    S.WITHDRAWN: frozenset(),
}
LONG = frozenset({S.MATCHING, S.TELLING, S.PAYING})
"""What takes many steps: each step is one transaction, and the next one is promised in it."""
OVER_FOR_ALL = frozenset({S.DISAGREED, S.CLOSED, S.WITHDRAWN})
"""Nobody is paid from such a list any more, whatever they answer."""


class LineState(StrEnum):
    """Where one beneficiary stands (享受对象状态)."""

    EXCLUDED = "excluded"  # meets the conditions, but something excludes
    UNDECIDED = "undecided"  # a fact is unknown: nothing is paid on it, and it is not forgotten
    LISTED = "listed"
    TOLD = "told"  # will be paid without a word
    AWAITING = "awaiting"  # the law asks for a word: one tap
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    STOPPED = "stopped"  # what it rested on has ended before it was paid
    LAPSED = "lapsed"  # the campaign ended before they had answered, or named an account
    ORDERED = "ordered"
    ARRIVED = "arrived"
    RETURNED = "returned"  # by the bank: another account is needed


PAYABLE = frozenset({LineState.TOLD, LineState.CONFIRMED})
OPEN_TO_ANSWER = frozenset({LineState.LISTED, LineState.TOLD, LineState.AWAITING, LineState.CONFIRMED})


class Verdict(StrEnum):
    """What the match said (匹配结论): frozen with the list."""

    ENTITLED = "entitled"
    EXCLUDED = "excluded"
    UNDECIDED = "undecided"
    CORRECTED = "corrected"  # put on the list after an objection: not of the match


class ObjectionState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class ListFault(StrEnum):
    """What an upheld objection showed to be wrong with a list (名单差错)."""

    WRONGLY_OUT = "out"  # entitled, and not given anything
    WRONGLY_IN = "in"  # given something, and not entitled
    WRONG_SUM = "sum"
