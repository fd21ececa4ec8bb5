"""What policies keep: which snapshots of the population there are (their columns are files), scenarios over them, and claims."""

from django.db import models


class TakenSnapshot(models.Model):
    """One snapshot (人群快照): immutable, named by the digest of its files."""

    digest = models.CharField(max_length=64, unique=True)
    audience = models.CharField(max_length=20)
    edition = models.CharField(max_length=64)
    on = models.DateField()
    size = models.PositiveBigIntegerField()
    silent = models.JSONField()
    unreadable = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["audience", "-made_at"], name="snapshots_by_audience")]

    def __str__(self) -> str:
        return f"{self.audience} {self.on} {self.digest[:12]}"


class SavedScenario(models.Model):
    """A scenario that somebody kept (保存的情景): what was changed, over which population, and what it came to. Never changed.

    `changes` and `result` are JSON texts; `snapshot` and `edition_digest` name exactly what was judged. `is_expectation` marks the
    one that was kept as what is expected before the policy is issued.
    """

    code = models.CharField(max_length=12, unique=True)
    policy = models.CharField(max_length=60)
    organ = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    audience = models.CharField(max_length=20)
    edition = models.IntegerField()
    edition_digest = models.CharField(max_length=80)
    snapshot = models.CharField(max_length=80)
    on = models.DateField()
    changes = models.TextField()
    result = models.TextField()
    is_expectation = models.BooleanField(default=False)
    saved_by = models.CharField(max_length=40)
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "policies_scenario"
        indexes = [models.Index(fields=["policy", "-saved_at"], name="scenario_by_policy")]

    def __str__(self) -> str:
        return f"{self.policy}: {self.name}"


class Claim(models.Model):
    """That an organ answers for a policy, or why it does not (政策认领): never changed, the last one counts."""

    policy = models.CharField(max_length=60)
    organ = models.CharField(max_length=60)
    is_ours = models.BooleanField()
    words = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["policy", "at"], name="claims_of_policy")]

    def __str__(self) -> str:
        return f"{self.organ}: {self.policy}"
