"""Tell everybody on a list, chunk by chunk, and those who are left when it ends."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from itertools import groupby

from django.db import connection

from tongban.benefits.events import PeopleInformed
from tongban.benefits.models import Campaign
from tongban.benefits.states import LineState
from tongban.benefits.steps.lists import policy_of
from tongban.benefits.steps.periods import period_words
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.notices import public as notices

AT_ONCE = 5_000
LINK = "/benefits/"

# A campaign's hot path (benchmarks/campaign.py).
TELL = """
UPDATE benefits_beneficiary SET state = %s WHERE id IN (SELECT id FROM benefits_beneficiary
  WHERE campaign_id = %s AND state = 'listed' AND number >= %s ORDER BY number LIMIT %s)
RETURNING number, person, account = ''
"""


def tell_chunk(campaign: Campaign, at: datetime) -> bool:
    """Tell the next lines; True while there are more. In the caller's transaction."""
    after = LineState.AWAITING if campaign.asks_intent else LineState.TOLD
    with connection.cursor() as cursor:
        cursor.execute(TELL, [after.value, campaign.pk, campaign.cursor, AT_ONCE])
        rows = sorted(cursor.fetchall())
    if not rows:
        return False
    for lacks_account, some in groupby(sorted(rows, key=lambda row: row[2]), key=lambda row: row[2]):
        _say(SAID[campaign.asks_intent, lacks_account], campaign, {person for _, person, _ in some}, at=at)
    digest = sha256("\n".join(str(number) for number, *_ in rows).encode()).hexdigest()
    journal.publish(PeopleInformed(subject=campaign.code, count=len(rows), digest=digest), by="system", at=at)
    campaign.cursor = rows[-1][0] + 1
    campaign.save(update_fields=["cursor"])
    return len(rows) == AT_ONCE


def _say(words: tuple[Words, Words], campaign: Campaign, people: Iterable[str], *, at: datetime) -> None:
    told = {"policy": policy_of(campaign).name, "period": period_words(campaign.period)}
    title, body = (each.filled(**told) for each in words)
    notices.send(to={each for each in people if each}, title=title, body=body, about=campaign.code, link=LINK, at=at)


END = """
UPDATE benefits_beneficiary SET state = 'lapsed', holds = false
WHERE campaign_id = %s AND holds AND state <> 'arrived' RETURNING person
"""


def end_unanswered(campaign: Campaign, *, at: datetime) -> None:
    """The campaign ends: who has not confirmed, or has named no account, has nothing of it and hears so."""
    with connection.cursor() as cursor:
        cursor.execute(END, [campaign.pk])
        people = sorted({person for (person,) in cursor.fetchall()})
    for first in range(0, len(people), AT_ONCE):
        _say(ENDED, campaign, people[first : first + AT_ONCE], at=at)


WITHOUT_ACCOUNT = Words(
    "根据登记信息，您可以享受“{policy}”（{period}），但是没有登记收款账户。请点开填写一个您本人的账户，填好就发放。",
    "By the registers you are entitled to “{policy}” ({period}), but no account of yours is registered. Open this and name one: "
    "then it is paid.",
)
SAID = {
    (False, False): (
        Words("您将收到“{policy}”，不用申请", "You will receive “{policy}”, without applying"),
        Words(
            "根据登记信息，您可以享受“{policy}”（{period}）。什么都不用做，钱会打到登记的账户。想知道为什么、想换账户或者不要，请点开查看。",
            "By the registers you are entitled to “{policy}” ({period}). You need not do anything: the money goes to the "
            "registered account. Open this to see why, to name another account, or to decline.",
        ),
    ),
    (False, True): (Words("“{policy}”等您填收款账户", "“{policy}” waits for your account"), WITHOUT_ACCOUNT),
    (True, False): (
        Words("您可以领“{policy}”，点一下确认", "You can receive “{policy}”: confirm with one tap"),
        Words(
            "根据登记信息，您可以享受“{policy}”（{period}）。请点开确认；不要的话也可以拒绝。不用交材料。",
            "By the registers you are entitled to “{policy}” ({period}). Open this and confirm, or decline. "
            "No documents are needed.",
        ),
    ),
    (True, True): (
        Words("您可以领“{policy}”，请确认并填收款账户", "You can receive “{policy}”: confirm, and name an account"),
        WITHOUT_ACCOUNT,
    ),
}
"""What is said, by whether the law asks for a word and whether no account is registered."""
ENDED = (
    Words("“{policy}”这一批已经结束", "This campaign of “{policy}” is over"),
    Words(
        "“{policy}”（{period}）这一批已经结束，没有给您发放：没有收到您的确认，或者没有可以收款的账户。不同意可以点开提出异议。",
        "This campaign of “{policy}” ({period}) is over, and nothing was paid to you: you had not confirmed, or there was no "
        "account to pay into. If you disagree, open this and object.",
    ),
)
