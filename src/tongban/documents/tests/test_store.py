import contextlib
import hashlib
import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.storage import storages
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from tongban.documents import public as documents
from tongban.documents.contrib.local.opening import open_file

NAMES = ("title", "title_en", "number", "holder", "signed_by", "signed_at", "digest")
PLEDGE = {**dict.fromkeys(NAMES, "样本 sample"), "body": ["我承诺。"]}


def pdf(pages=2, change=None, password=None):
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if change:
        change(writer)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def archive(inside="a.txt"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(inside, "x" * 500)
    return out.getvalue()


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def bomb(side=30_000):
    """A PNG of a few kilobytes that becomes 900 million pixels."""
    row = zlib.compressobj(9)
    packed = row.compress(bytes(side // 8 + 1) * 2000) + row.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def action(kind, **more):
    """A change that makes the PDF do something when it is opened."""

    def change(writer):
        entries = {NameObject("/S"): NameObject(f"/{kind}")}
        entries |= {NameObject(f"/{name}"): value for name, value in more.items()}
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(DictionaryObject(entries))

    return change


def packed_script():
    """A PDF whose bytes do not show the script: it lies in a compressed object stream."""
    writer = PdfFileWriter(stream_xrefs=True)
    writer.insert_page(
        PageObject(contents=writer.add_object(generic.StreamObject(stream_data=b"q Q")), media_box=(0, 0, 595, 842))
    )
    stream = writer.prepare_object_stream()
    names = {"/S": generic.NameObject("/JavaScript"), "/JS": generic.TextStringObject("1")}
    script = generic.DictionaryObject({generic.NameObject(name): value for name, value in names.items()})
    writer.root["/OpenAction"] = writer.add_object(script, obj_stream=stream)
    out = io.BytesIO()
    writer.write(out)
    assert b"JavaScript" not in out.getvalue()
    return out.getvalue()


def deep(writer):
    nest = ArrayObject()
    for _ in range(90):
        nest = ArrayObject([nest])
    writer.root_object[NameObject("/Nest")] = writer._add_object(nest)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_photo_is_kept_as_it_came_with_a_remark(keep, drawing, kind):
    content = drawing(kind)

    document = keep(content, name=r"C:\Users\林\平面图.exe")

    assert (document.media_type, document.pages) == (f"image/{kind.lower()}", 1)
    assert document.name == "平面图.exe"
    assert [remark.zh for remark in document.remarks_said] == ["清楚，尺寸 1600×1200"]
    assert documents.read(document.code, belongs_to="D1") == (document, content)


def test_the_file_lies_under_its_digest_and_is_whole(keep, drawing, home):
    content = drawing()

    first, second = keep(content, name="../../etc/passwd"), keep(content, name="again.png")

    files = [path for path in (home / "files").rglob("*") if path.is_file()]
    assert [path.name for path in files] == [hashlib.sha256(content).hexdigest()]
    assert files[0].stat().st_mode & 0o777 == 0o600
    assert (first.name, first.code != second.code) == ("passwd", True)


def test_it_is_flushed_to_the_disk_before_store_returns(keep, drawing, monkeypatch):
    flushed = []
    monkeypatch.setattr("tongban.documents.contrib.disk.os.fsync", flushed.append)

    keep(drawing())

    assert len(flushed) == 4  # the file and the three folders above it


def test_a_pdf_says_how_many_pages_and_which_are_blank(keep):
    document = keep(pdf(pages=2), name="plan.pdf")

    assert (document.media_type, document.pages) == ("application/pdf", 2)
    assert document.remarks_said[0].en == "PDF, 2 pages"
    assert document.remarks_said[1].zh == "第 1 页是空白的，请确认。"


def test_our_own_documents_may_be_given_back(keep):
    own = documents.render("pledge", PLEDGE)

    assert keep(own, name="own.pdf").media_type == "application/pdf"


def test_an_almost_blank_photo_is_kept_with_a_warning(keep):
    out = io.BytesIO()
    Image.new("RGB", (1600, 1200), "white").save(out, "PNG")

    assert "几乎是空白" in keep(out.getvalue()).remarks_said[0].zh


HOSTILE = {
    "an archive called png": (lambda draw: archive(), "压缩包"),
    "a web page called pdf": (lambda draw: b"<!DOCTYPE html><script>alert(1)</script>", "网页"),
    "a program": (lambda draw: b"MZ" + bytes(500), "程序"),
    "an animation format": (lambda draw: b"GIF89a" + bytes(500), "GIF"),
    "noise": (lambda draw: bytes(range(1, 200)), "无法识别"),
    "a truncated photo": (lambda draw: draw("JPEG")[:9000], "不完整"),
    "a truncated png": (lambda draw: draw("PNG")[:-40], "不完整"),
    "a png whose bytes were changed": (lambda draw: draw()[:200] + b"\0\0\0\0" + draw()[204:], "不完整"),
    "only the magic bytes": (lambda draw: b"\x89PNG\r\n\x1a\n", "不完整"),
    "a bomb": (lambda draw: bomb(), "5000 万像素"),
    "a stamp": (lambda draw: draw(size=(300, 200)), "600 像素"),
    "a photo with an archive behind it": (lambda draw: draw("JPEG") + archive(), "藏着另一个文件"),
    "a photo with a program text inside": (lambda draw: draw("JPEG", comment=b"<?php system(1);"), "藏着另一个文件"),
    "a photo that is a pdf too": (lambda draw: draw("JPEG", comment=b"%PDF-1.4 1 0 obj"), "藏着另一个文件"),
    "a pdf that is an archive too": (lambda draw: pdf() + archive(), "藏着另一个文件"),
    "a truncated pdf": (lambda draw: pdf()[:300], "不完整"),
    "a pdf of one line": (lambda draw: b"%PDF-1.7\n%%EOF", "不完整"),
    "a pdf with a password": (lambda draw: pdf(password="x"), "密码"),
    "a pdf without pages": (lambda draw: pdf(pages=0), "没有页面"),
    "a pdf of 51 pages": (lambda draw: pdf(pages=51), "51 页"),
    "a pdf with a script": (lambda draw: pdf(change=action("JavaScript", JS=TextStringObject("1"))), "自动运行"),
    "a pdf that opens another machine's file": (
        lambda draw: pdf(change=action("GoToR", F=TextStringObject("//elsewhere/x"))),
        "自动运行",
    ),
    "a pdf that hides the name": (
        lambda draw: pdf(change=action("JavaScript", JS=TextStringObject("1"))).replace(
            b"/JavaScript", b"/Java#53cript"
        ),
        "自动运行",
    ),
    "a pdf whose script is packed in an object stream": (lambda draw: packed_script(), "自动运行"),
    "a pdf that starts a program": (lambda draw: pdf(change=action("Launch", F=TextStringObject("a.exe"))), "Launch"),
    "a pdf with a file in it": (
        lambda draw: pdf(change=lambda writer: writer.add_attachment("a.exe", b"MZ")),
        "自动运行",
    ),
    "a pdf nested very deep": (lambda draw: pdf(change=deep), "过于复杂"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_broken_or_hostile_file_is_refused_with_its_reason(keep, drawing, what):
    make, reason = HOSTILE[what]

    with pytest.raises(documents.Rejected) as refused:
        keep(make(drawing))

    assert reason in refused.value.says.zh
    assert "pload" in refused.value.says.en or "Check" in refused.value.says.en
    assert documents.documents_of("D1") == []


def test_an_empty_file_and_one_of_21_megabytes_are_refused_unopened(keep):
    with pytest.raises(documents.Rejected, match="空的"):
        keep(b"")
    with pytest.raises(documents.Rejected, match=r"21\.0 MB"):
        keep(bytes(21 * 1024 * 1024))


def test_a_file_that_never_ends_loading_is_given_up(keep, drawing, monkeypatch):
    monkeypatch.setattr("tongban.documents.contrib.local.PATIENCE_SECONDS", 0.001)

    with pytest.raises(documents.Rejected, match="过多的时间"):
        keep(drawing())


def test_bytes_that_changed_on_the_disk_are_noticed(keep, drawing):
    document = keep(drawing())
    disk = storages["documents"]
    with open(disk.path(document.kept_as), "r+b") as file:
        file.write(b"\0")

    with pytest.raises(documents.Damaged):
        documents.read(document.code, belongs_to="D1")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(st.tuples(st.integers(0, 700), st.integers(0, 255)), min_size=1, max_size=8))
def test_whatever_is_changed_in_a_pdf_it_is_opened_or_refused(places):
    content = bytearray(pdf())
    for place, value in places:
        content[place % len(content)] = value

    with contextlib.suppress(documents.Rejected):  # anything else that is raised fails the test
        assert open_file(bytes(content)).pages >= 1
