"""Take files in, make documents, put seals on them."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import Any, cast
from unicodedata import category
from zoneinfo import ZoneInfo

import segno
import typst
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils.module_loading import import_string

from tongban.documents.contrib import pades
from tongban.documents.models import Document
from tongban.documents.ports import Examiner, SealProvider
from tongban.documents.types import Examined, Rejected, SealOwner
from tongban.identity import public as identity
from tongban.kernel.words import Words

ROOM = Path(__file__).parent
TEMPLATES = {
    "licence": "title title_en number holder holder_code fields issued_on valid_until organ organ_en qr_svg verify_url",
    "notice": "title title_en number addressee body remedies organ organ_en date",
    "paper": "title title_en number case addressee body faults articles remedies organ organ_en date",
    "application": "title title_en number item holder sections declaration signed_by signed_at digest",
    "pledge": "title title_en number body holder signed_by signed_at digest",
}
"""What each template shows: exactly these names. `body` and `remedies` are lists of paragraphs, `fields` rows of [label zh,
label en, value], `faults` rows of [label zh, label en, words]; of a paper `body` is rows of [zh, en], `articles` and
`remedies` are [zh, en] or empty;
`sections` a list of {"title", "rows": [[label, value, source (may be left out)]]}, all others texts."""
ONE_AT_A_TIME = Lock()  # typst's compiler fails when two threads use it at once; one page takes some 20 ms
LARGEST = 20 * 1024 * 1024
EMPTY = Words("文件是空的。请检查后重新选择文件。", "The file is empty. Check it and choose the file again.")
TOO_LARGE = Words(
    "文件有 {size} MB，超过 20 MB 的上限。请压缩，或降低扫描的分辨率后再上传。",
    "The file has {size} MB, above the limit of 20 MB. Compress it or scan at a lower resolution, then upload it.",
)
NOT_DRAWN = Words("有字体不能显示的字：{letters}", "Characters that the font cannot draw: {letters}")


def store(content: bytes, *, name: str, belongs_to: str, by: str, at: datetime) -> Document:
    """Examine an uploaded file and keep it. When this returns, the bytes are on the disk. Raises Rejected.

    `name` is shown to people and never becomes a path. `belongs_to` is a draft code, case number or licence number.
    """
    if not content:
        raise Rejected(EMPTY)
    if len(content) > LARGEST:
        raise Rejected(TOO_LARGE.filled(size=f"{len(content) / 1024 / 1024:.1f}"))
    examiner: Examiner = import_string(settings.FILE_EXAMINER)()
    return _kept(content, examiner.examine(content), name=name, belongs_to=belongs_to, by=by, at=at)


def keep(pdf: bytes, *, name: str, belongs_to: str, by: str, at: datetime, remarks: Sequence[Words] = ()) -> Document:
    """Keep a PDF that `render` or `seal` made: it is not examined, because nobody sent it."""
    found = Examined("application/pdf", 1, tuple(remarks))
    return _kept(pdf, found, name=name, belongs_to=belongs_to, by=by, at=at)


def _kept(content: bytes, found: Examined, *, name: str, belongs_to: str, by: str, at: datetime) -> Document:
    digest = sha256(content).hexdigest()
    path = f"{digest[:2]}/{digest[2:4]}/{digest}"
    disk = storages["documents"]
    if not (disk.exists(path) and disk.size(path) == len(content)):
        disk.save(path, ContentFile(content))
    return Document.objects.create(
        code=token_hex(16),
        name=_shown_name(name),
        media_type=found.media_type,
        size=len(content),
        digest=digest,
        pages=found.pages,
        remarks=[[words.zh, words.en] for words in found.remarks],
        belongs_to=belongs_to,
        by=by,
        at=at,
        kept_as=path,
    )


def _shown_name(name: str) -> str:
    """The sender's name for the file without folders and without characters that are not printed."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip()[-200:] or "未命名 unnamed"


def move(code: str, *, belongs_to: str) -> None:
    """Let a document belong to another subject, as when a draft becomes a case. Raises NotFound."""
    if not Document.objects.filter(code=code).update(belongs_to=belongs_to):
        raise identity.NotFound(code)


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(ROOM / "assets")])
    return typst.Compiler(root=str(ROOM / "templates"), font_paths=fonts, ignore_system_fonts=True)


def _printed(template: str, values: Mapping[str, Any]) -> bytes:
    """Values travel as JSON in an input of the compiler; they are never part of its source."""
    with ONE_AT_A_TIME:
        printed = _compiler().compile(
            input=str(ROOM / "templates" / f"{template}.typ"),
            format="pdf",
            sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
            pdf_standards=[] if template == "seal" else ["ua-1"],
            timestamp=0,
        )
    return cast(bytes, printed)


def render(template: str, values: Mapping[str, Any]) -> bytes:
    """A PDF (tagged, PDF/UA-1) from one of the TEMPLATES: "licence", "notice", "paper", "application", "pledge".

    `values` are what JSON can say, under exactly the names that the template shows, else ValueError: a name that is
    forgotten would be an empty line on an official paper. Every text is shown as it is, never read as markup. The same
    values give the same bytes.
    """
    if template not in TEMPLATES:
        raise ValueError(f"no template {template!r}; there are {', '.join(TEMPLATES)}")
    if wrong := set(values) ^ set(TEMPLATES[template].split()):
        raise ValueError(f"template {template!r} shows {TEMPLATES[template]}; missing or unknown: {sorted(wrong)}")
    return _printed(template, values)


@cache
def _drawn() -> tuple[range, ...]:
    lines = (ROOM / "assets" / "coverage.txt").read_text().split()
    bounds = ([int(end, 16) for end in line.split("-")] for line in lines)
    return tuple(range(bound[0], bound[-1] + 1) for bound in bounds)


def not_drawn(values: Mapping[str, Any]) -> tuple[Words, ...]:
    """A remark when `values` contain characters that the vendored fonts cannot draw; empty when all is well."""
    letters = {letter for letter in _letters(values) if category(letter) not in {"Cc", "Cf", "Zl", "Zp", "Zs"}}
    missing = sorted(letter for letter in letters if not any(ord(letter) in part for part in _drawn()))
    return (NOT_DRAWN.filled(letters="、".join(missing)),) if missing else ()


def _letters(value: Any) -> set[str]:
    if isinstance(value, str):
        return set(value)
    if isinstance(value, Mapping):
        value = list(value.values())
    return {letter for part in value for letter in _letters(part)} if isinstance(value, list | tuple) else set()


def qr_svg(text: str) -> str:
    """A QR code (GB/T 18284, ISO/IEC 18004) of `text` as SVG, with error correction level M and its quiet zone."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", xmldecl=False, scale=4)
    return out.getvalue().decode()


def seal_provider() -> SealProvider:
    """The provider that the setting SEAL names."""
    provider: SealProvider = import_string(settings.SEAL)()
    return provider


def seal(pdf: bytes, *, organ: str, at: datetime) -> bytes:
    """The PDF with the seal of the organ (by its code): a PAdES signature, and its stamp on the last page.

    Whatever is changed afterwards is noticed by `examine_seal`. Raises NotFound for an organ that does not exist.
    """
    found = identity.Organ.objects.filter(code=organ).first()
    if found is None:
        raise identity.NotFound(organ)
    owner = SealOwner(found.code, Words(found.name_zh, found.name_en))
    day = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date().isoformat()
    stamp = _printed("seal", {"organ": found.name_zh, "date": day})
    return pades.sealed(pdf, stamp, provider=seal_provider(), owner=owner, at=at)
