"""What a file truly is, by its own bytes; the name that the sender gave it says nothing."""

import io
import zipfile

from tongban.documents.types import Examined, Rejected
from tongban.kernel.words import Words

KNOWN_OTHERS = [
    (b"PK\x03\x04", Words("压缩包或 Office 文件", "an archive or Office file")),
    (b"\xd0\xcf\x11\xe0", Words("旧版 Office 文件", "an old Office file")),
    (b"GIF8", Words("GIF 图片", "a GIF image")),
    (b"BM", Words("BMP 图片", "a BMP image")),
    (b"II*\x00", Words("TIFF 图片", "a TIFF image")),
    (b"MM\x00*", Words("TIFF 图片", "a TIFF image")),
    (b"MZ", Words("程序文件", "a program")),
    (b"\x7fELF", Words("程序文件", "a program")),
    (b"Rar!", Words("压缩包", "an archive")),
    (b"7z\xbc\xaf", Words("压缩包", "an archive")),
    (b"<", Words("网页或标记文件", "a web page or markup file")),
]
UNKNOWN = Words("无法识别的文件", "a file of no known kind")
NOT_TAKEN = Words(
    "这是{what}，不是照片或 PDF；改文件名不会改变它的内容。请上传 JPG、PNG、WebP 照片，或另存为 PDF 后再上传。",
    "This is {what}, not a photo or PDF; another file name does not change what is inside. "
    "Upload a JPG, PNG or WebP photo, or save it as a PDF first.",
)
TWO_IN_ONE = Words(
    "文件里还藏着另一个文件。请重新拍摄，或另存为新的 PDF 或图片后再上传。",
    "Another file is hidden inside this one. Take the photo again, or save it as a new PDF or image, then upload it.",
)
HIDDEN = (b"<script", b"<?php", b"<html")


def open_file(content: bytes) -> Examined:
    """Open the file wholly and say what it is. Raises Rejected with what is wrong and how to mend it."""
    kind = kind_of(content)
    if kind is None:
        raise Rejected(NOT_TAKEN.filled(what=other_kind(content)))
    if is_two_in_one(content, kind):
        raise Rejected(TWO_IN_ONE)
    # Only the library that this file needs: a process begins for each file, and loading pypdf takes longer than a photo.
    if kind == "PDF":
        from tongban.documents.contrib.local.pdfs import examine_pdf

        return examine_pdf(content)
    from tongban.documents.contrib.local.images import examine_image

    return examine_image(content, kind)


def kind_of(content: bytes) -> str | None:
    """The kind that the first bytes promise, of those that are taken."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return "PDF" if content.startswith(b"%PDF-") else None


def other_kind(content: bytes) -> Words:
    """What else it seems to be, for the sentence."""
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:16]
    return next((words for magic, words in KNOWN_OTHERS if start.startswith(magic)), UNKNOWN)


def is_two_in_one(content: bytes, kind: str) -> bool:
    """Whether a second program would read these bytes as another kind of file."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        return True
    if kind == "PDF":
        end = content.rfind(b"%%EOF")
        return end >= 0 and len(content[end + 5 :].strip()) > 1024
    lowered = content.lower()
    return b"%PDF-" in content[:2048] or any(mark in lowered for mark in HIDDEN)
