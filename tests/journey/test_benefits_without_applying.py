"""The allowance for the old arrives without asking: matched, reviewed, paid; it grows at 70, and ends with death.

Qiu is about to be 70. Wang is 75, and the register learns too late that he has died. The bank sends Qiu's money back.
"""

from datetime import date, datetime, timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone

from tests.world import browser
from tongban.benefits import public as benefits
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.identifiers import citizen_number
from tongban.notices import public as notices
from tongban.payments import public as payments
from tongban.policies import public as policies
from tongban.sources import public as sources

WEEK = timedelta(days=7)
CLOSED, GOOD = "9900120000000100", "9900120000000101"


@pytest.fixture
def town(city):
    """Qiu, who will be 70 in a week, and everything that the registers know of everybody."""
    birthday = timezone.localdate() + WEEK
    born_on = date(birthday.year - 70, birthday.month, min(birthday.day, 28))
    number = citizen_number("310104", born_on, "128")
    identity.Person.objects.create(code="qiu", number=number, name="裘兰英", born_on=born_on, phone="13900000128")
    sources.populate(on=timezone.localdate())
    for audience in ("person", "organisation"):
        policies.snapshot(city, audience, at=timezone.now(), by="system")
    return city


def work() -> None:
    """The worker, also of the days that this story looks ahead to."""
    while journal.work(limit=50, at=timezone.now() + timedelta(days=62)):
        pass


def press(client: Client, code: str, step: str) -> None:
    """An official presses the button of the next step, and the worker carries out what follows."""
    answer = client.post(f"/desk/benefits/{code}/steps/{step}/")
    assert answer.status_code == 302, answer.content.decode()[:2000]
    work()


def started(officer: Client, policy: str = "p_old_allowance") -> str:
    answer = officer.post("/desk/benefits/start/", {"policy": policy})
    work()
    return answer.headers["Location"].rstrip("/").rpartition("/")[2]


def paid(code: str) -> None:
    """The organs agree, the budget holds it, people are told, and the head pays."""
    officer, head = browser("reviewer-civil_affairs"), browser("head-civil_affairs")
    press(officer, code, "send_to_review")
    for organ in ("public_security", "human_resources"):
        answer = browser(f"reviewer-{organ}").post(f"/desk/benefits/{code}/opinion/", {"opinion": "agree"})
        assert answer.status_code == 302
    press(officer, code, "check_budget")
    press(officer, code, "tell")
    press(head, code, "pay")


def line_of(code: str, person: str) -> benefits.Line:
    someone, on = identity.person("reviewer-civil_affairs"), timezone.localdate()
    return benefits.lines(code, seen_by=someone, on=on, search=identity.person(person).number).lines[-1]


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_the_allowance_arrives_unasked(town):
    officer, qiu, wang = browser("reviewer-civil_affairs"), browser("qiu"), browser("wang")

    # What it is expected to cost is kept before.
    kept = officer.post("/desk/policies/p_old_allowance/simulate/save/", {"name": "发放前", "expected": "yes"})
    expectation = kept.headers["Location"].partition("?")[0]
    assert "还不能比" in read(officer, expectation)

    # Nobody has applied. The officer matches this month's list and everybody concerned looks at it.
    code = started(officer)
    assert "名单已固定" in read(officer, f"/desk/benefits/{code}/")
    paid(code)

    # Qiu reads a message: 75 yuan have arrived; and the page says why, by clause and by value.
    assert "已到账" in read(qiu, "/messages/")
    assert "75" in read(qiu, "/benefits/")
    why = read(qiu, f"/benefits/{code}/qiu/")
    assert "年满 65 周岁" in why
    assert "人口库" in why
    assert read(wang, "/benefits/").count("已到账") >= 1

    # What arrived stands beside what was expected: as many people, and as much money.
    told = read(officer, expectation)
    assert "实际（已发放）" in told
    people, fen, _, _ = benefits.arrived("p_old_allowance", since=timezone.localdate())
    assert told.count(f">{people:,}<") >= 2
    assert told.count(f"{fen // 100:,} 元") >= 2

    # The list can be made again from what it rested on, and is the same to the last line.
    assert "一模一样" in read(officer, f"/desk/benefits/{code}/?again=1")


