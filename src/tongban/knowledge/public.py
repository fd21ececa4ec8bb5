"""Knowledge: finding a life event or an item by people's own words (知识库), and what they looked for in vain.

The index is derived from the edition of the catalogue; what people call things is content (`aliases`), not code.
"""

from tongban.knowledge.actions import record_gap
from tongban.knowledge.queries import search, suggest
from tongban.knowledge.types import Hit

__all__ = ["Hit", "record_gap", "search", "suggest"]
