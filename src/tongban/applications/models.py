"""Drafts and dossiers, as stored."""

from django.db import models


class Draft(models.Model):
    """A draft: everything the applicant has answered so far. It is saved at each step and goes on from any device.

    `ways` holds the items chosen to be decided on commitment, `later` the materials that are to follow, `carried` the values
    that came from `licence`, where the draft renews, changes or ends one. `whole` is for a composite licence: its code, the
    title, and the licence that each item acts on. `kept_aside` are the answers that a newer guide cannot hold.
    """

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
    ways = models.JSONField(default=dict)
    later = models.JSONField(default=list)
    licence = models.CharField(max_length=100, blank=True)
    carried = models.JSONField(default=dict)
    whole = models.JSONField(default=dict, db_default={})
    kept_aside = models.JSONField(default=dict)
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


class Attendance(models.Model):
    """An attendance (接待): one person stands at a window, and a clerk acts for them, for one party, until it ends.

    `person` is who stands there; `drafts` are those that were received or taken over while it lasted.
    """

    code = models.CharField(max_length=32, unique=True)
    clerk = models.CharField(max_length=60)
    person = models.CharField(max_length=60)
    person_name = models.CharField(max_length=80)
    party_kind = models.CharField(max_length=20)
    party_code = models.CharField(max_length=18)
    party_name = models.CharField(max_length=200)
    right = models.CharField(max_length=24)
    mandate = models.CharField(max_length=40, blank=True)
    checked_by = models.CharField(max_length=40)
    drafts = models.JSONField(default=list)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clerk"], condition=models.Q(ended_at=None), name="one_open_attendance_a_clerk"
            )
        ]
        indexes = [models.Index(fields=["clerk", "-began_at"], name="attendance_by_clerk")]

    def __str__(self) -> str:
        return self.code


class SpokenCode(models.Model):
    """A short code that one person says or shows to another, once and soon: only its digest is kept.

    A take-over code (接续码) hands a draft to a window; a confirmation code (确认码) signs the sheet with this digest.
    """

    class Purpose(models.TextChoices):
        TAKE_OVER = "take_over"
        CONFIRM = "confirm"

    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    draft = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    sheet = models.CharField(max_length=64, blank=True)
    by = models.CharField(max_length=60)
    until_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "draft"], name="one_spoken_code_a_purpose")]
        indexes = [models.Index(fields=["digest"], name="spoken_code_by_digest")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.draft}"


class HandOver(models.Model):
    """The hand-over of a result at a window (领取登记): to whom, seen by which clerk. Once for each case."""

    case_number = models.CharField(max_length=50, unique=True)
    attendance = models.CharField(max_length=32)
    clerk = models.CharField(max_length=60)
    recipient = models.CharField(max_length=60)
    recipient_name = models.CharField(max_length=80)
    checked_by = models.CharField(max_length=40)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.case_number


class Objection(models.Model):
    """An objection to a use of data (数据使用异议): `key` names the look, `told` what it was, `by` who looked; `organ` answers."""

    code = models.CharField(max_length=32, unique=True)
    person = models.CharField(max_length=60)
    person_name = models.CharField(max_length=80)
    key = models.CharField(max_length=32)
    told = models.JSONField()
    by = models.CharField(max_length=60)
    organ = models.CharField(max_length=40)
    words = models.TextField()
    at = models.DateTimeField()
    due_on = models.DateField()
    answered_by = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)
    was_proper = models.BooleanField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_objection_a_look")]
        indexes = [models.Index(fields=["organ", "answered_at", "due_on"], name="objection_by_organ")]

    def __str__(self) -> str:
        return self.code
