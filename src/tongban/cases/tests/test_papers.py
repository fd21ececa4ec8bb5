"""Written notices: each with its own number, sealed, with what the law asks for in it, printed once."""

import io

import pytest
from pypdf import PdfReader

from tongban.cases import actions, papers
from tongban.cases import public as cases
from tongban.cases.models import Paper
from tongban.cases.tests.conftest import NOON, work
from tongban.documents import public as documents
from tongban.notices import public as notices

KIND = cases.PaperKind


@pytest.fixture
def text_of(cast):
    """The text of the case's paper of a kind, without spaces; its seal is examined on the way."""

    def read(number, kind):
        found = next(p for p in cases.papers_of(number, seen_by=cast.lin, on=NOON.date()) if p.kind == kind)
        _, pdf = cases.paper(found.code, seen_by=cast.lin, on=NOON.date())
        assert documents.examine_seal(pdf).valid
        text = "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
        assert "".join(found.number.split()) in text
        return text

    return read


def test_a_receipt_and_a_notice_of_acceptance_name_the_days(open_case, cast, text_of):
    number = open_case("plain")
    cases.accept(number, by=cast.zhao, at=NOON)
    work()

    assert "5个工作日内决定是否受理" in text_of(number, KIND.RECEIPT)
    accepted = text_of(number, KIND.ACCEPTANCE)
    assert "2026年3月30日" in accepted
    assert "2026年3月9日" in accepted
    assert "第三十二条" in accepted


def test_a_refusal_has_reasons_articles_and_remedies(open_case, conclude, text_of):
    number = open_case("plain")
    conclude(number, agree=False)
    work()

    refusal = text_of(number, KIND.REFUSAL)
    assert [part for part in ("不符合规定", "第三十八条", "行政复议", "行政诉讼") if part not in refusal] == []


def test_what_is_not_accepted_says_why_and_where_to_turn(open_case, cast, see, text_of):
    number = open_case("plain")
    cases.refuse_to_accept(number, by=cast.zhao, reasons="不属于本机关职权", at=NOON)
    work()

    assert see(number).state == cases.State.NOT_ACCEPTED
    paper = text_of(number, KIND.NOT_ACCEPTED)
    assert "不属于本机关职权" in paper
    assert "行政复议" in paper
    with pytest.raises(cases.Refused):
        cases.refuse_to_accept(open_case("plain"), by=cast.zhao, reasons=" ", at=NOON)


def test_a_correction_tells_everything_at_once_and_only_once(open_case, see, text_of):
    number = open_case("plain")
    actions.ask_for_correction(number, faults=[("fits", "补平面图"), ("safe", "补消防说明")], by="zhao", at=NOON)
    work()

    told = text_of(number, KIND.CORRECTION)
    assert "补平面图" in told
    assert "补消防说明" in told
    with pytest.raises(cases.NotPossible):
        actions.ask_for_correction(number, faults=[("fits", "还有")], by="zhao", at=NOON)


def test_numbers_of_a_kind_follow_one_another_and_printing_twice_changes_nothing(open_case, cast):
    for _ in range(2):
        cases.accept(open_case("plain"), by=cast.zhao, at=NOON)
    work()
    printed = {paper.code: (paper.number, paper.document) for paper in Paper.objects.all()}

    for code in printed:
        papers.print_paper({"paper": code, "at": NOON.isoformat()})

    assert printed == {paper.code: (paper.number, paper.document) for paper in Paper.objects.all()}
    numbers = sorted(number for number, _ in printed.values())
    assert len(set(numbers)) == 4
    assert [number for number in numbers if "受字" in number] == [
        "样例 市监受字〔2026〕000001号",
        "样例 市监受字〔2026〕000002号",
    ]
    assert len(notices.messages_of(cast.lin)) == 2


def test_a_paper_that_is_not_printed_yet_is_listed_and_cannot_be_read(open_case, cast):
    number = open_case("plain")

    (receipt,) = cases.papers_of(number, seen_by=cast.lin, on=NOON.date())

    assert (receipt.is_ready, receipt.number) == (False, "")


@pytest.mark.parametrize("days", ["²", "①", "٣", "", "999999"])
def test_a_preview_reads_only_plain_numbers_of_days(open_case, cast, days):
    number = open_case("plain")
    cases.accept(number, by=cast.zhao, at=NOON)

    assert cases.preview_paper(number, KIND.EXTENSION, seen_by=cast.zhao, at=NOON, days=days).body
