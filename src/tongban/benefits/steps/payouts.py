"""Order what may be paid, chunk by chunk, and take over what the bank said."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection
from django.db.models import QuerySet

from tongban.benefits.events import LinesOrdered
from tongban.benefits.models import Beneficiary, Campaign
from tongban.benefits.states import PAYABLE, CampaignState, LineState
from tongban.benefits.steps.moves import move
from tongban.catalogue import public as catalogue
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.notices import public as notices
from tongban.payments import public as payments
from tongban.payments.public import Instruction

CHUNK = 10_000
PAID_BEFORE = "paid_before"


def basis_of(campaign: Campaign, party: str, part: int = 1) -> str:
    """What a payment is for: one policy, one period, one party. It has one code, and is paid once.

    A `part` above 1 adds what an upheld objection showed to be lacking of it.
    """
    period = campaign.period if part == 1 else f"{campaign.period}+{part}"
    return f"{campaign.policy}/{period}/{party}"


def code_of(line: Beneficiary) -> str:
    """The code of a line's payment, whether it was ordered or not."""
    return payments.code_of(basis_of(line.campaign, line.party, line.part))


def fund_of(policy: str, year: int) -> str:
    """The code of the fund from which a policy is paid in a year."""
    return f"{policy}-{year}"


def payable(campaign: Campaign) -> QuerySet[Beneficiary]:
    """The lines that may be paid now: told and not asked, or confirmed, and with an account."""
    return Beneficiary.objects.filter(campaign=campaign, state__in=list(PAYABLE), holds=True).exclude(account="")


def without_account(campaign: Campaign) -> QuerySet[Beneficiary]:
    """The lines that could be paid now if there were an account."""
    return Beneficiary.objects.filter(campaign=campaign, state__in=list(PAYABLE), holds=True, account="")


# A campaign's hot path (benchmarks/campaign.py).
ORDERED = "UPDATE benefits_beneficiary SET state = %s, reason = %s, holds = %s WHERE id = ANY(%s)"


def order_chunk(campaign: Campaign, at: datetime) -> bool:
    """Order the payments of the next lines as one batch; True while there are more. In the caller's transaction.

    What was paid before, by whatever way, is not paid again and says so.
    """
    lines = payable(campaign).filter(number__gte=campaign.cursor).order_by("number")
    rows = list(lines.values_list("id", "number", "party", "part", "name", "bank", "account", "fen", "extra")[:CHUNK])
    if not rows:
        return False
    rows = [row for row in rows if row[-1] == rows[0][-1]]  # those whose money is held under one key
    instructions = [
        Instruction(basis_of(campaign, party, part), party, name, bank, account, fen)
        for _, _, party, part, name, bank, account, fen, _ in rows
    ]
    key = f"{campaign.code}:{campaign.lap}:{campaign.cursor}"
    purpose = catalogue.edition(campaign.edition).policies[campaign.policy].name.zh
    ordered = payments.order_payments(
        instructions, reservation=campaign.code + rows[0][-1], key=key, purpose=purpose, by=campaign.started_by, at=at
    )
    _note(campaign, rows, set(ordered.repeated))
    told = LinesOrdered(
        subject=campaign.code, batch=ordered.batch, count=ordered.count, fen=ordered.fen, repeated=len(ordered.repeated)
    )
    journal.publish(told, by="system", at=at)
    campaign.cursor = rows[-1][1] + 1
    campaign.save(update_fields=["cursor"])
    return True


def _note(campaign: Campaign, rows: Sequence[tuple[Any, ...]], repeated: set[str]) -> None:
    before = [row[0] for row in rows if basis_of(campaign, row[2], row[3]) in repeated] if repeated else []
    now = [row[0] for row in rows if row[0] not in set(before)]
    with connection.cursor() as cursor:
        cursor.execute(ORDERED, [LineState.ORDERED, "", True, now])
        if before:
            cursor.execute(ORDERED, [LineState.EXCLUDED, PAID_BEFORE, False, before])


# A campaign's hot path (benchmarks/campaign.py).
SETTLED = """
UPDATE benefits_beneficiary b SET state = t.state, reason = t.reason
FROM json_to_recordset(%s::json) AS t(party text, state text, reason text)
WHERE b.campaign_id = %s AND b.party = t.party AND b.holds AND b.policy = %s AND b.from_on = %s AND b.state = 'ordered'
RETURNING b.state, b.person
"""


def take_answer(batch: str, *, reservation: str, at: datetime) -> None:
    """The bank has answered for a batch: each line says so, and each person hears it. Batches of others are not ours."""
    campaign = Campaign.objects.select_for_update().filter(code=reservation.partition("+")[0]).first()
    if campaign is None:
        return
    rows = [
        {"party": each.basis.rpartition("/")[2], "state": each.state.value, "reason": each.reason}
        for each in payments.settled_in(batch)
    ]
    with connection.cursor() as cursor:
        said = msgspec.json.encode(rows).decode()
        cursor.execute(SETTLED, [said, campaign.pk, campaign.policy, campaign.from_on])
        settled = cursor.fetchall()
    _tell(campaign, settled, at=at)
    end_if_answered(campaign, at=at)


def _tell(campaign: Campaign, settled: Sequence[tuple[str, str]], *, at: datetime) -> None:
    policy = catalogue.edition(campaign.edition).policies[campaign.policy]
    for state, words in SAID.items():
        people = {person for one, person in settled if one == state and person}
        if people:
            said = {"policy": policy.name, "period": campaign.period}
            title, body = (one.filled(**said) for one in words)
            notices.send(to=people, title=title, body=body, about=campaign.code, link="/benefits/", at=at)


def end_if_answered(campaign: Campaign, *, at: datetime) -> None:
    """When everything is ordered and the bank has answered for all of it, this round of payments is done."""
    if campaign.state != CampaignState.PAYING or campaign.is_stepping:
        return
    if Beneficiary.objects.filter(campaign=campaign, state=LineState.ORDERED).exists():
        return
    move(campaign, CampaignState.PAID, by="system", at=at)


SAID = {
    LineState.ARRIVED: (
        Words("“{policy}”已到账", "“{policy}” has arrived"),
        Words("“{policy}”（{period}）的钱已经打到您的账户。", "The money of “{policy}” ({period}) is in your account."),
    ),
    LineState.RETURNED: (
        Words("“{policy}”没有打进账户，请换一个", "“{policy}” came back: please name another account"),
        Words(
            "银行退回了“{policy}”（{period}）的款项：账户已注销或不存在。请点开填写另一个账户，我们马上重新发放。",
            "The bank sent the money of “{policy}” ({period}) back: the account is closed or unknown. Open this and name another "
            "account, and it is paid at once.",
        ),
    ),
}
