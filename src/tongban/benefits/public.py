"""Benefits without applying (免申即享): campaigns that grant a policy to everybody entitled, and what each party has of them.

An officer of the policy's organ starts a campaign (`start`): the list is matched from frozen inputs, fixed by its digest, reviewed
by several organs, held against the budget, noticed where the content asks it, told, and paid by the head (`pay`) through the
outbox, chunk by chunk. The party confirms, declines, names another account or objects; whatever registers or days change is
looked at again for those concerned only. `run_again` proves that the list is the same. Nobody is paid twice for one policy and
period. Raises `NotFound` for strangers, and `BenefitRefused`, which says what to do.
"""

from tongban.benefits.campaigns import (
    check_budget,
    close,
    enter_budget,
    go_on,
    pay,
    publish_notice,
    send_to_review,
    start,
    tell,
    withdraw,
)
from tongban.benefits.intents import claw_back, confirm, decline, name_account, object_to, settle_objection
from tongban.benefits.queries import (
    arrived,
    campaigns,
    get_campaign,
    give_opinion,
    grounds,
    is_campaign,
    is_concerned,
    line_of,
    lines,
    lost_after_payment,
    notice_lines,
    noticed,
    objections,
    purse,
    run_again,
    startable,
    track_for,
    why_of,
)
from tongban.benefits.reasons import benefits_of, turns_of, why
from tongban.benefits.states import NEXT, CampaignState, LineState, ObjectionState, Verdict
from tongban.benefits.steps.lists import renew_accounts
from tongban.benefits.steps.rechecks import pass_time
from tongban.benefits.types import (
    Benefit,
    BenefitRefused,
    CampaignView,
    Line,
    Lines,
    ObjectionView,
    Purse,
    Rerun,
    TurnView,
    Why,
)

__all__ = [
    "NEXT", "Benefit", "BenefitRefused", "CampaignState", "CampaignView", "Line", "LineState", "Lines", "ObjectionState",
    "ObjectionView", "Purse", "Rerun", "TurnView", "Verdict", "Why", "arrived", "benefits_of", "campaigns", "check_budget",
    "claw_back", "close", "confirm", "decline", "enter_budget", "get_campaign", "give_opinion", "go_on", "grounds", "is_campaign",
    "is_concerned", "line_of", "lines", "lost_after_payment", "name_account", "notice_lines", "noticed", "object_to",
    "objections", "pass_time", "pay", "publish_notice", "purse", "renew_accounts", "run_again", "send_to_review",
    "settle_objection", "start",
    "startable", "tell", "track_for", "turns_of", "why", "why_of", "withdraw",
]  # fmt: skip
