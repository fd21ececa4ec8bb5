from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from tongban.identity import public as identity
from tongban.kernel.words import Words


@pytest.fixture
def on():
    return date(2026, 11, 22)


@pytest.fixture
def at():
    return datetime(2026, 11, 22, 2, tzinfo=UTC)


@pytest.fixture
def organs():
    return [
        SimpleNamespace(code=code, name=Words(zh, code), credit_code="11310000MB2DEM010C")
        for code, zh in [
            ("market_regulation", "市场监管"),
            ("fire_rescue", "消防救援"),
            ("health_commission", "卫生健康"),
        ]
    ]


@pytest.fixture
def town(db, organs):
    """The cast and the officials, without the crowd."""
    identity.load_organs(organs)
    identity.populate(size=0, mandate_scope=["restaurant", "food_licence"])


@pytest.fixture
def cast(town):
    return SimpleNamespace(**identity.people(["lin", "chen", "wang", "he", "baby", "xu", "gu", "zhao", "qian", "shen"]))


@pytest.fixture
def company(cast):
    return identity.organisations_of(cast.lin)[0].code
