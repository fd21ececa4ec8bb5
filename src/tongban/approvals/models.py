"""Reviews and tracks, as stored."""

from django.db import models

from tongban.approvals.states import TrackState


class Review(models.Model):
    """The review (审查) of one subject: concluded once, when every organ has said its last word."""

    subject = models.CharField(max_length=80, unique=True)
    started_at = models.DateTimeField()
    concluded_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)

    def __str__(self) -> str:
        return self.subject


class Track(models.Model):
    """One organ's part of a review (并联审批的一路). `due_on` is told by whoever ordered the review."""

    code = models.CharField(max_length=40, unique=True)
    subject = models.CharField(max_length=80, db_index=True)
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

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "organ"], name="one_track_an_organ")]
        indexes = [models.Index(fields=["organ", "state", "due_on", "id"], name="track_queue")]

    def __str__(self) -> str:
        return self.code


class StoredOpinion(models.Model):
    """An opinion (审批意见) with the judgement of every review point: written once, never changed."""

    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="opinions")
    round = models.PositiveSmallIntegerField()
    opinion = models.CharField(max_length=12)
    rulings = models.JSONField()
    words = models.TextField(blank=True)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["track", "round"], name="one_opinion_a_round")]

    def __str__(self) -> str:
        return f"{self.track} {self.opinion}"
