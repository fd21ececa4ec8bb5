"""Policies: what people and companies are entitled to (惠民利企政策), told by the same rules by which it is paid.

`check_up` (政策体检) tells of every policy of an audience how it stands for given values: entitled, nearly (and what is lacking, by
when), not (and the clause that decided), or unknown (and the question that settles most). `gather` fetches the values from the
registers, with consent and in the ledger of use. `program` is the same policies as one program, for populations too.
`library` (政策库) lists all policies of an audience, by filters and somebody's words. `claim` (政策认领): its organ answers for it.
`snapshot` sets down what the registers know of everybody; `match` (精准匹配) lists by it who is entitled, excluded or undecided.
What policy officers do before a text is issued is behind an inner door, `simulator` (政策演算器).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tongban.policies.actions import SCOPE, audience_of, gather
from tongban.policies.claims import ClaimView, claim, claims_of, may_claim
from tongban.policies.events import PolicyClaimed, SnapshotTaken
from tongban.policies.library import FILTERS, Library, Listed, library
from tongban.policies.queries import check_up, facts_asked, facts_fetched, facts_of, program
from tongban.policies.snapshots import (
    breakdowns,
    facts_kept,
    get_snapshot,
    holders,
    population,
    readiness,
    row_of,
    snapshot,
    snapshots,
    values_at,
    values_of,
)
from tongban.policies.types import (
    CheckUp,
    Gathered,
    Looked,
    Match,
    Matched,
    NoSnapshot,
    NotMatchable,
    PolicyTrouble,
    Readiness,
    Snapshot,
    Standing,
)

__all__ = [
    "FILTERS", "SCOPE", "CheckUp", "ClaimView", "Gathered", "Library", "Listed", "Looked", "Match", "Matched", "NoSnapshot",
    "NotMatchable", "PolicyClaimed", "PolicyTrouble", "Readiness", "Snapshot", "SnapshotTaken", "Standing", "audience_of",
    "breakdowns", "check_up", "claim", "claims_of", "facts_asked", "facts_fetched", "facts_kept", "facts_of", "gather",
    "get_snapshot", "holders", "library", "match", "may_claim", "population", "program", "readiness", "row_of", "simulator",
    "snapshot", "snapshots",
    "values_at", "values_of",
]  # fmt: skip

if TYPE_CHECKING:
    from tongban.policies.matches import match
    from tongban.policies.scenarios import simulator


def __getattr__(name: str) -> Any:
    # Who looks at one person's policies should not wait until numpy is loaded.
    if name == "simulator":
        return import_module("tongban.policies.scenarios.simulator")
    if name != "match":
        raise AttributeError(name)
    return import_module("tongban.policies.matches").match
