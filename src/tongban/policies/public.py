"""Policies: what people and companies are entitled to (惠民利企政策), told by the same rules by which it is paid.

`check_up` (政策体检) tells of every policy of an audience how it stands for given values: entitled, nearly (and what is lacking, by
when), not (and the clause that decided), or unknown (and the question that settles most). `gather` fetches the values from the
registers, with consent and in the ledger of use. `program` is the same policies as one program, for populations too.
"""

from tongban.policies.actions import SCOPE, audience_of, gather
from tongban.policies.queries import check_up, facts_asked, facts_fetched, program
from tongban.policies.types import CheckUp, Gathered, Looked, Match, Standing

__all__ = [
    "SCOPE", "CheckUp", "Gathered", "Looked", "Match", "Standing", "audience_of", "check_up", "facts_asked", "facts_fetched",
    "gather", "program",
]  # fmt: skip
