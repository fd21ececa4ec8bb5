"""Read files, and examine the seals on them."""

from hashlib import sha256

from django.core.files.storage import storages

from tongban.documents.actions import seal_provider
from tongban.documents.contrib import pades
from tongban.documents.models import Document
from tongban.documents.types import Damaged, SealReport
from tongban.identity import public as identity


def read(code: str, *, belongs_to: str) -> tuple[Document, bytes]:
    """A document and its bytes, if it belongs to this subject; else NotFound. Raises Damaged if the bytes changed."""
    document = Document.objects.filter(code=code.replace("\0", ""), belongs_to=belongs_to).first()
    if document is None:
        raise identity.NotFound(code)
    try:
        with storages["documents"].open(document.kept_as) as file:
            content = file.read()
    except OSError as trouble:
        raise Damaged(document.kept_as) from trouble
    if sha256(content).hexdigest() != document.digest:
        raise Damaged(document.kept_as)
    return document, content


def documents_of(belongs_to: str) -> list[Document]:
    """What belongs to this subject, in the order in which it came."""
    asked = "SELECT * FROM documents_document WHERE belongs_to = %s ORDER BY id"  # benchmarks/submit.py
    return list(Document.objects.raw(asked, [belongs_to]))


def examine_seal(pdf: bytes) -> SealReport:
    """What the seal on a PDF proves. Any bytes may be given: what cannot be proved is reported as not valid."""
    return pades.report(pdf, provider=seal_provider())
