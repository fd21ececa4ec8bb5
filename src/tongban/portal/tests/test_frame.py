"""What holds for every page: headers, preferences without a script, errors that say what to do next, no inline styles."""

import re
from pathlib import Path

import pytest
from django.test import Client

from tongban.portal.tests.people import browser, text_of

TEMPLATES = sorted(Path(__file__).resolve().parents[1].joinpath("templates").rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_needs_a_softer_content_policy(path):
    written = path.read_text(encoding="utf8")

    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?! src=)|javascript:", written)


def test_every_answer_carries_the_content_policy(city):
    policy = browser().get("/").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("name", "value"), [("size", "elder"), ("size", "xl"), ("theme", "dark"), ("theme", "contrast")]
)
def test_a_preference_is_kept_without_a_script(city, name, value):
    client = browser()

    client.post("/preferences/", {name: value, "next": "/accessibility/"})

    assert f'data-{name}="{value}"' in text_of(client.get("/accessibility/"))


def test_an_unknown_preference_is_forgotten(city):
    client = browser()

    client.post("/preferences/", {"size": '"><script>'})

    assert "data-size" not in text_of(client.get("/accessibility/"))


def test_the_language_is_chosen_by_a_button(city):
    client = browser()

    client.post("/language/", {"language": "en", "next": "/"})

    assert "What do you want to do today?" in text_of(client.get("/"))


def test_large_print_has_its_own_home_with_the_telephone_first(city):
    client = browser()
    client.post("/preferences/", {"size": "elder"})

    page = text_of(client.get("/"))

    assert page.index('href="tel:12345"') < page.index('name="q"')


def test_an_old_form_is_refused_with_a_way_on(city):
    strict = Client(enforce_csrf_checks=True, HTTP_ACCEPT_LANGUAGE="zh-CN")

    answer = strict.post("/sign-in/", {"person": "lin"})

    assert answer.status_code == 403
    assert "什么都没有改动" in text_of(answer)


def test_an_unforeseen_error_says_that_nothing_is_lost(city, monkeypatch):
    monkeypatch.setattr("tongban.catalogue.public.edition", lambda: 1 / 0)
    client = Client(raise_request_exception=False, HTTP_ACCEPT_LANGUAGE="zh-CN")

    answer = client.get("/")

    assert answer.status_code == 500
    assert "已经保存的草稿" in text_of(answer)
