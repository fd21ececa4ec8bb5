"""The counter's verbs: who stands at the window, what the clerk may touch meanwhile, and what is theirs alone: the signature."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.answers import fill_everything, floor_plan
from tests.officials import opine

from tongban.applications import public as applications
from tongban.applications.models import Dossier
from tongban.applications.tests.conftest import SITUATION
from tongban.approvals.public import Opinion
from tongban.documents import public as documents
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.licences import public as licences
from tongban.notices import public as notices

counter = applications.counter
NOW = timezone.now()
LATER = NOW + timedelta(minutes=61)


@pytest.fixture
def clerk(city):
    return identity.person("tao")


@pytest.fixture
def colleague(city):
    person = identity.Person.objects.create(
        code="colleague", name="窗口乙", number="310101199001010029", born_on="1990-01-01"
    )
    organ = identity.Organ.objects.get(code="gov_service")
    identity.Official.objects.create(person=person, organ=organ, role=identity.Official.Role.CLERK)
    return person


@pytest.fixture
def attend(clerk, company):
    """Lin's card is read; she acts for her company."""

    def begin(by=clerk, at=NOW, read="lin", party=company.party.code):
        return counter.begin(read=read, party=party, is_alike=True, by=by, at=at)

    return begin


@pytest.fixture
def taken(lin, clerk, draft, attend):
    """The draft that Lin began at home, taken over at the window: its code."""
    attend()
    spoken = counter.offer_takeover(draft.code, by=lin, at=NOW).code
    return counter.take_over(spoken, by=clerk, at=NOW).code


@pytest.fixture
def filled(clerk, taken):
    fill_everything(taken, situation=SITUATION, by=clerk, at=NOW)
    return taken


def kinds(subject):
    return [entry.kind for entry in journal.history(subject)]


def sheet_of(code, clerk):
    return applications.prepare(code, by=clerk, at=NOW).digest


def test_the_card_says_who_it_is_and_the_journal_how_it_was_checked(clerk, lin, attend, company):
    attendance = attend()

    assert (attendance.person.code, attendance.party.code) == ("lin", company.party.code)
    began = journal.history(attendance.code)[0]
    assert (began.by, began.body["person"], began.body["checked_by"]) == ("tao", "lin", "demo")
    assert began.body["right"] == "legal_representative"


def test_a_typed_card_counts_as_typed(clerk, wang):
    attendance = counter.begin(number=wang.number, name="王建国", is_alike=True, by=clerk, at=NOW)

    assert (attendance.person, attendance.checked_by, attendance.party.code) == (wang, "typed", wang.number)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"read": "nobody"}, "没有读到证件"),
        ({"name": "王建国"}, "请先读证件"),
        ({"number": "310107195105180010", "name": "不是他"}, "对不上"),
    ],
)
def test_a_card_that_fits_nobody_is_refused_with_a_way_on(clerk, given, says):
    with pytest.raises(applications.NotReceived, match=says):
        counter.begin(**given, is_alike=True, by=clerk, at=NOW)


def test_a_name_that_belongs_to_another_number_is_refused(clerk, wang):
    with pytest.raises(applications.NotReceived, match="对不上"):
        counter.begin(number=wang.number, name="林晓雯", is_alike=True, by=clerk, at=NOW)


def test_the_clerk_compares_the_face(clerk):
    with pytest.raises(applications.NotReceived, match="核对照片"):
        counter.begin(read="lin", by=clerk, at=NOW)


def test_for_an_organisation_the_right_of_who_stands_there_is_checked(clerk, attend, company):
    with pytest.raises(identity.NotAllowed, match="没有代表"):
        attend(read="wang")

    assert attend(read="chen").right == identity.Right.MANDATE


def test_a_clerk_steps_aside_where_it_is_their_own_affair(clerk):
    with pytest.raises(identity.NotAllowed, match="回避"):
        counter.begin(number=clerk.number, name=clerk.name, is_alike=True, by=clerk, at=NOW)


@pytest.mark.parametrize("who", ["zhao", "shen", "wang"])
def test_only_a_clerk_attends(city, who):
    for act in (counter.begin, counter.end, counter.attendance_of, counter.serving, counter.results, counter.receive):
        with pytest.raises(identity.NotFound):
            act(by=identity.person(who), at=NOW)


