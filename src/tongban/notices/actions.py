"""Put messages into people's boxes, and copies of them on the way."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.module_loading import import_string

from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.notices.models import Message
from tongban.notices.ports import Channel
from tongban.notices.types import Outgoing

ERRAND = "notices.deliver"
TEXT = Words("【通办】{title}。请登录“我的消息”查看。", "[Tongban] {title}. Sign in and read it under “Messages”.")


# The submission's hot path (benchmarks/submit.py).
INSERT = """
INSERT INTO notices_message (code, person_id, title_zh, title_en, body_zh, body_en, about, link, at)
SELECT c, p, %s, %s, %s, %s, %s, %s, %s FROM unnest(%s::text[], %s::bigint[]) AS w(c, p) RETURNING id
"""


@transaction.atomic(savepoint=False)
def send(
    *, to: Collection[str | identity.Person], title: Words, body: Words, about: str, link: str, at: datetime
) -> list[Message]:
    """Give each person the message, and promise one text to each. In the caller's transaction: both or neither.

    `to` names people by their codes, or is the people themselves where the caller has them (that spares a query). `about` is the
    subject (a case number...), `link` a path of the portal. Codes of nobody are left out.
    """
    messages = [
        Message(
            code=token_hex(16),
            person=person,
            title_zh=title.zh,
            title_en=title.en,
            body_zh=body.zh,
            body_en=body.en,
            about=about,
            link=link,
            at=at,
        )
        for person in _people(to)
    ]
    if messages:
        _insert(messages)
        errands = [(ERRAND, f"notice:{message.code}", {"message": message.code}) for message in messages]
        journal.promise_all(errands, at=at)
    return messages


def _people(to: Collection[str | identity.Person]) -> list[identity.Person]:
    """Each person once."""
    known = {each.code: each for each in to if isinstance(each, identity.Person)}
    named = [each for each in to if isinstance(each, str) and each not in known]
    return [*known.values(), *(identity.people(named).values() if named else ())]


def _insert(messages: Sequence[Message]) -> None:
    one = messages[0]
    said = (one.title_zh, one.title_en, one.body_zh, one.body_en, one.about, one.link, one.at)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [*said, [each.code for each in messages], [each.person_id for each in messages]])
        for message, (number,) in zip(messages, cursor.fetchall(), strict=True):
            message.pk = number
    for message in messages:
        message._state.adding = False


def deliver(body: Mapping[str, Any]) -> None:
    """Carry out one promise: the short text goes to the person's telephone. Who has none reads it in the portal."""
    message = Message.objects.select_related("person").get(code=body["message"])
    if not message.person.phone:
        return
    channel: Channel = import_string(settings.MESSAGE_CHANNEL)()
    channel.deliver(Outgoing(message.code, message.person.phone, TEXT.filled(title=message.title)))


def mark_read(person: identity.Person, code: str) -> None:
    """Note that the person has read the message; once read, it stays so. Raises NotFound for somebody else's."""
    own = Message.objects.filter(person=person, code=code.replace("\0", ""))
    if not own.filter(read_at=None).update(read_at=Now()) and not own.exists():
        raise identity.NotFound("没有这条消息。 / There is no such message.")
