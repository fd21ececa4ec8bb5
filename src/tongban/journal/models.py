"""The record of everything that happened, and of everything that must still be done outside."""

from django.db import models


class StoredEntry(models.Model):
    """One entry of the journal (留痕): append-only; `position` and `link` are set once, by the seal, and form the hash chain."""

    subject = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    body = models.JSONField()
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    digest = models.BinaryField(max_length=32)
    position = models.BigIntegerField(null=True, unique=True)
    link = models.BinaryField(max_length=32, null=True)

    class Meta:
        db_table = "journal_entry"
        indexes = [
            models.Index(fields=["subject", "id"], name="entry_by_subject"),
            models.Index(fields=["id"], name="entry_not_sealed", condition=models.Q(position=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Head(models.Model):
    """The end of the chain: one row, locked by whoever seals."""

    position = models.BigIntegerField(default=0)
    link = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.position)


class Promise(models.Model):
    """One effect on the outside that was promised in a transaction (待发事项, outbox), until it is carried out."""

    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=60)
    body = models.JSONField()
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True)
    kept_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"], name="promise_waiting", condition=models.Q(kept_at=None, given_up_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.key
