"""What notices need from outside: a way to a person's telephone."""

from typing import Protocol

from tongban.notices.types import Outgoing


class Channel(Protocol):
    """Brings a text to a telephone (setting MESSAGE_CHANNEL)."""

    def deliver(self, outgoing: Outgoing) -> None:
        """Send it. At least once: after a crash the same `code` may come again. Whatever is raised is tried again later."""
        ...
