"""The session and the account behind it: read by statements of our own, with nothing of Django's examination left out."""

import pytest
from django.contrib.auth import get_user
from django.contrib.sessions.backends import db
from django.http import HttpRequest
from django.test import Client

from tongban.identity.contrib.sessions import SessionStore
from tongban.identity.models import Person


@pytest.fixture
def signed_in(cast):
    client = Client()
    client.force_login(cast.lin)
    return client


def visit(client):
    """Who is signed in, as a page asks it."""
    request = HttpRequest()
    request.session = SessionStore(client.cookies["sessionid"].value)
    return get_user(request)


def kept(client, **columns):
    db.SessionStore.get_model_class().objects.filter(pk=client.cookies["sessionid"].value).update(**columns)


def test_one_statement_for_the_session_and_one_for_the_account(signed_in, cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = visit(signed_in)

    assert found == cast.lin
    assert {field.attname: getattr(found, field.attname) for field in Person._meta.concrete_fields} == {
        field.attname: getattr(Person.objects.get(pk=found.pk), field.attname) for field in Person._meta.concrete_fields
    }


def test_what_was_read_once_is_examined_again_when_it_changes(signed_in, cast):
    assert visit(signed_in) == cast.lin
    whole = SessionStore(signed_in.cookies["sessionid"].value).load()
    sealed = db.SessionStore.get_model_class().objects.get(pk=signed_in.cookies["sessionid"].value).session_data

    kept(signed_in, session_data=sealed[:-1] + ("A" if sealed[-1] != "A" else "B"))

    assert visit(signed_in).is_anonymous
    assert whole


def test_readers_of_one_session_share_no_values(signed_in):
    first, second = (SessionStore(signed_in.cookies["sessionid"].value).load() for _ in range(2))

    first["_auth_user_id"] = "changed"

    assert second["_auth_user_id"] != "changed"
    assert SessionStore(signed_in.cookies["sessionid"].value).load() == second


def test_another_key_of_the_house_opens_no_session(signed_in, settings):
    assert not visit(signed_in).is_anonymous

    settings.SECRET_KEY = "another" * 8

    assert visit(signed_in).is_anonymous


def test_an_account_that_is_gone_or_whose_password_changed_is_nobody(signed_in, cast):
    Person.objects.filter(pk=cast.lin.pk).update(password="changed")

    assert visit(signed_in).is_anonymous


def test_a_session_that_names_djangos_own_accounts_still_counts(cast):
    client = Client()
    client.force_login(cast.lin, backend="django.contrib.auth.backends.ModelBackend")

    assert visit(client) == cast.lin
