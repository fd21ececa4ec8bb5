"""Open a PDF wholly: it must be readable without a password and must not do anything by itself."""

import io
import logging
import re
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from tongban.documents.types import Examined, Rejected
from tongban.kernel.words import Words

MOST_PAGES = 50
MOST_OBJECTS = 20_000
DEEPEST = 40

BROKEN = Words(
    "PDF 不完整或已损坏。请重新导出后再上传。",
    "The PDF is incomplete or damaged. Export it again, then upload it.",
)
LOCKED = Words(
    "PDF 有密码保护。请去掉密码后再上传。", "The PDF is protected by a password. Remove it, then upload the file."
)
NO_PAGES = Words("PDF 里没有页面。请检查是否传错了文件。", "The PDF has no pages. Check whether it is the right file.")
TOO_MANY_PAGES = Words(
    "PDF 有 {pages} 页，超过 50 页的上限。请只上传需要的页。",
    "The PDF has {pages} pages, above the limit of 50. Upload only the pages that are needed.",
)
TOO_COMPLEX = Words(
    "PDF 结构过于复杂。请用“打印为 PDF”重新生成后再上传。",
    "The PDF is too complex. Make it again with “print to PDF”, then upload it.",
)
ACTIVE = Words(
    "PDF 里有会自动运行的内容或附件（{what}）。请用“打印为 PDF”重新生成后再上传。",
    "The PDF contains things that run by themselves, or attachments ({what}). "
    "Make it again with “print to PDF”, then upload it.",
)
PAGES = Words("PDF，共 {pages} 页", "PDF, {pages} pages")
BLANK = Words("第 {page} 页是空白的，请确认。", "Page {page} is blank: please check.")

FORBIDDEN = {
    "/JavaScript",
    "/JS",
    "/Launch",
    "/EmbeddedFile",
    "/EmbeddedFiles",
    "/RichMedia",
    "/XFA",
    "/GoToE",
    "/GoToR",
}
FORBIDDEN |= {"/ImportData", "/SubmitForm", "/Rendition", "/AA"}
IN_THE_OPEN = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData)\b")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def examine_pdf(content: bytes) -> Examined:
    """The PDF's pages and remarks."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        return opened(content)
    except (Rejected, MemoryError):
        raise
    except Exception:  # pypdf fails in many ways; each means the same to the person
        raise Rejected(BROKEN) from None


def opened(content: bytes) -> Examined:
    if b"%%EOF" not in content[-2048:]:
        raise Rejected(BROKEN)
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise Rejected(LOCKED)
    check_contents(content, reader)
    pages = len(reader.pages)
    if pages == 0:
        raise Rejected(NO_PAGES)
    if pages > MOST_PAGES:
        raise Rejected(TOO_MANY_PAGES.filled(pages=pages))
    blank = [number for number, page in enumerate(reader.pages, 1) if page.get_contents() is None]
    remarks = [PAGES.filled(pages=pages), *(BLANK.filled(page=number) for number in blank[:3])]
    return Examined("application/pdf", pages, tuple(remarks))


def check_contents(content: bytes, reader: PdfReader) -> None:
    """Two looks: at the bytes, which also shows what another reader would find, and at every object of the file."""
    plain = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)
    if found := IN_THE_OPEN.search(plain):
        raise Rejected(ACTIVE.filled(what=found[1].decode()))
    numbers = [(number, generation) for generation, table in reader.xref.items() for number in table]
    numbers += [(number, 0) for number in reader.xref_objStm]
    if len(numbers) > MOST_OBJECTS:
        raise Rejected(TOO_COMPLEX)
    for number, generation in numbers:
        if number:
            check_object(reader.get_object(IndirectObject(number, generation, reader)))


def check_object(value: object) -> None:
    for name in names_in(value, DEEPEST):
        if name in FORBIDDEN:
            raise Rejected(ACTIVE.filled(what=name.strip("/")))


def names_in(value: object, depth: int) -> Iterator[str]:
    """The keys and action names of one object; objects that it points to are looked at in their own turn."""
    if depth == 0:
        raise Rejected(TOO_COMPLEX)
    if isinstance(value, DictionaryObject):
        for key in value:
            inner = value.raw_get(key)
            yield str(key)
            if key in {"/S", "/Type", "/Subtype"} and isinstance(inner, str):
                yield str(inner)
            yield from names_in(inner, depth - 1)
    elif isinstance(value, ArrayObject):
        for place in range(len(value)):
            yield from names_in(list.__getitem__(value, place), depth - 1)
