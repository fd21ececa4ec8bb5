"""People of the demonstration city at their browsers."""

from django.test import Client

from tongban.identity import public as identity

ANSWERS = {
    "has_business_licence": "yes",
    "dishes": ["hot", "cold"],
    "floor_area": "118.6",
    "seats": "48",
    "storey": "first",
    "has_signboard": "no",
    "open_kitchen": "yes",
    "sells_tobacco": "no",
}


def browser(person=None, party=None, language="zh-CN"):
    """A browser without scripts, signed in through the page as this person, acting for the party with this code."""
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    if person:
        client.post("/sign-in/", {"person": person})
        client.post("/switch/", {"party": party or identity.person(person).number})
    return client


def text_of(answer):
    return answer.content.decode()
