"""A reader on which the card of somebody of the cast is laid by choosing it."""

from django.conf import settings

from tongban.applications.ports import Card
from tongban.identity import public as identity
from tongban.kernel.words import Words


class CardsOfTheCast:
    """What is sent is the person's code, and is believed as it stands: only where demonstrations are allowed."""

    name = "demo"

    def cards(self) -> tuple[tuple[str, Words], ...]:
        if not settings.DEMO:
            return ()
        cast = identity.describe_cast()
        duties = {
            someone.code for someone in identity.people([one.code for one in cast]).values() if _has_a_duty(someone)
        }
        return tuple((one.code, Words(one.name, one.name)) for one in cast if one.code not in duties)

    def read(self, sent: str) -> Card:
        if not settings.DEMO:
            raise ValueError(sent)
        try:
            someone = identity.person(sent)
        except identity.NotFound:
            raise ValueError(sent) from None
        return Card(someone.number, someone.name)


def _has_a_duty(someone: identity.Person) -> bool:
    return identity.official_of(someone) is not None
