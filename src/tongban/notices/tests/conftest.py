from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from tongban.identity import public as identity
from tongban.kernel.words import Words
from tongban.notices import public as notices


@pytest.fixture
def at():
    return datetime(2026, 11, 22, 2, tzinfo=UTC)


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def cast(db, home):
    organs = ["market_regulation", "fire_rescue"]
    identity.load_organs([SimpleNamespace(code=c, name=Words(c, c), credit_code="11310000MB2DEM010C") for c in organs])
    identity.populate(size=0, mandate_scope=["restaurant"])
    return SimpleNamespace(**identity.people(["lin", "chen", "wang"]))


@pytest.fixture
def tell(at):
    def send(*to, title="“开办餐饮店”收到了"):
        words = Words(title, "“Open a restaurant” received")
        body = Words("编号 C1，申请人林晓雯。", "Number C1, for Lin.")
        return notices.send(to=list(to), title=words, body=body, about="C1", link="/cases/C1/", at=at)

    return send
