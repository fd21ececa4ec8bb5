"""Cases and what happens to their time, as stored. Days are computed (clocks.py); these columns only let the database find them."""

from django.db import models

from tongban.cases.states import OPEN, State


class Case(models.Model):
    """A case (办件): one item for one applicant in one organ; or the parent of a bundle's cases, which no organ decides.

    The columns ending in `_due_on`, `is_provisional` and `look_on` hold what clocks.py computed under the calendar's version
    `calendar`; `look_on` is the next day on which the rounds must look, `lights` what was told already, `lapses_on` the last day
    of a licence that is deemed renewed when the organ stays silent. `held_at` says since when a grant waits for a gap,
    `shaken_at` since when a grant rests on a result that was taken back; `founding` what comes into being with the grant.
    """

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
    received_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    answer_due_on = models.DateField(null=True)
    statutory_due_on = models.DateField(null=True)
    promised_due_on = models.DateField(null=True)
    deliver_due_on = models.DateField(null=True)
    reasons = models.TextField(blank=True)
    purpose = models.CharField(max_length=10, default="new", db_default="new")
    acts_on = models.CharField(max_length=120, blank=True, db_default="")
    on_commitment = models.BooleanField(default=False, db_default=False)
    with_gap = models.BooleanField(default=False, db_default=False)
    automatic = models.JSONField(null=True)
    deemed = models.BooleanField(default=False, db_default=False)
    held_by = models.CharField(max_length=60, blank=True, db_default="")
    held_at = models.DateTimeField(null=True)
    shaken_at = models.DateTimeField(null=True)
    founding = models.JSONField(null=True)
    calendar = models.PositiveIntegerField(default=0, db_default=0)
    is_provisional = models.BooleanField(default=False, db_default=False)
    lapses_on = models.DateField(null=True)
    look_on = models.DateField(null=True)
    lights = models.JSONField(default=list, db_default=[])

    class Meta:
        indexes = [
            models.Index(fields=["holder_code", "-opened_at"], name="case_by_holder"),
            models.Index(fields=["parent", "id"], name="case_by_parent"),
            models.Index(fields=["look_on", "id"], name="case_to_look_at", condition=models.Q(look_on__isnull=False)),
            models.Index(fields=["calendar", "id"], name="case_by_calendar", condition=models.Q(closed_at=None)),
            models.Index(fields=["organ", "opened_at"], name="case_open_in_organ", condition=models.Q(closed_at=None)),
            models.Index(
                fields=["organ", "shaken_at"], name="case_shaken", condition=models.Q(shaken_at__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=[*State]), name="case_state_is_known"),
            models.UniqueConstraint(
                fields=["acts_on"],
                name="one_open_case_a_licence",
                condition=models.Q(state__in=sorted(OPEN)) & ~models.Q(acts_on=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Pause(models.Model):
    """Time that does not count (不计时限), as an interval with its kind: the clock is computed from it, never counted."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pauses")
    kind = models.CharField(max_length=20)
    inquiry = models.CharField(max_length=40, blank=True, db_default="")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    reason = models.TextField(blank=True)
    result = models.TextField(blank=True)
    begun_by = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.case} {self.kind}"


class Extension(models.Model):
    """An extension (延长): asked for with reasons, approved by the organ's head, once a case."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="extension")
    days = models.PositiveSmallIntegerField()
    reasons = models.TextField()
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    agreed = models.BooleanField(null=True)
    words = models.TextField(blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.case} +{self.days}"


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


class Gap(models.Model):
    """A material that may follow (容缺材料): due on a day; supplied by the applicant, then looked at by the organ."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="gaps")
    material = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=300)
    due_on = models.DateField()
    supplied_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=60, blank=True, db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "material"], name="one_gap_a_material")]

    def __str__(self) -> str:
        return f"{self.case} {self.material}"


class PostCheck(models.Model):
    """A check after a grant on commitment (批后核查): whether it was sampled, until when, and whether the promise was kept."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="post_check")
    organ = models.CharField(max_length=40)
    holder_code = models.CharField(max_length=18)
    licence = models.CharField(max_length=120)
    due_on = models.DateField()
    sampled = models.BooleanField()
    told = models.JSONField(default=list)
    look_on = models.DateField(null=True)
    kept = models.BooleanField(null=True)
    words = models.TextField(blank=True)
    done_by = models.CharField(max_length=60, blank=True)
    done_at = models.DateTimeField(null=True)
    repaired_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["look_on", "id"], name="check_to_look_at", condition=models.Q(look_on__isnull=False)),
            models.Index(fields=["organ", "due_on"], name="check_by_organ", condition=models.Q(done_at=None)),
            models.Index(fields=["holder_code"], name="check_broken", condition=models.Q(kept=False)),
        ]

    def __str__(self) -> str:
        return f"{self.case}"


class Paper(models.Model):
    """A written notice (文书): drawn up with frozen values in its step, then numbered, printed and sealed by the worker."""

    code = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=20)
    occasion = models.CharField(max_length=60)
    organ = models.CharField(max_length=40)
    body = models.JSONField()
    drawn_up_at = models.DateTimeField()
    number = models.CharField(max_length=80, blank=True, db_default="")
    document = models.CharField(max_length=32, blank=True, db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "kind", "occasion"], name="one_paper_an_occasion")]

    def __str__(self) -> str:
        return self.number or self.code


class NumberCount(models.Model):
    """How many numbers were drawn for an implementation code on a day, or for an organ's papers of a kind in a year."""

    stem = models.CharField(max_length=60, unique=True)
    drawn = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.stem} {self.drawn}"
