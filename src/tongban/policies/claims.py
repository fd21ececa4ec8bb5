"""Which organ answers for a policy (政策认领): the one that the content names says that it does, or why it does not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tongban.catalogue.public import Edition, Policy
from tongban.identity import public as identity
from tongban.identity.public import NotAllowed, NotFound, Person
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.policies.events import PolicyClaimed
from tongban.policies.models import Claim
from tongban.policies.types import PolicyTrouble

OFFICER = "officer"
LONGEST = 500


@dataclass(frozen=True)
class ClaimView:
    """What an organ said of a policy: that it answers for it, or, in `words`, why not."""

    policy: str
    organ: str
    is_ours: bool
    words: str
    by: str
    at: datetime


def may_claim(person: Person, policy: Policy, *, on: date) -> bool:
    """Whether the person is an officer of the organ that the content names, or stands in for one."""
    return identity.may_act(person, organ=policy.organ, step=OFFICER, on=on)


def claim(code: str, *, edition: Edition, is_ours: bool, words: str = "", by: Person, at: datetime, on: date) -> None:
    """Say for the organ that it answers for the policy, or with a reason that it does not.

    Raises `NotFound` for an unknown policy and for other organs, `NotAllowed` for another step of the organ, `PolicyTrouble` for a
    refusal without a reason and for what was said before.
    """
    policy = edition.policies.get(code)
    duty = identity.official_of(by)
    if policy is None or duty is None or duty.organ.code != policy.organ:
        raise NotFound(code)
    if not may_claim(by, policy, on=on):
        raise NotAllowed(OFFICERS_ALONE)
    said = words.strip()[:LONGEST]
    if not is_ours and not said:
        raise PolicyTrouble(NO_REASON)
    before = claims_of([policy]).get(code)
    if before and (before.is_ours, before.words) == (is_ours, said):
        raise PolicyTrouble(SAID_BEFORE)
    Claim.objects.create(policy=code, organ=policy.organ, is_ours=is_ours, words=said, by=by.code, at=at)
    told = PolicyClaimed(subject=code, organ=policy.organ, is_ours=is_ours, words=said)
    journal.publish(told, by=by.code, at=at)


def claims_of(policies: Iterable[Policy]) -> dict[str, ClaimView]:
    """By policy what its organ said last; nothing where the organ that is named now has not spoken. One query."""
    organs = {each.code: each.organ for each in policies}
    found: dict[str, ClaimView] = {}
    for row in Claim.objects.filter(policy__in=organs).order_by("at", "id"):
        if row.organ == organs[row.policy]:
            found[row.policy] = ClaimView(row.policy, row.organ, row.is_ours, row.words, row.by, row.at)
    return found


OFFICERS_ALONE = Words("认领由本部门的承办人来说。", "An officer of the organ says whether it answers for a policy.")
NO_REASON = Words("请写明为什么不归本部门。", "Please say why it is not the organ's.")
SAID_BEFORE = Words("已经这样说过了，没有变化。", "That was said before; nothing has changed.")
