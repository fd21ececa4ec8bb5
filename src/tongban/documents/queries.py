"""Read files, and examine the seals on them."""

import json
from hashlib import sha256
from typing import Any

from django.core.files.storage import storages
from django.db import connection

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


# The submission's hot path (benchmarks/submit.py).
COLUMNS = [field.attname for field in Document._meta.concrete_fields]
NAMED = '", "'.join(COLUMNS)
OF_SUBJECT = f'SELECT "{NAMED}" FROM documents_document WHERE belongs_to = %s ORDER BY id'


def documents_of(belongs_to: str) -> list[Document]:
    """What belongs to this subject, in the order in which it came."""
    with connection.cursor() as cursor:
        cursor.execute(OF_SUBJECT, [belongs_to])
        return [_document(row) for row in cursor.fetchall()]


def _document(row: tuple[Any, ...]) -> Document:
    document = Document.from_db(connection.alias, COLUMNS, row)
    document.remarks = json.loads(str(document.remarks))
    return document


def examine_seal(pdf: bytes) -> SealReport:
    """What the seal on a PDF proves. Any bytes may be given: what cannot be proved is reported as not valid."""
    return pades.report(pdf, provider=seal_provider())
