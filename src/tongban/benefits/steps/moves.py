"""Bring a campaign into its next state."""

from datetime import datetime

from tongban.benefits.events import CampaignMoved
from tongban.benefits.models import Campaign
from tongban.benefits.states import NEXT, CampaignState
from tongban.journal import public as journal


def move(campaign: Campaign, after: CampaignState, *, by: str, at: datetime, words: str = "") -> None:
    """From where it is to `after`, where the table allows it, and into the journal. The campaign is locked by the caller."""
    before = CampaignState(campaign.state)
    assert after in NEXT[before], f"{before} → {after}"
    campaign.state = after
    campaign.save()
    told = CampaignMoved(subject=campaign.code, before=before.value, after=after.value, words=words)
    journal.publish(told, by=by, at=at)
