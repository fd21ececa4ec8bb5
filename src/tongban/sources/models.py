"""The ledger of use, and the records behind the demonstration registers."""

from django.db import models

from tongban.sources.types import Outcome


class Use(models.Model):
    """One use of somebody's data (数据使用记录): who read what of whom, from where, why and on what ground. Append-only."""

    class HowItCameOut(models.TextChoices):
        SUPPLIED = Outcome.SUPPLIED
        EMPTY = Outcome.EMPTY
        UNREACHABLE = Outcome.UNREACHABLE

    by = models.CharField(max_length=60)
    person_code = models.CharField(max_length=60)
    party_code = models.CharField(max_length=18)
    party_name = models.CharField(max_length=200)
    source = models.CharField(max_length=60)
    facts = models.JSONField()
    purpose = models.CharField(max_length=200)
    ground = models.CharField(max_length=200)
    outcome = models.CharField(max_length=20, choices=HowItCameOut.choices)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["party_code", "-at"], name="use_by_party")]

    def __str__(self) -> str:
        return f"{self.source} {self.at:%Y-%m-%d %H:%M}"


class Extract(models.Model):
    """One use of the data of all persons, or of all organisations, at once (批量使用记录). Append-only, like each single use."""

    by = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    size = models.PositiveBigIntegerField()
    source = models.CharField(max_length=60)
    facts = models.JSONField()
    purpose = models.CharField(max_length=200)
    ground = models.CharField(max_length=200)
    outcome = models.CharField(max_length=20, choices=Use.HowItCameOut.choices)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "-at"], name="extract_by_kind")]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.at:%Y-%m-%d %H:%M}"


class RegisterRecord(models.Model):
    """One synthetic record of a demonstration register. `key` is a citizen number or a credit code.

    A record whose key is empty, which no party's is, says that the register is to stay silent.
    """

    register = models.CharField(max_length=40)
    key = models.CharField(max_length=18, blank=True)
    body = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "key"], name="one_record_each")]

    def __str__(self) -> str:
        return f"{self.register} {self.key}"
