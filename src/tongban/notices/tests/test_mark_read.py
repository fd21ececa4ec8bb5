import pytest

from tongban.identity import public as identity
from tongban.notices import public as notices


def test_a_read_message_stays_read(cast, tell):
    (message,) = tell("lin")

    notices.mark_read(cast.lin, message.code)
    first = notices.messages_of(cast.lin)[0].read_at
    notices.mark_read(cast.lin, message.code)

    assert notices.unread(cast.lin) == 0
    assert notices.messages_of(cast.lin)[0].read_at == first


def test_a_stranger_neither_sees_nor_marks_it(cast, tell):
    (message,) = tell("lin")

    for code in (message.code, "", "\0"):
        with pytest.raises(identity.NotFound):
            notices.mark_read(cast.wang, code)

    assert notices.messages_of(cast.wang) == []
    assert notices.unread(cast.wang) == 0
    assert notices.unread(cast.lin) == 1


def test_the_newest_comes_first_and_only_as_many_as_asked(cast, tell):
    for title in ("一", "二", "三"):
        tell("lin", title=title)

    assert [message.title.zh for message in notices.messages_of(cast.lin, limit=2)] == ["三", "二"]