def test_the_allowance_grows_at_70_and_ends_with_death(town):
    officer = browser("reviewer-civil_affairs")
    code = started(officer)
    paid(code)

    # In a week Qiu is 70. She hears of it that day, and the next list pays her 150.
    later = timezone.now() + WEEK
    benefits.pass_time(at=later)
    assert "从今天起是 150 元" in notices.messages_of(identity.person("qiu"))[0].title.zh
    stands = benefits.start(
        "p_old_allowance", by=identity.person("reviewer-civil_affairs"), at=in_the_next_month(later)
    )
    work()
    assert line_of(stands, "qiu").fen == 15000

    # Wang died before that list was paid: he is stopped, and what he had too much is shown to an officer.
    dies("wang")
    assert line_of(stands, "wang").state is benefits.LineState.STOPPED
    assert "发放以后情况变了" in read(officer, f"/desk/benefits/{code}/")


def test_what_was_paid_too_much_is_asked_back_and_comes_back(town):
    officer, wang = browser("reviewer-civil_affairs"), browser("wang")
    code = started(officer)
    paid(code)
    dies("wang")

    number, someone = line_of(code, "wang").number, identity.person("reviewer-civil_affairs")
    page = f"/desk/benefits/{code}/lines/{number}/"
    assert officer.post(f"{page}claw-back/", {"sum": "很多", "why": "已去世"}).status_code == 422
    officer.post(f"{page}claw-back/", {"sum": "150", "why": "发放时已去世"})
    assert owed() == 15000
    assert "要退回" in read(wang, "/benefits/")
    assert "怎么退" in read(wang, f"/benefits/{code}/wang/")

    # It comes back, and the officer says so; nobody else may.
    (asked,) = benefits.line_of(code, number, seen_by=someone, on=timezone.localdate()).recoveries
    for stranger in ("zhao", "wang", "reviewer-public_security"):
        assert browser(stranger).post(f"{page}repaid/{asked.code}/").status_code in (403, 404), stranger
    assert officer.post(f"{page}repaid/{asked.code}/").status_code == 302
    assert owed() == 0
    assert "已退回" in read(wang, f"/benefits/{code}/wang/")
    assert payments.prove().holds


def owed() -> int:
    return payments.fund(f"p_old_allowance-{timezone.localdate().year}").balances[payments.Account.RECEIVABLE]


def in_the_next_month(after: datetime) -> datetime:
    first = (after.replace(day=1) + timedelta(days=32)).replace(day=1)
    return max(after, first)


def dies(person: str) -> None:
    """The register of the population learns of a death, and says so."""
    someone = identity.person(person)
    sources.amend("population", someone.number, deceased=True)
    party = identity.Party(identity.PartyKind.PERSON, someone.number, someone.name)
    sources.note_change("population", party=party, by="system", at=timezone.now())
    work()


def test_a_reviewer_who_chose_nothing_has_said_nothing(town):
    code, officer = started(browser("reviewer-civil_affairs")), browser("reviewer-civil_affairs")
    press(officer, code, "send_to_review")
    reviewer = browser("reviewer-public_security")

    refused = reviewer.post(f"/desk/benefits/{code}/opinion/", {"words": "名单核对过"})

    assert refused.status_code == 422
    assert "名单核对过</textarea>" in refused.content.decode()
    assert read(officer, f"/desk/benefits/{code}/").count("等意见") == 2


