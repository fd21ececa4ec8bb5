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
from tongban.benefits.intents import (
    claw_back,
    confirm,
    decline,
    name_account,
    note_repaid,
    object_to,
    settle_objection,
)
from tongban.benefits.queries import (
    arrived,
    campaigns,
    compare,
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
    quality,
    run_again,
    standings,
    startable,
    track_for,
    why_of,
)
from tongban.benefits.reasons import audience_asked, benefits_of, granted_lately, left_out, turns_of, why
from tongban.benefits.states import NEXT, CampaignState, LineState, ObjectionState, Verdict
from tongban.benefits.steps.lists import renew_accounts
from tongban.benefits.steps.rechecks import pass_time
from tongban.benefits.types import (
    Benefit,
    BenefitRefused,
    CampaignView,
    Compared,
    Granted,
    Line,
    Lines,
    ObjectionView,
    Purse,
    Quality,
    Ready,
    Rerun,
    TurnView,
    Why,
)

__all__ = [
    "NEXT", "Benefit", "BenefitRefused", "CampaignState", "CampaignView", "Compared", "Granted", "Line", "LineState", "Lines",
    "ObjectionState", "ObjectionView", "Purse", "Quality", "Ready", "Rerun", "TurnView", "Verdict", "Why", "arrived",
    "audience_asked", "benefits_of", "campaigns", "check_budget", "claw_back", "close", "compare", "confirm", "decline",
    "enter_budget", "get_campaign", "give_opinion", "go_on", "granted_lately", "grounds", "is_campaign", "is_concerned",
    "left_out", "line_of", "lines", "lost_after_payment", "name_account", "note_repaid", "notice_lines", "noticed", "object_to",
    "objections", "pass_time", "pay", "publish_notice", "purse", "quality", "renew_accounts", "run_again", "send_to_review",
    "settle_objection", "standings", "start", "startable", "tell", "track_for", "turns_of", "why", "why_of", "withdraw",
]  # fmt: skip
