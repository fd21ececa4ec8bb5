"""The list of a campaign: made from frozen inputs, fixed by its digest before it is written, written chunk by chunk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

import msgspec
from django.db import connection

from tongban.benefits.models import Beneficiary, Campaign
from tongban.benefits.states import LineState, Verdict
from tongban.benefits.types import Rerun
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Policy
from tongban.identity import public as identity
from tongban.identity.public import PartyKind
from tongban.kernel.words import Words
from tongban.payments import public as payments
from tongban.policies import public as policies
from tongban.sources import public as sources

CHUNK = 10_000
CLAIMS = 0x62656E65  # the advisory lock under which claims are made: two lists never both find a party free
FOR_PAYING = Words("免申即享：收款账户", "Benefits without applying: the account to pay into")
ALREADY, OTHER = "already", "policy:"


@dataclass(frozen=True, eq=False)
class Matching:
    """The whole list in the order of the snapshot's rows, as arrays; `grounds` are the texts that `ground` counts in."""

    policy: Policy
    rows: Any
    fen: Any
    verdict: Any
    ground: Any
    grounds: tuple[str, ...]
    holders: Sequence[str]
    lacking: Mapping[str, int]

    def lines(self, first: int, last: int) -> Iterable[tuple[str, int, str, str]]:
        """Lines from `first` on: party, fen, verdict, ground."""
        part = slice(first, last)
        columns = (self.fen[part].tolist(), self.verdict[part].tolist(), self.ground[part].tolist())
        for party, fen, verdict, ground in zip(self.holders[part], *columns, strict=True):
            yield party, fen, VERDICTS[verdict], self.grounds[ground]


VERDICTS = (Verdict.ENTITLED.value, Verdict.EXCLUDED.value, Verdict.UNDECIDED.value)


def matching_of(campaign: Campaign) -> Matching:
    """The match of a campaign's frozen inputs. The same inputs give the same list, on whatever day it is asked."""
    return _matching(campaign.edition, campaign.policy, campaign.snapshot, campaign.on)


@lru_cache(maxsize=2)
def _matching(edition: int, code: str, snapshot: str, on: Any) -> Matching:
    """Kept for the next chunk; whoever goes on after a crash makes it again, and the digest says that it is the same."""
    import numpy as np  # which every process that starts would wait for

    content, taken = catalogue.edition(edition), policies.get_snapshot(snapshot)
    policy = content.policies[code]
    found = policies.match(content, policy, taken, on=on)
    grounds = ("", *found.excluded, "unpriced")
    unpriced = np.isin(found.rows, found.unpriced) | (found.fen <= 0)
    parts = [(found.rows, found.fen, np.where(unpriced, 2, 0), np.where(unpriced, len(grounds) - 1, 0))]
    for place, rows in enumerate(found.excluded.values(), start=1):
        parts.append((rows, np.zeros_like(rows), np.full_like(rows, 1), np.full_like(rows, place)))
    rest = found.undecided
    parts.append((rest, np.zeros_like(rest), np.full_like(rest, 2), np.zeros_like(rest)))
    rows, fen, verdict, ground = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.argsort(rows, kind="stable")
    holders = policies.holders(taken, rows[order].tolist())
    return Matching(policy, rows[order], fen[order], verdict[order], ground[order], grounds, holders, found.lacking)


def policy_of(campaign: Campaign) -> Policy:
    """The policy as it was when the campaign was started."""
    return catalogue.edition(campaign.edition).policies[campaign.policy]


def digest_of(campaign: Campaign, lines: Iterable[tuple[str, int, str, str]]) -> str:
    """SHA-256 of the list: what it rests on, and each line with party, fen, verdict and ground."""
    told = sha256()
    head = (campaign.policy, campaign.period, campaign.edition_digest, campaign.snapshot, campaign.on.isoformat())
    told.update(("\t".join(head) + "\n").encode())
    for party, fen, verdict, ground in lines:
        told.update(f"{party}\t{fen}\t{verdict}\t{ground}\n".encode())
    return told.hexdigest()


def freeze(campaign: Campaign) -> tuple[int, int]:
    """Fix the list by its digest; gives how many lines it has, and the fen of those who are entitled."""
    found = matching_of(campaign)
    campaign.digest = digest_of(campaign, found.lines(0, len(found.fen)))
    campaign.total, campaign.lacking = len(found.fen), dict(found.lacking)
    campaign.save()
    return campaign.total, int(found.fen[found.verdict == 0].sum())