def test_what_the_bank_sends_back_is_paid_into_another_account(town):
    qiu = browser("qiu")
    code = started(browser("reviewer-civil_affairs"))
    closed = {"answer": "account", "bank": "示例银行", "account": CLOSED}
    prove = f"/sign-in/again/?next=/benefits/{code}/qiu/"
    assert unquote(qiu.post(f"/benefits/{code}/qiu/answer/", closed).headers["Location"]) == prove
    assert "先做本人核验" in read(qiu, f"/benefits/{code}/qiu/")
    for wrong in ({"person": "qiu"}, {"person": "lin", "live": "yes"}, {}):
        assert qiu.post("/sign-in/again/", wrong).status_code == 403
    back = qiu.post("/sign-in/again/", {"person": "qiu", "live": "yes", "next": f"/benefits/{code}/qiu/"})
    assert back.headers["Location"] == f"/benefits/{code}/qiu/"
    assert qiu.post(f"/benefits/{code}/qiu/answer/", closed).headers["Location"] == f"/benefits/{code}/qiu/"

    paid(code)

    assert "被银行退回" in read(qiu, "/benefits/")
    refused = qiu.post(f"/benefits/{code}/qiu/answer/", {"answer": "account", "bank": "示例银行", "account": "123"})
    assert refused.status_code == 422
    assert "12 到 19 位" in refused.content.decode()
    qiu.post(f"/benefits/{code}/qiu/answer/", {"answer": "account", "bank": "示例银行", "account": GOOD})
    work()
    assert "已到账" in read(qiu, f"/benefits/{code}/qiu/")
    assert line_of(code, "qiu").state is benefits.LineState.ARRIVED
    assert payments.prove().holds


def test_who_is_not_concerned_finds_nothing_and_who_objects_is_answered(town):
    officer, qiu, lin = browser("reviewer-civil_affairs"), browser("qiu"), browser("lin")
    code = started(officer)
    qiu.post(f"/benefits/{code}/qiu/answer/", {"answer": "decline"})
    paid(code)

    for client, address in (
        (lin, f"/benefits/{code}/qiu/"), (lin, f"/desk/benefits/{code}/"), (lin, "/desk/benefits/"),
        (browser("zhao"), f"/desk/benefits/{code}/"), (browser("zhao"), f"/desk/benefits/{code}/lines/0/"),
        (qiu, "/benefits/MS20000101AAAAAAAAAA/qiu/"),
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address
    assert lin.post(f"/benefits/{code}/qiu/answer/", {"answer": "confirm"}).status_code == 404
    assert browser("zhao").post(f"/desk/benefits/{code}/steps/pay/").status_code == 404
    assert browser("reviewer-finance").post(f"/desk/benefits/{code}/opinion/", {"opinion": "agree"}).status_code == 404
    assert "本人不要" in read(qiu, f"/benefits/{code}/qiu/")


def test_who_is_not_on_a_list_asks_why_and_a_person_answers(town):
    officer, qiu, lin = browser("reviewer-civil_affairs"), browser("qiu"), browser("lin")
    code = started(officer)
    paid(code)

    # Lin is 36 and not on the list. She may ask why, and object; a person answers.
    assert f"/benefits/{code}/" in read(lin, "/benefits/")
    assert f"/benefits/{code}/lin/" in read(lin, f"/benefits/{code}/")  # hers, or her child's
    assert qiu.get(f"/benefits/{code}/").headers["Location"] == f"/benefits/{code}/qiu/"
    assert lin.get("/benefits/MS20000101AAAAAAAAAA/").status_code == 404
    assert "为什么没有" in read(lin, f"/benefits/{code}/lin/")
    assert lin.post(f"/benefits/{code}/lin/answer/", {"answer": "object", "words": ""}).status_code == 422
    lin.post(f"/benefits/{code}/lin/answer/", {"answer": "object", "words": "我也想要"})
    (made,) = benefits.objections(code, seen_by=identity.person("reviewer-civil_affairs"), on=timezone.localdate())
    page = f"/desk/benefits/{code}/objections/{made.code}/"
    forgotten = officer.post(page, {"answer": "未满 65 周岁"})
    assert forgotten.status_code == 422
    assert "未满 65 周岁</textarea>" in forgotten.content.decode()
    assert (
        officer.post(page, {"upheld": "yes", "answer": "可以"}).status_code == 422
    )  # the rules say no, and an officer is no rule
    officer.post(page, {"upheld": "no", "answer": "未满 65 周岁"})
    assert "未满 65 周岁" in read(lin, f"/benefits/{code}/lin/")
