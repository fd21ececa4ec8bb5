"""Reviews, tracks, opinions, inquiries and requests for help, as stored."""

from django.db import models

from tongban.approvals.states import AssistanceState, InquiryState, TrackState
from tongban.catalogue.public import JoinKind, Silence, Step


class Review(models.Model):
    """The review (审查) of one subject: concluded once, by its join rule.

    `automatic` holds the machine's reason for every point, where the order lets it grant; `send_on` is the day on which defects
    that were named go to the applicant in one notice.
    """

    subject = models.CharField(max_length=80, unique=True)
    started_at = models.DateTimeField()
    concluded_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    join = models.CharField(max_length=12, default=JoinKind.ALL)
    quorum = models.PositiveSmallIntegerField(default=0)
    returned_at = models.DateTimeField(null=True)
    send_on = models.DateField(null=True)
    automatic = models.JSONField(null=True)
    decided_automatically = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["subject"], name="review_by_machine", condition=models.Q(decided_automatically=True)),
            models.Index(fields=["send_on"], name="review_to_send", condition=models.Q(send_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.subject


class Track(models.Model):
    """One organ's part of a review (并联审批的一路). `due_on` is told by whoever ordered the review.

    `since` is when the present step began to wait; `look_on` the next day on which the scan of limits must look at it, and
    `light` what has been told of the limit. `needs` lists the inquiries without which it cannot agree.
    """

    code = models.CharField(max_length=40, unique=True)
    subject = models.CharField(max_length=80)
    organ = models.CharField(max_length=40)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    holder_code = models.CharField(max_length=18)
    holder_name = models.CharField(max_length=200)
    state = models.CharField(max_length=12, default=TrackState.OPEN)
    round = models.PositiveSmallIntegerField(default=1)
    points = models.JSONField(default=list)
    marks = models.JSONField(default=list)
    due_on = models.DateField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    steps = models.JSONField(default=list)
    step = models.CharField(max_length=12, default=Step.OFFICER)
    silence = models.CharField(max_length=12, default=Silence.WAITS)
    is_lead = models.BooleanField(default=True)
    needs = models.JSONField(default=list)
    claimed_by = models.CharField(max_length=60, blank=True)
    since = models.DateTimeField(null=True)
    look_on = models.DateField(null=True)
    light = models.CharField(max_length=12, blank=True)
    closed_because = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "organ"], name="one_track_an_organ")]
        indexes = [
            models.Index(fields=["organ", "state", "step", "due_on", "id"], name="track_queue"),
            models.Index(fields=["due_on", "id"], name="track_everywhere", condition=models.Q(state="open")),
            models.Index(
                fields=["-due_on", "-id"],
                name="track_returned",
                condition=models.Q(state__in=["returned", "returning"]),
            ),
            models.Index(
                fields=["look_on"], name="track_to_look_at", condition=models.Q(state="open", look_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.code


class StoredOpinion(models.Model):
    """An opinion (审批意见) with the judgement of every review point: written once, never changed; an edit is a new version."""

    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="opinions")
    round = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    opinion = models.CharField(max_length=12)
    rulings = models.JSONField()
    words = models.TextField(blank=True)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["track", "round", "version"], name="one_opinion_a_round_and_version")
        ]

    def __str__(self) -> str:
        return f"{self.track} {self.opinion}"


class Countersignature(models.Model):
    """What a later step said of one wording of an opinion (会签): agreed to the digest it names, or sent it back."""

    opinion = models.ForeignKey(StoredOpinion, on_delete=models.PROTECT, related_name="countersignatures")
    step = models.CharField(max_length=12)
    agrees = models.BooleanField()
    digest = models.CharField(max_length=64)
    words = models.TextField(blank=True)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.opinion} {self.step}"


class Inquiry(models.Model):
    """An inquiry (特别程序): hearing, inspection, expert review or a visit to the site, with a limit of its own."""

    code = models.CharField(max_length=40, unique=True)
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="inquiries")
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=12, default=InquiryState.OPEN)
    reason = models.TextField()
    officers = models.JSONField(default=list)
    checklist = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    photos = models.JSONField(default=list)
    result = models.CharField(max_length=12, blank=True)
    words = models.TextField(blank=True)
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60)
    reported_by = models.CharField(max_length=60, blank=True)
    reported_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=60, blank=True)
    closed_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    look_on = models.DateField(null=True)
    light = models.CharField(max_length=12, blank=True)

    class Meta:
        verbose_name_plural = "inquiries"
        indexes = [
            models.Index(fields=["look_on"], name="inquiry_to_look_at", condition=models.Q(look_on__isnull=False))
        ]

    def __str__(self) -> str:
        return self.code


class Assistance(models.Model):
    """A request for help to another organ (行政协助). `organ` asks, `asked` answers; it never sees the dossier."""

    code = models.CharField(max_length=40, unique=True)
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="requests")
    organ = models.CharField(max_length=40)
    asked = models.CharField(max_length=40)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    state = models.CharField(max_length=12, default=AssistanceState.OPEN)
    question = models.TextField()
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.TextField(blank=True)
    documents = models.JSONField(default=list)
    answered_by = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)
    look_on = models.DateField(null=True)
    light = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["asked", "state", "due_on", "id"], name="assistance_queue"),
            models.Index(fields=["look_on"], name="assistance_to_look_at", condition=models.Q(look_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.code
