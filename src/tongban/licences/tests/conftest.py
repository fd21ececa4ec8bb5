from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.events import REACTIONS
from tongban.kernel.words import Words
from tongban.licences import public as licences

TYPE = "11100000MB0000000X001"  # sample


@pytest.fixture(autouse=True)
def nobody_above(monkeypatch):
    """Cases stand above and close with the licence: here is no case."""
    monkeypatch.setitem(REACTIONS, licences.LicenceIssued, [])


@pytest.fixture
def at():
    return datetime(2026, 11, 22, 2, tzinfo=UTC)


@pytest.fixture
def on():
    return date(2026, 11, 22)


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    settings.ORIGIN = "https://sample.test"
    options = {**settings.STORAGES["documents"], "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = {**settings.STORAGES, "documents": options}
    return tmp_path


@pytest.fixture
def cast(db, home):
    """Lin owns the company, Chen acts for it, Wang is a stranger; Zhao reviews for market regulation, Qian elsewhere."""
    organs = [
        ("market_regulation", "样本市市场监督管理局"),
        ("fire_rescue", "样本市消防局"),
        ("health_commission", "卫健委"),
    ]
    identity.load_organs(
        [SimpleNamespace(code=c, name=Words(zh, c), credit_code="11310000MB2DEM010C") for c, zh in organs]
    )
    identity.populate(size=0, mandate_scope=["restaurant"])
    return SimpleNamespace(**identity.people(["lin", "chen", "wang", "zhao", "qian"]))


@pytest.fixture
def company(cast):
    return identity.organisations_of(cast.lin)[0]


@pytest.fixture
def grant(cast, company, at):
    """Issue the food licence of Lin's company, as the decision of case C1 does."""

    def issue(**other):
        order = {
            "basis": "C1",
            "licence_type": TYPE,
            "organ": "market_regulation",
            "organ_credit_code": "11310000MB2DEM010C",
            "name": Words("食品经营许可证", "Food Business Licence"),
            "item": "food_licence",
            "bundle": "restaurant",
            "edition": 1,
            "holder": identity.Party(identity.PartyKind.ORGANISATION, company.code, company.name),
            "shows": [["经营场所", "Premises", "样本路 1 号"]],
            "valid_years": 5,
            "by": "zhao",
            "at": at,
        }
        return licences.issue(**{**order, **other})

    return issue


@pytest.fixture
def work(at):
    """Let the worker carry out what was promised; gives how many promises were kept."""
    return lambda: journal.work(limit=20, at=at)


@pytest.fixture
def issued(grant, work):
    """A licence whose document has been made."""
    licence = grant()
    work()
    licence.refresh_from_db()
    return licence
