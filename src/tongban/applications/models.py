"""Drafts and dossiers, as stored."""

from django.db import models


class Draft(models.Model):
    """A draft: everything the applicant has answered so far. It is saved at each step and goes on from any device."""

    code = models.CharField(max_length=32, unique=True)
    bundle = models.CharField(max_length=60, blank=True)
    item = models.CharField(max_length=60, blank=True)
    edition = models.PositiveIntegerField()
    holder_kind = models.CharField(max_length=20)
    holder_code = models.CharField(max_length=18)
    holder_name = models.CharField(max_length=200)
    person = models.CharField(max_length=32)
    right = models.CharField(max_length=24)
    mandate = models.CharField(max_length=40, blank=True)
    situation = models.JSONField(default=dict)
    chosen = models.JSONField(default=list)
    supplied = models.JSONField(default=dict)
    asked_registers_for = models.JSONField(default=list)
    silent = models.JSONField(default=list)
    typed = models.JSONField(default=dict)
    attachments = models.JSONField(default=dict)
    numbers = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    case_number = models.CharField(max_length=50, blank=True)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["holder_code", "-saved_at"], name="draft_by_holder")]

    def __str__(self) -> str:
        return self.code


class Dossier(models.Model):
    """What was submitted (申请材料), frozen and hashed: round 1 for all parts, later rounds for the part that was corrected."""

    case_number = models.CharField(max_length=50)
    round = models.PositiveSmallIntegerField(default=1)
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    by = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_number", "round"], name="one_dossier_a_round")]

    def __str__(self) -> str:
        return f"{self.case_number}/{self.round}"
