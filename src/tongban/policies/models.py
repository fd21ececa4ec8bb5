"""Snapshots of the population: which there are. Their columns are files."""

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
