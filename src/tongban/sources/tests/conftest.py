from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from tongban.identity import public as identity
from tongban.sources import public as sources


@pytest.fixture
def on():
    return date(2026, 11, 22)


@pytest.fixture
def at():
    return datetime(2026, 11, 22, 2, tzinfo=UTC)


@pytest.fixture
def cast(db):
    identity.populate(size=40, mandate_scope=["restaurant"])
    sources.populate()
    return SimpleNamespace(**identity.people(["lin", "chen", "wang", "he", "baby", "xu", "gu"]))


@pytest.fixture
def company(cast):
    organisation = identity.organisations_of(cast.lin)[0]
    return identity.Party(identity.PartyKind.ORGANISATION, organisation.code, organisation.name)


def source(code, register=None):
    return SimpleNamespace(code=code, register=register or code)


def fact(code, kind="text", field=None, options=()):
    return SimpleNamespace(code=code, kind=kind, register_field=field or code, options=dict.fromkeys(options))


@pytest.fixture
def ask(cast, company, at):
    """Ask one source about Lin's company, Lin acting, unless something else is said."""

    def asked(code, *facts, **changes):
        wanted = {"party": company, "person": cast.lin, "purpose": "draft-1", "by": "lin", "at": at} | changes
        return sources.fetch(source(code), facts=facts, **wanted)

    return asked
