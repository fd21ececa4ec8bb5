import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from pypdf import PdfReader, PdfWriter

from tongban.documents import public as documents
from tongban.documents.contrib.demo import DemoSeal
from tongban.documents.types import SealOwner
from tongban.identity import public as identity
from tongban.kernel.words import Words

PAGE = {"title": "决定书", "title_en": "Decision", "number": "样 1 号", "addressee": "林晓雯", "body": ["准予许可。"]}
PAGE |= {"remedies": [], "organ": "样本局", "organ_en": "Sample", "date": "2026-11-22"}


@pytest.fixture
def sealed(home, organs, at):
    return documents.seal(documents.render("notice", PAGE), organ="market_regulation", at=at)


def test_a_sealed_document_proves_who_sealed_it_and_when(sealed, at):
    report = documents.examine_seal(sealed)

    assert (report.valid, report.covers_whole_document) == (True, True)
    assert report.signer == "DEMO 样本市市场监督管理局"
    assert report.signed_at == at
    assert report.says.zh.startswith("印章有效")


def test_the_stamp_stands_on_the_last_page(sealed):
    annotation = PdfReader(io.BytesIO(sealed)).pages[-1]["/Annots"][0].get_object()

    assert annotation["/FT"] == "/Sig"
    assert annotation["/V"]["/SubFilter"] == "/ETSI.CAdES.detached"
    assert annotation["/AP"]["/N"] is not None


def test_one_changed_byte_is_noticed(sealed):
    place = sealed.index(b"/MediaBox")
    changed = sealed[:place] + b"/mediaBox" + sealed[place + 9 :]

    assert documents.examine_seal(changed).valid is False


def test_a_page_added_behind_the_seal_is_noticed(sealed):
    writer = PdfWriter(io.BytesIO(sealed), incremental=True)
    writer.add_blank_page(595, 842)
    out = io.BytesIO()
    writer.write(out)

    report = documents.examine_seal(out.getvalue())

    assert (report.valid, report.covers_whole_document) == (False, False)


def test_bytes_behind_the_end_are_noticed(sealed):
    assert documents.examine_seal(sealed + b"\n% more").valid is False


def test_a_seal_of_another_house_is_not_trusted(sealed, settings, tmp_path):
    settings.HOME = tmp_path / "elsewhere"

    report = documents.examine_seal(sealed)

    assert report.valid is False
    assert "受信任" in report.says.zh


@pytest.mark.parametrize("content", [b"", b"no pdf", b"%PDF-1.7\n%%EOF", documents.render("notice", PAGE)])
def test_without_a_seal_the_report_says_so(home, content):
    report = documents.examine_seal(content)

    assert (report.valid, report.signer, report.signed_at) == (False, "", None)


def test_what_is_no_pdf_cannot_be_sealed(home, organs, at):
    with pytest.raises(documents.Rejected):
        documents.seal(b"no pdf", organ="fire", at=at)


def test_an_organ_that_does_not_exist_has_no_seal(home, db, at):
    with pytest.raises(identity.NotFound):
        documents.seal(documents.render("notice", PAGE), organ="nobody", at=at)


def test_keys_are_for_their_owner_only_and_made_once_by_all(home):
    owner = SealOwner("fire", Words("样本市消防局", "Fire"))

    with ThreadPoolExecutor(8) as threads:
        chains = set(threads.map(lambda _: DemoSeal().certificates(owner), range(8)))

    assert len(chains) == 1
    kept = list((home / "keys").iterdir())
    assert len(kept) == 2
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}