def test_what_is_begun_at_the_window_is_the_applicants(clerk, lin, attend):
    attend()

    draft = counter.receive(bundle="restaurant", by=clerk, at=NOW)

    seen = applications.get_draft(draft.code, seen_by=lin, on=timezone.localdate(NOW))
    assert (seen.started_by, seen.holder.name) == ("lin", "上海示例云上小馆餐饮有限公司")
    assert kinds(draft.code) == ["DraftStarted", "DraftAttended"]
    assert {entry.by for entry in journal.history(draft.code)} == {"tao"}
    used = journal.history(seen.holder.code, kinds=("DataUsed",))
    assert {entry.by for entry in used} == {"tao"}


def test_a_draft_begun_at_home_goes_on_at_the_window_and_at_home(clerk, lin, taken):
    applications.answer_situation(taken, values={"has_signboard": True}, chosen=None, by=lin, at=NOW)
    applications.save_answers(
        taken, raw={"applicant_phone": ["13800000000"]}, only=["applicant_phone"], by=clerk, at=NOW
    )

    for person in (clerk, lin):
        assert applications.outlook(taken, seen_by=person, at=NOW).draft.situation["has_signboard"] is True
    assert [entry.by for entry in journal.history(taken, kinds=("TakeOverOffered", "DraftAttended"))] == [
        "lin",
        "tao",
    ]


def test_a_code_is_good_once_for_some_minutes_and_the_newest_only(clerk, lin, draft, attend):
    attend()
    first = counter.offer_takeover(draft.code, by=lin, at=NOW).code
    second = counter.offer_takeover(draft.code, by=lin, at=NOW).code

    for spoken, at in [(first, NOW), ("AAAA-AAAA", NOW), ("", NOW), (second, NOW + timedelta(minutes=15))]:
        with pytest.raises(applications.NotReceived, match="没有接上"):
            counter.take_over(spoken, by=clerk, at=at)
    counter.take_over(f" {second.lower()} ", by=clerk, at=NOW)
    with pytest.raises(applications.NotReceived, match="没有接上"):
        counter.take_over(second, by=clerk, at=NOW)


def test_a_code_opens_nothing_for_somebody_else_at_the_window(clerk, lin, draft, attend):
    spoken = counter.offer_takeover(draft.code, by=lin, at=NOW).code
    attend(read="wang", party="")

    with pytest.raises(applications.NotReceived, match="王建国"):
        counter.take_over(spoken, by=clerk, at=NOW)

    attend()
    assert counter.take_over(spoken, by=clerk, at=NOW).code == draft.code


def touches(code, by, at):
    """Every verb that reads or changes a draft, its application and its results."""
    return [
        lambda: applications.outlook(code, seen_by=by, at=at),
        lambda: applications.save_answers(code, raw={}, only=[], by=by, at=at),
        lambda: applications.answer_situation(code, values={}, chosen=None, by=by, at=at),
        lambda: applications.ask_registers_again(code, by=by, at=at),
        lambda: applications.attach(code, material="x", name="x", content=b"x", by=by, at=at),
        lambda: applications.detach(code, material="x", document="x", by=by, at=at),
        lambda: applications.read_attachment(code, document="x", seen_by=by, at=at),
        lambda: applications.prepare(code, by=by, at=at),
        lambda: applications.submit(code, digest="x", by=by, at=at),
        lambda: applications.get_draft(code, seen_by=by, on=timezone.localdate(at)),
        lambda: counter.offer_takeover(code, by=by, at=at),
        lambda: counter.slip(code, by=by, at=at),
        lambda: counter.tell_missing(code, by=by, at=at),
        lambda: counter.send_confirmation(code, by=by, at=at),
        lambda: counter.submit(code, digest="x", scans=[("x", b"x")], by=by, at=at),
    ]


def refused(code, by, at):
    for touch in touches(code, by, at):
        with pytest.raises((identity.NotFound, identity.NotAllowed)):
            touch()
    assert applications.drafts_of(by, on=timezone.localdate(at)) == []


def test_nobody_at_the_window_means_no_draft(clerk, colleague, taken, attend):
    refused(taken, colleague, NOW)
    attend(by=colleague, read="wang", party="")
    refused(taken, colleague, NOW)
    refused(taken, clerk, LATER)
    refused(taken, identity.person("zhao"), NOW)
    refused(taken, identity.person("wang"), NOW)


