"""Several people, tabs and workers at one moment: nothing is lost, nothing is done twice, nobody waits for ever."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.world import apply, begin, browser, company_of, complete, opine, work
from tongban.applications import public as applications
from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.events import ERRANDS
from tongban.licences import public as licences
from tongban.notices import public as notices

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db):
    from tongban.site.city import load_the_city

    load_the_city(size=30, at=timezone.now())


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Do all of them at once, each over its own connection."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def statuses(posts: Sequence[tuple[str, str, dict[str, object]]]) -> list[int]:
    """The answers to these posts (who, where, what), all sent at once."""
    clients = [browser(who, company_of().party.code if who == "lin" else None) for who, _, _ in posts]
    acts = [
        lambda client=client, post=post: client.post(post[1], post[2]).status_code
        for client, post in zip(clients, posts, strict=True)
    ]
    return together(*acts)


def now(case):
    return cases.get_case(case.number, seen_by=identity.person("lin"), on=timezone.localdate())


def agreed(case, who):
    """The post by which this reviewer agrees."""
    code = approvals.track_of(case.number, organ=case.organ)
    points = approvals.get_track(code, seen_by=identity.person(who)).points
    return who, f"/desk/{code}/opinion/", {"opinion": "agree", **{f"judge-{point}": "fits" for point in points}}


def test_two_tabs_that_save_different_parts_lose_nothing(town):
    draft = begin()
    written = {
        "staff_count": "7",
        "postcode": "200080",
        "kitchen_area": "24",
        "water_use": "3",
        "catering_form": "snack_bar",
    }
    values = {"has_business_licence": True, "has_signboard": True, "sells_tobacco": True}
    lin = identity.person("lin")
    applications.answer_situation(draft, values=values, chosen=None, by=lin, at=timezone.now())

    answers = statuses([("lin", f"/drafts/{draft}/parts/trade/", {"field": f, f: text}) for f, text in written.items()])

    assert set(answers) == {302}
    assert set(written) <= set(applications.outlook(draft, seen_by=lin, at=timezone.now()).values)


def test_a_submission_that_is_sent_four_times_at_once_is_one_case(town):
    draft = begin()
    posted = {"agree": "yes", "digest": complete(draft)}

    answers = statuses([("lin", f"/drafts/{draft}/check/", posted)] * 4)

    assert answers == [302] * 4
    assert len(cases.cases_of(identity.person("lin"), on=timezone.localdate())) == 1


def test_an_opinion_that_is_given_twice_at_once_counts_once(town):
    food = apply().children[0]

    answers = statuses([agreed(food, "zhao")] * 3)

    assert sorted(answers) == [302, 409, 409]
    assert [entry.kind for entry in journal.history(food.number)].count("CaseDecided") == 1


def test_a_correction_that_is_sent_twice_at_once_is_given_once(town):
    food = apply().children[0]
    opine(food, approvals.Opinion.RETURN, fault="workflow")

    answers = statuses([("lin", f"/cases/{food.number}/mend/", {"note": "补好了"})] * 3)

    assert set(answers) == {302}
    assert [entry.kind for entry in journal.history(food.number)].count("SupplementGiven") == 1


@pytest.mark.parametrize("attempt", range(3))
def test_to_accept_to_decide_and_to_take_back_at_once_never_wait_in_a_circle(town, attempt):
    case = apply()
    part = {child.organ: child for child in case.children}
    food, sign = part["market_regulation"], part["city_appearance"]
    track = approvals.track_of(food.number, organ=food.organ)

    answers = statuses(
        [
            agreed(food, "zhao"),
            ("zhao", f"/desk/{track}/accept/", {}),
            ("lin", f"/cases/{case.number}/withdraw/", {}),
            agreed(sign, "sun"),
        ]
    )
    work()

    assert set(answers) <= {302, 409, 422}
    assert now(case).state == cases.State.CLOSED
    assert all(child.has_ended for child in now(case).children)


def test_the_last_parts_end_at_the_same_moment_and_the_parent_closes_once(town):
    case = apply()
    for part in case.children:
        opine(part, approvals.Opinion.AGREE)

    together(*[work] * 4)
    work()

    assert now(case).state == cases.State.CLOSED
    assert [entry.kind for entry in journal.history(case.number)].count("CaseClosed") == 1
    assert len(licences.licences_of(identity.person("lin"), on=timezone.localdate())) == len(case.children)


def test_an_errand_that_is_carried_out_twice_gives_one_document_and_one_message(town):
    food = apply().children[0]
    opine(food, approvals.Opinion.AGREE)
    (licence,) = licences.licences_of(identity.person("lin"), on=timezone.localdate())
    body = {"number": licence.number, "by": "zhao", "at": timezone.now().isoformat()}

    together(*[lambda: ERRANDS["licences.produce"](body)] * 3)
    work()

    kinds = [entry.kind for entry in journal.history(licence.number)]
    assert kinds.count("LicenceIssued") == 1
    titles = [message.title_zh for message in notices.messages_of(identity.person("lin"), limit=50)]
    assert sum("办好了" in title for title in titles) == 1, titles


def test_a_worker_whose_lease_ran_out_is_not_overtaken(town, monkeypatch):
    at, done, begun, tried = timezone.now(), [], Event(), Event()
    journal.work(limit=50, at=at)  # what the city itself has promised

    def slow(body):
        done.append(body["to"])
        begun.set()
        tried.wait(10)

    def other():
        begun.wait(10)
        kept = journal.work(limit=5, at=at + timedelta(minutes=5))
        tried.set()
        return kept

    monkeypatch.setitem(ERRANDS, "tests.slow", slow)
    journal.promise(kind="tests.slow", key="letter", body={"to": "lin"}, at=at)

    assert together(lambda: journal.work(limit=5, at=at), other) == [1, 0]
    assert (done, journal.waiting()) == (["lin"], [])
