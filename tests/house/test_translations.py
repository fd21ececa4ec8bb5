"""Every sentence of the pages is said in English too, whole, with the same places to fill."""

import re

import pytest

from tongban.site import messages

SENTENCES = messages.extract()
ENGLISH = messages.written("en")
PLACES = re.compile(r"%\((\w+)\)s")


def texts_of(message):
    return message if isinstance(message, tuple) else (message,)


def test_there_are_sentences_to_look_at():
    assert len(SENTENCES) > 300
    assert {"首页", "核对并提交"} <= SENTENCES.keys()


def test_every_sentence_has_an_english_translation():
    assert not messages.untranslated("en"), "translate these in src/tongban/site/locale/en/LC_MESSAGES/django.po"


def test_nothing_is_translated_that_nobody_says():
    assert not list(messages.unused("en")), "run python -m tongban.site.messages"


@pytest.mark.parametrize("message", SENTENCES, ids=str)
def test_a_translation_fills_the_same_places(message):
    found = ENGLISH.get(texts_of(message)[0])
    translated = texts_of(found.string) if found else ()

    assert all(set(PLACES.findall(text)) == set(PLACES.findall(texts_of(message)[0])) for text in translated)