def test_the_next_in_line_and_the_end_close_what_was_open(clerk, taken, attend):
    lins = counter.serving(clerk, at=NOW).code
    wangs = attend(read="wang", party="").code
    refused(taken, clerk, NOW)
    assert counter.drafts(by=clerk, at=NOW) == []

    counter.end(by=clerk, at=NOW)

    assert counter.attendance_of(clerk, at=NOW) is None
    ended = journal.history(lins, wangs, kinds=("AttendanceEnded",))
    assert [(entry.subject, entry.body["why"]) for entry in ended] == [(lins, "next"), (wangs, "clerk")]


def test_who_comes_back_the_same_day_goes_on_where_they_were(clerk, taken, attend):
    attend(read="wang", party="")

    attend()

    assert [draft.code for draft in counter.drafts(by=clerk, at=NOW)] == [taken]
    attend(at=NOW + timedelta(days=1))
    assert counter.drafts(by=clerk, at=NOW + timedelta(days=1)) == []


def test_the_clerk_loses_the_draft_when_the_mandate_ends(clerk, lin, draft, attend):
    attend(read="chen")
    spoken = counter.offer_takeover(draft.code, by=lin, at=NOW).code
    counter.take_over(spoken, by=clerk, at=NOW)
    mandate = next(m for m in identity.mandates_of(lin) if m.standing(timezone.localdate(NOW)).value == "in_force")

    identity.end_mandate(mandate.number, by=lin, at=NOW)

    with pytest.raises(identity.NotAllowed, match="终止"):
        applications.outlook(draft.code, seen_by=clerk, at=NOW)


def test_a_clerk_never_signs(clerk, filled):
    with pytest.raises(identity.NotAllowed, match="本人签署"):
        applications.submit(filled, digest=sheet_of(filled, clerk), by=clerk, at=NOW)
    with pytest.raises(applications.NotReceived, match="还没有签署"):
        counter.submit(filled, digest=sheet_of(filled, clerk), by=clerk, at=NOW)


def test_the_signed_sheet_is_scanned_in_and_the_case_is_the_applicants(clerk, lin, filled):
    digest, pages = sheet_of(filled, clerk), [("签字页.png", floor_plan()), ("第二页.png", floor_plan())]

    receipt = counter.submit(filled, digest=digest, scans=pages, by=clerk, at=NOW)

    assert counter.submit(filled, digest=digest, scans=pages, by=clerk, at=NOW) == receipt
    case = counter.case_here(receipt.number, by=clerk, at=NOW)
    assert (case.applicant, case.holder.name) == ("lin", "上海示例云上小馆餐饮有限公司")
    body = Dossier.objects.get(case_number=receipt.number).body
    assert (body["applicant"], body["right"], body["sheet"]) == (["lin", "林晓雯"], "legal_representative", digest)
    came = body["at_counter"]
    assert (came["clerk"], came["signature"]["by"]) == (["tao", "陶然"], "paper")
    assert len(came["signature"]["documents"]) == 2
    told = journal.history(receipt.number, kinds=("ApplicationSubmitted", "ApplicationReceived"))
    assert [(entry.kind, entry.by) for entry in told] == [
        ("ApplicationSubmitted", "lin"),
        ("ApplicationReceived", "tao"),
    ]


def test_a_scan_that_is_none_is_refused_and_nothing_is_submitted(clerk, filled):
    with pytest.raises(documents.Rejected):
        counter.submit(filled, digest=sheet_of(filled, clerk), scans=[("x.pdf", b"MZ")], by=clerk, at=NOW)

    assert applications.outlook(filled, seen_by=clerk, at=NOW).draft.case_number is None


def digits_sent_to(person):
    return re.search(r"确认码 (\d{6})", notices.messages_of(person)[0].body.zh).group(1)


def test_the_code_on_their_own_telephone_signs_exactly_what_they_saw(clerk, lin, filled):
    counter.send_confirmation(filled, by=clerk, at=NOW)

    receipt = counter.submit(filled, digest=sheet_of(filled, clerk), confirmation=digits_sent_to(lin), by=clerk, at=NOW)

    body = Dossier.objects.get(case_number=receipt.number).body
    assert body["at_counter"]["signature"] == {"by": "phone", "documents": []}


