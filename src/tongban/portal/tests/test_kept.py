"""Guides are kept ready for strangers, and never show one visitor's page to another, nor an old edition."""

import re
import shutil

import pytest
from django.test import Client
from django.utils import timezone

from tongban.catalogue import public as catalogue
from tongban.portal.views.reading import kept

FOOD = "/items/food_licence/"


@pytest.fixture(autouse=True)
def _an_empty_shelf():
    kept._shelf = kept.Shelf()


def page(client, path=FOOD, **headers):
    return client.get(path, headers=headers).content.decode()


def token(text):
    return re.search(r'csrfmiddlewaretoken" value="([^"]+)"', text)[1]


def test_a_stranger_is_given_the_page_that_another_one_had(city, django_assert_num_queries):
    first = page(Client())

    with django_assert_num_queries(1):
        second = page(Client())

    assert len(kept._shelf.pages) == 1
    assert first.replace(token(first), "") == second.replace(token(second), "")


def test_a_page_that_is_not_kept_asks_the_database_nothing_either(city, settings, django_assert_num_queries):
    settings.KEPT_SECONDS = 60
    page(Client())

    with django_assert_num_queries(0):
        another = page(Client(), "/items/signboard/")

    assert "店招" in another
    assert len(kept._shelf.pages) == 2


def test_each_visitor_has_a_token_of_their_own_that_counts(city):
    page(Client())
    client = Client(enforce_csrf_checks=True)
    text = page(client)

    assert kept.STAND_IN not in text
    sent = {"csrfmiddlewaretoken": token(text), "size": "elder", "next": FOOD}
    assert client.post("/preferences/", sent).status_code == 302
    assert client.post("/preferences/", sent | {"csrfmiddlewaretoken": token(page(Client()))}).status_code == 403


def test_language_and_display_have_pages_of_their_own(city):
    chinese, english = page(Client()), page(Client(), accept_language="en")
    elder = Client()
    elder.cookies["pref_size"] = "elder"

    assert 'lang="zh-Hans"' in chinese
    assert 'lang="en"' in english
    assert 'data-size="elder"' in page(elder)
    assert 'data-size="elder"' not in page(Client())


def test_a_new_edition_is_seen_and_the_old_page_is_not_given(city, settings, tmp_path):
    page(Client())
    folder = shutil.copytree(settings.CONTENT, tmp_path / "city")
    path = folder / "items" / "food_licence.yaml"
    path.write_text(path.read_text().replace("办食品经营许可证", "办食品证啦", 1))

    catalogue.publish(folder, by="editor", at=timezone.now())

    assert "办食品证啦" in page(Client())


def test_who_is_signed_in_neither_fills_the_shelf_nor_is_given_from_it(city, client):
    client.post("/sign-in/", {"person": "lin"})
    assert "林晓雯" in page(client)
    assert not kept._shelf.pages

    page(Client())

    assert "林晓雯" in page(client)
    assert "林晓雯" not in page(Client())


def test_what_is_not_there_is_not_kept(city):
    assert Client().get("/items/nothing_here/").status_code == 404
    assert not kept._shelf.pages


def test_the_shelf_is_not_larger_than_it_may_be(city, monkeypatch):
    monkeypatch.setattr(kept, "MOST", 2)
    for code in ("food_licence", "signboard", "fire_check"):
        page(Client(), f"/items/{code}/")

    assert [key[3] for key in kept._shelf.pages] == ["/items/signboard/", "/items/fire_check/"]
