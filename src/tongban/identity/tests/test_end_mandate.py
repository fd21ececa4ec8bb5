from datetime import date

import pytest

from tongban.identity import public as identity
from tongban.identity.models import Mandate
from tongban.journal import public as journal

ON = date(2026, 11, 22)


@pytest.fixture
def number(cast, company):
    return Mandate.objects.get(agent=cast.chen, party_code=company).number


@pytest.mark.parametrize("who", ["lin", "chen"])
def test_the_party_or_the_agent_ends_it_once(cast, at, number, who):
    for _ in range(2):
        ended = identity.end_mandate(number, by=getattr(cast, who), at=at)

    assert ended.standing(ON) is identity.MandateStanding.ENDED
    assert [entry.kind for entry in journal.history(number)] == ["MandateEnded"]


@pytest.mark.parametrize("who", ["wang", "gu", "zhao"])
def test_for_others_it_does_not_exist(cast, at, number, who):
    with pytest.raises(identity.NotFound):
        identity.end_mandate(number, by=getattr(cast, who), at=at)
    assert Mandate.objects.get(number=number).standing(ON) is identity.MandateStanding.IN_FORCE


def test_a_number_of_no_mandate(cast, at):
    with pytest.raises(identity.NotFound):
        identity.end_mandate("M0", by=cast.lin, at=at)