# A campaign's hot path (benchmarks/campaign.py): one statement for all lines of a chunk; what a party holds already shuts it out.
WRITE = """
WITH told AS (SELECT * FROM json_to_recordset(%(rows)s::json) AS t(number bigint, party text, name text, person text, fen bigint,
  verdict text, ground text, state text, bank text, account text)),
looked AS (SELECT told.*, CASE WHEN state <> 'listed' THEN NULL
  WHEN EXISTS (SELECT FROM benefits_beneficiary b WHERE b.holds AND b.party = told.party AND b.policy = %(policy)s
    AND b.from_on = %(from)s) THEN 'already'
  ELSE (SELECT 'policy:' || b.policy FROM benefits_beneficiary b WHERE b.holds AND b.party = told.party
    AND b.policy = ANY(%(others)s) AND b.from_on <= %(until)s AND b.until_on >= %(from)s ORDER BY b.id LIMIT 1) END AS shut
  FROM told)
INSERT INTO benefits_beneficiary (campaign_id, number, party, name, person, policy, from_on, until_on, verdict, ground, fen, state,
  reason, holds, bank, account, extra, part)
SELECT %(campaign)s, number, party, name, person, %(policy)s, %(from)s, %(until)s, verdict, ground, fen,
  CASE WHEN shut IS NULL THEN state ELSE 'excluded' END, coalesce(shut, ground), shut IS NULL AND state = 'listed',
  bank, account, '', 1
FROM looked
"""


def write_chunk(campaign: Campaign, *, at: datetime) -> bool:
    """Write the next lines, with whom to tell and where to pay; True while there are more. In the caller's transaction."""
    found, first = matching_of(campaign), campaign.cursor
    lines = list(found.lines(first, first + CHUNK))
    write_lines(campaign, found.policy, lines, first=first, at=at)
    campaign.cursor = first + len(lines)
    campaign.save(update_fields=["cursor"])
    return campaign.cursor < campaign.total


Written = Sequence[tuple[str, int, str, str]]


def write_lines(campaign: Campaign, policy: Policy, lines: Written, *, first: int, at: datetime) -> None:
    """Write lines with the numbers from `first` on. What a party holds already, of this or of an excluding policy, shuts it out."""
    entitled = [party for party, _, verdict, _ in lines if verdict in (Verdict.ENTITLED, Verdict.CORRECTED)]
    contacts = identity.contacts([party for party, *_ in lines], kind=PartyKind(campaign.audience))
    accounts = accounts_of(campaign, policy, entitled, at=at)
    rows = [
        {
            "number": number, "party": party, "name": contacts[party].name if party in contacts else "",
            "person": contacts[party].person if party in contacts else "", "fen": fen, "verdict": verdict, "ground": ground,
            "state": STATES[Verdict(verdict)], "bank": accounts.get(party, NOWHERE)[0],
            "account": payments.encrypted(accounts.get(party, NOWHERE)[1], payee=party),
        }
        for number, (party, fen, verdict, ground) in enumerate(lines, start=first)
    ]  # fmt: skip
    others = sorted({other for each in policy.exclusions for other in each.policies})
    said: dict[str, Any] = {"rows": msgspec.json.encode(rows).decode(), "policy": policy.code, "others": others}
    said |= {"from": campaign.from_on, "until": campaign.until_on, "campaign": campaign.pk}
    claim_alone()
    with connection.cursor() as cursor:
        cursor.execute(WRITE, said)


def claim_alone() -> None:
    """Whoever makes claims waits for whoever makes some at this moment, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CLAIMS])


NOWHERE = ("", "")
STATES: Mapping[Verdict, str] = {
    Verdict.ENTITLED: LineState.LISTED.value,
    Verdict.CORRECTED: LineState.LISTED.value,
    Verdict.EXCLUDED: LineState.EXCLUDED.value,
    Verdict.UNDECIDED: LineState.UNDECIDED.value,
}


def accounts_of(
    campaign: Campaign, policy: Policy, parties: Sequence[str], *, at: datetime
) -> dict[str, tuple[str, str]]:
    """(bank, account) of each party whose register knows one, asked for all at once."""
    granting = policy.granting
    if not parties or granting is None or granting.paid_into is None:
        return {}
    edition = catalogue.edition(campaign.edition)
    into = granting.paid_into
    wanted = edition.by_source(edition.facts[code] for code in (into.bank, into.account))
    purpose = f"{FOR_PAYING.zh} / {FOR_PAYING.en}"
    found: dict[str, tuple[str, str]] = {}
    kind = PartyKind(campaign.audience)
    for block in sources.extract(wanted, kind=kind, only=parties, purpose=purpose, by=campaign.started_by, at=at):
        banks, accounts = (block.columns[code].to_pylist() for code in (into.bank, into.account))
        for party, bank, account in zip(block.codes, banks, accounts, strict=True):
            if account:
                found[party] = (bank or "", account)
    return found


def renew_accounts() -> int:
    """Encrypt the accounts of all lines under the first key; gives how many lay under another."""
    return payments.renew(Beneficiary.objects.all(), payee="party")


def run_again(campaign: Campaign) -> Rerun:
    """Make the list again from its frozen inputs, and compare it with the digest and with the lines that are stored."""
    _matching.cache_clear()
    found = matching_of(campaign)
    again = digest_of(campaign, found.lines(0, len(found.fen)))
    stored = Beneficiary.objects.filter(campaign=campaign).exclude(verdict=Verdict.CORRECTED).order_by("number")
    rows = digest_of(campaign, stored.values_list("party", "fen", "verdict", "ground").iterator(chunk_size=10_000))
    return Rerun(campaign.digest, again, rows, len(found.fen))
