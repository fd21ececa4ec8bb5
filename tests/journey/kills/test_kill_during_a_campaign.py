"""The worker is killed with -9 while it writes, tells and pays a list of thousands: each is paid once, to the fen."""

import os
import sys

import pytest
from django.db import connection
from django.utils import timezone

from tests.browser.city import with_name
from tests.journey.kills import paying
from tongban.benefits import public as benefits
from tongban.benefits.public import LineState
from tongban.journal import public as journal
from tongban.payments import public as payments

PEOPLE, KILLS, CHUNK = 12_000, 3, 2_000


@pytest.fixture
def environment(transactional_db, city, settings) -> dict[str, str]:
    """What a worker process needs to work in this test's city."""
    settings.REGISTERS = "tests.journey.kills.paying.Accounts"
    settings.POPULATIONS = settings.HOME / "populations"
    told = {"DATABASE_URL": with_name(settings.DATABASE_URL, connection.settings_dict["NAME"]), "TONGBAN_LOG": "ERROR"}
    told |= {"TONGBAN_SECRET_KEY": settings.SECRET_KEY, "TONGBAN_HOME": str(settings.HOME)}
    told |= {"TONGBAN_REGISTERS": settings.REGISTERS, "TONGBAN_POPULATIONS": str(settings.POPULATIONS)}
    return (
        os.environ | told | {"DJANGO_SETTINGS_MODULE": "tongban.site.settings", "PYTHONPATH": os.pathsep.join(sys.path)}
    )


def test_a_killed_campaign_goes_on_and_pays_each_once_to_the_fen(environment):
    at = timezone.now()
    on = timezone.localdate(at)
    campaign = paying.Campaign(paying.settle_down(PEOPLE, on=on, at=at), at=at)

    killed = paying.carry_out(campaign, environment=environment, kills=KILLS, chunk=CHUNK, every=(0.4, 2.0))

    count, fen = paying.owed(PEOPLE, on)
    view, bank = campaign.view, paying.paid_by_the_bank()
    assert killed >= 1
    assert (view.size, view.fen) == (count, fen)
    assert view.counts[LineState.ARRIVED] + view.counts[LineState.RETURNED] == count
    assert view.sums[LineState.ARRIVED] + view.sums[LineState.RETURNED] == fen
    assert (len(bank), sum(bank.values())) == (view.counts[LineState.ARRIVED], view.sums[LineState.ARRIVED])
    proof = payments.prove()
    assert (proof.faults, proof.payments, proof.arrived_fen) == ((), count, sum(bank.values()))
    told = [entry.body["count"] for entry in journal.history(campaign.code, kinds=["PeopleInformed"])]
    assert sum(told) == count
    assert benefits.run_again(campaign.code, seen_by=campaign.officer, on=on).is_same
