"""Cases, their pauses and their corrections, as stored."""

from django.db import models

from tongban.cases.states import State


class Case(models.Model):
    """A case (办件): one item for one applicant in one organ; or the parent of a bundle's cases, which no organ decides."""

    number = models.CharField(max_length=50, unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    bundle = models.CharField(max_length=60, blank=True)
    item = models.CharField(max_length=60, blank=True)
    edition = models.PositiveIntegerField()
    organ = models.CharField(max_length=40, blank=True)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    holder_kind = models.CharField(max_length=20)
    holder_code = models.CharField(max_length=18)
    holder_name = models.CharField(max_length=200)
    applicant = models.CharField(max_length=32)
    state = models.CharField(max_length=12)
    dossier = models.CharField(max_length=64)
    shows = models.JSONField(default=list)
    marks = models.JSONField(default=list)
    waits_for = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    answer_due_on = models.DateField(null=True)
    statutory_due_on = models.DateField(null=True)
    promised_due_on = models.DateField(null=True)
    reasons = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["holder_code", "-opened_at"], name="case_by_holder"),
            models.Index(fields=["parent", "id"], name="case_by_parent"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=[*State]), name="case_state_is_known"),
        ]

    def __str__(self) -> str:
        return self.number


class Pause(models.Model):
    """Time that does not count (不计时限), as an interval: the clock is computed from it, never counted."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pauses")
    kind = models.CharField(max_length=20)
    began_on = models.DateField()
    ended_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.case} {self.kind}"


class Correction(models.Model):
    """A request for correction (补正): once a case, with all defects."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="correction")
    faults = models.JSONField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.case}"


class NumberCount(models.Model):
    """How many numbers were drawn for an implementation code on a day."""

    stem = models.CharField(max_length=44, unique=True)
    drawn = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.stem} {self.drawn}"
