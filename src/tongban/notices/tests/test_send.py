import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import transaction

from tongban.journal import public as journal
from tongban.notices import public as notices
from tongban.notices.actions import deliver


def lines(home):
    path = home / "messages.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_each_person_gets_one_message_and_one_promised_text(cast, tell):
    tell("lin", "chen", "lin", "nobody")

    assert [len(notices.messages_of(person)) for person in (cast.lin, cast.chen, cast.wang)] == [1, 1, 0]
    assert [promise.kind for promise in journal.waiting()] == ["notices.deliver"] * 2
    message = notices.messages_of(cast.lin)[0]
    assert (message.title.zh, message.body.en, message.about) == ("“开办餐饮店”收到了", "Number C1, for Lin.", "C1")


def test_many_people_cost_as_many_statements_as_one(cast, tell, django_assert_num_queries):
    with django_assert_num_queries(3):  # people, messages, promises
        tell("lin", "chen", "wang")


def test_when_the_transaction_fails_nothing_was_said_or_promised(cast, tell):
    with pytest.raises(RuntimeError), transaction.atomic():
        tell("lin")
        raise RuntimeError

    assert (notices.messages_of(cast.lin), journal.waiting()) == ([], [])


def test_the_worker_sends_the_text_and_keeps_the_promise(cast, tell, at, home):
    (message,) = tell("lin")

    assert journal.work(limit=10, at=at + timedelta(seconds=1)) == 1

    assert journal.waiting() == []
    assert [(line["code"], line["phone"]) for line in lines(home)] == [(message.code, cast.lin.phone)]
    assert (home / "messages.jsonl").stat().st_mode & 0o777 == 0o600


def test_the_text_says_the_matter_and_nothing_about_the_person(cast, tell, home):
    (message,) = tell("lin")

    deliver({"message": message.code})

    (line,) = lines(home)
    assert "“开办餐饮店”收到了" in line["zh"]
    assert [word for word in (cast.lin.name, cast.lin.number, "C1", "申请人") if word in line["zh"]] == []


def test_the_promise_itself_names_no_person(cast, tell):
    (message,) = tell("lin")

    assert apps.get_model("journal", "Promise").objects.get().body == {"message": message.code}


def test_a_channel_that_fails_is_tried_again_and_the_message_stays(cast, tell, at, settings):
    settings.MESSAGE_CHANNEL = f"{__name__}.Broken"
    tell("lin")

    assert journal.work(limit=10, at=at) == 0

    (waiting,) = journal.waiting()
    assert waiting.attempts == 1
    assert notices.unread(cast.lin) == 1


def test_who_has_no_telephone_still_has_the_message(cast, tell, home):
    type(cast.lin).objects.filter(pk=cast.lin.pk).update(phone="")
    (message,) = tell("lin")

    deliver({"message": message.code})

    assert lines(home) == []
    assert notices.unread(cast.lin) == 1


class Broken:
    def deliver(self, outgoing):
        raise ConnectionError("no line")
