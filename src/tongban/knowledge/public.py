"""Knowledge: finding a life event, an item, a policy or advice by people's own words (知识库), and what they looked for in vain.

The index is derived from the edition of the catalogue; what people call things is content (names, aliases, phrasings, the
lexicon), not code. `search` also says whether a question or a refusal is the right answer. `proposals` are what use teaches.
"""

from tongban.knowledge.actions import record_click, record_gap, settle_gap, settle_proposal
from tongban.knowledge.browsing import browse, named
from tongban.knowledge.evaluation import Evaluation, Row, evaluate, read_rows
from tongban.knowledge.events import GapSettled, ProposalSettled
from tongban.knowledge.guidance import Guidance, guide
from tongban.knowledge.queries import alike, gaps, opened, prepare, proposals, search, suggest
from tongban.knowledge.types import Found, Hit, NodeKind, Proposal, Searcher, UnmetWords, Verdict

__all__ = [
    "Evaluation", "Found", "GapSettled", "Guidance", "Hit", "NodeKind", "Proposal", "ProposalSettled", "Row", "Searcher",
    "UnmetWords", "Verdict", "alike", "browse", "evaluate", "gaps", "guide", "named", "opened", "prepare", "proposals", "read_rows",
    "record_click", "record_gap", "search", "settle_gap", "settle_proposal", "suggest",
]  # fmt: skip