def test_a_code_for_something_else_or_too_late_or_tried_too_often_signs_nothing(clerk, lin, filled):
    counter.send_confirmation(filled, by=clerk, at=NOW)
    digits, digest = digits_sent_to(lin), sheet_of(filled, clerk)
    wrong = f"{(int(digits) + 1) % 1_000_000:06}"

    def tries(confirmation, at=NOW, sheet=digest):
        with pytest.raises(applications.NotReceived, match="确认码不对"):
            counter.submit(filled, digest=sheet, confirmation=confirmation, by=clerk, at=at)

    tries(digits, at=NOW + timedelta(minutes=10))
    tries(digits, sheet="0" * 64)
    for _ in range(5):
        tries(wrong)
    tries(digits)
    with pytest.raises(applications.NotReceived, match="签字后扫描"):  # a new code would be five new guesses
        counter.send_confirmation(filled, by=clerk, at=NOW)


def test_everything_that_is_missing_is_told_at_once_and_on_the_record(clerk, lin, taken):
    applications.answer_situation(taken, values=SITUATION, chosen=None, by=clerk, at=NOW)

    slip = counter.tell_missing(taken, by=clerk, at=NOW)

    view = applications.outlook(taken, seen_by=lin, at=NOW)
    assert len(slip.questions) == len(view.composition.open_questions) > 0
    asked = set(view.composition.open_questions)
    empty = [
        one.field.fact for step in view.steps for one in step.to_fill if one.field.required and one.held.value is None
    ]
    told = [label for _, labels in slip.fields for label in labels]
    assert told == [fact.label for fact in empty if fact.code not in asked] != []
    assert [one.code for one in slip.materials] == [one.code for one in view.to_upload]
    entry = journal.history(taken, kinds=("MissingNotified",))[0]
    assert (entry.by, len(entry.body["fields"])) == ("tao", view.missing)


@pytest.fixture
def granted(parent):
    """A part of Lin's case that is granted, with its licence sealed."""
    signboard = next(part for part in parent.children if part.item == "signboard")
    opine(signboard, Opinion.AGREE)
    return signboard.number


def test_a_result_is_handed_out_once_to_who_stands_there(clerk, attend, granted):
    attendance = attend(read="chen")

    counter.hand_over(granted, by=clerk, at=NOW)

    found = next(one for one in counter.results(by=clerk, at=NOW) if one.case.number == granted)
    assert (found.recipient, found.handed_at) == ("陈志远", NOW)
    told = journal.history(granted, kinds=("ResultCollected",))[0]
    assert (told.by, told.body["recipient"], told.body["checked_by"]) == ("tao", "chen", attendance.checked_by)
    with pytest.raises(applications.NotReceived, match="陈志远 领走"):
        counter.hand_over(granted, by=clerk, at=NOW)


def test_nothing_is_handed_out_to_strangers_or_before_it_is_there(clerk, attend, parent, granted):
    attend(read="wang", party="")
    assert counter.results(by=clerk, at=NOW) == []
    for number in (granted, parent.number):
        with pytest.raises(identity.NotFound):
            counter.hand_over(number, by=clerk, at=NOW)
        with pytest.raises(identity.NotFound):
            counter.case_here(number, by=clerk, at=NOW)


def test_the_organ_sees_where_it_came_from_and_the_signed_page(clerk, lin, filled):
    digest = sheet_of(filled, clerk)
    number = counter.submit(filled, digest=digest, scans=[("签.png", floor_plan())], by=clerk, at=NOW).number
    case = counter.case_here(number, by=clerk, at=NOW)
    food = next(part for part in case.children if part.item == "food_licence")

    file = applications.file_of(food.number, seen_by=identity.person("zhao"), at=NOW)

    page = file.at_counter["signature"]["documents"][0]["code"]
    for person in ("zhao", "lin"):
        found, content = applications.read_material(food.number, document=page, seen_by=identity.person(person), at=NOW)
        assert (found.name, content) == ("签.png", floor_plan())
    for person in ("qian", "wang", "tao"):
        with pytest.raises(identity.NotFound):
            applications.read_material(food.number, document=page, seen_by=identity.person(person), at=NOW)


def test_a_licence_that_was_revoked_is_not_handed_out(clerk, attend, granted):
    attend(read="chen")
    given = next(one for one in counter.results(by=clerk, at=NOW) if one.case.number == granted).licence
    by = identity.reviewers_of("city_appearance")[0].code
    licences.revoke(given.number, by=by, reason=Words("样例", "sample"), at=NOW)

    found = next(one for one in counter.results(by=clerk, at=NOW) if one.case.number == granted)
    assert found.licence is None
    with pytest.raises(applications.NotReceived):
        counter.hand_over(granted, by=clerk, at=NOW)
