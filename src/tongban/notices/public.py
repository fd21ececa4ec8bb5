"""Notices: the messages in a person's box, and the short texts about them that leave the house through the outbox."""

from tongban.notices.actions import mark_read, send
from tongban.notices.models import Message
from tongban.notices.queries import messages_of, unread
from tongban.notices.types import Outgoing

__all__ = ["Message", "Outgoing", "mark_read", "messages_of", "send", "unread"]
