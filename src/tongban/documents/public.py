"""Documents: files that people give, documents that the product makes, and the seals on them.

A document belongs to one subject (a draft code, a case number, a licence number): whoever asks must first have been allowed
to see that subject by the room that owns it. Uploads are opened and checked before they are kept; a bad file is Rejected
with what is wrong and how to mend it.
"""

from tongban.documents.actions import keep, move, not_drawn, qr_svg, render, seal, store
from tongban.documents.models import Document
from tongban.documents.queries import documents_of, examine_seal, read
from tongban.documents.types import Damaged, Examined, Rejected, SealOwner, SealReport

__all__ = [
    "Damaged",
    "Document",
    "Examined",
    "Rejected",
    "SealOwner",
    "SealReport",
    "documents_of",
    "examine_seal",
    "keep",
    "move",
    "not_drawn",
    "qr_svg",
    "read",
    "render",
    "seal",
    "store",
]
