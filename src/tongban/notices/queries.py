"""Read one's own messages: every query starts from the person."""

from tongban.identity import public as identity
from tongban.notices.models import Message


def messages_of(person: identity.Person, *, limit: int = 50) -> list[Message]:
    """The person's messages, the newest first."""
    return list(Message.objects.filter(person=person).order_by("-id")[:limit])


def unread(person: identity.Person) -> int:
    """How many messages the person has not read."""
    return Message.objects.filter(person=person, read_at=None).count()
