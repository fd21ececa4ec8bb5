"""Campaigns, the lines of their lists, objections, and what was looked at again, as stored."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from tongban.benefits.states import CampaignState, LineState, ListFault, ObjectionState, Verdict


def _of(states: type[StrEnum]) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in states]


class Campaign(models.Model):
    """One policy granted for one period to everybody entitled, unasked (免申即享批次).

    What the list rests on is named by digests: the `edition` of the content, the `snapshot` of the registers, and the day `on`.
    `digest` is the list's own; `matched` were on it when it was frozen, `size` are after its corrections.
    `lap` counts the long steps, `cursor` says how far the present one has come.
    """

    code = models.CharField(max_length=40, unique=True)
    policy = models.CharField(max_length=60)
    period = models.CharField(max_length=12)
    from_on = models.DateField()
    until_on = models.DateField()
    organ = models.CharField(max_length=40)
    audience = models.CharField(max_length=20)
    edition = models.PositiveIntegerField()
    edition_digest = models.CharField(max_length=64)
    snapshot = models.CharField(max_length=64)
    on = models.DateField()
    state = models.CharField(max_length=12, choices=_of(CampaignState), default=CampaignState.MATCHING)
    reviewed_by = models.JSONField(default=list)
    notice_days = models.PositiveSmallIntegerField(null=True)
    notice_from = models.DateField(null=True)
    notice_until = models.DateField(null=True)
    asks_intent = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, blank=True)
    total = models.PositiveBigIntegerField(default=0)
    matched = models.PositiveBigIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    fen = models.BigIntegerField(default=0)
    lacking = models.JSONField(default=dict)
    trouble = models.JSONField(null=True)
    lap = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    is_stepping = models.BooleanField(default=False)
    started_by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organ", "-at"], name="campaigns_of_organ"),
            models.Index(fields=["policy", "-at"], name="campaigns_of_policy"),
        ]

    def __str__(self) -> str:
        return self.code


class Beneficiary(models.Model):
    """One line of a list (享受对象). `verdict`, `ground` and `fen` are what the match said and never change; `state` lives.

    `holds` is the claim: for one policy and period, one party holds one, in whichever campaign. A `part` above 1 adds to what
    was paid of it before.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT)
    number = models.PositiveBigIntegerField()
    party = models.CharField(max_length=18)
    name = models.CharField(max_length=200)
    person = models.CharField(max_length=60, blank=True)
    policy = models.CharField(max_length=60)
    from_on = models.DateField()
    until_on = models.DateField()
    verdict = models.CharField(max_length=10, choices=_of(Verdict))
    ground = models.CharField(max_length=200, blank=True)
    fen = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=_of(LineState))
    reason = models.CharField(max_length=200, blank=True)
    holds = models.BooleanField()
    bank = models.CharField(max_length=120, blank=True)
    account = models.CharField(max_length=120, blank=True)  # encrypted by payments for the party
    extra = models.CharField(max_length=40, blank=True)
    part = models.PositiveSmallIntegerField(default=1)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "policy", "from_on"], name="one_claim_each", condition=Q(holds=True)
            ),
            models.UniqueConstraint(fields=["campaign", "number"], name="one_line_each"),
        ]
        indexes = [
            models.Index(fields=["party", "-id"], name="benefits_of_party"),
            models.Index(fields=["campaign", "state", "number"], name="lines_by_state"),
            models.Index(
                fields=["campaign", "state"], name="lines_without_account", condition=Q(account="", holds=True)
            ),
            models.Index(
                fields=["campaign", "name"], name="lines_by_name", opclasses=["int8_ops", "varchar_pattern_ops"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}:{self.number}"


class Tally(models.Model):
    """What one statement changed: so many lines, and so many fen, more or fewer in this state (状态计数).

    The database writes these rows itself (migration 0003); their sums are what a count of the lines would give, at any size.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, choices=_of(LineState))
    count = models.BigIntegerField()
    fen = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.state} {self.count:+}"


class Objection(models.Model):
    """Somebody says that a list is wrong about a party (异议): a person looks at it (PIPL art. 24).

    `fault` is what an upheld one showed to be wrong.
    """

    code = models.CharField(max_length=40, unique=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT)
    party = models.CharField(max_length=18)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=_of(ObjectionState), default=ObjectionState.OPEN)
    fault = models.CharField(max_length=4, choices=_of(ListFault), blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "party"], name="one_open_objection_each", condition=Q(state="open")
            )
        ]

    def __str__(self) -> str:
        return self.code


class Recheck(models.Model):
    """One look at those whom something can have changed (增量复核): how many were judged, and for how many it mattered."""

    key = models.CharField(max_length=160, unique=True)
    on = models.DateField()
    cause = models.CharField(max_length=120)
    judged = models.PositiveIntegerField()
    turned = models.PositiveIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class Turn(models.Model):
    """For one party a policy stands otherwise since a day (资格变化): what was due before, and what is due now."""

    recheck = models.ForeignKey(Recheck, on_delete=models.PROTECT)
    policy = models.CharField(max_length=60)
    party = models.CharField(max_length=18)
    on = models.DateField()
    was_entitled = models.BooleanField()
    was_fen = models.BigIntegerField()
    is_entitled = models.BooleanField()
    fen = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recheck", "policy", "party"], name="one_turn_each")]
        indexes = [
            models.Index(fields=["party", "-id"], name="turns_of_party"),
            models.Index(fields=["policy", "on"], name="turns_of_policy", condition=Q(is_entitled=False)),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.on}"
