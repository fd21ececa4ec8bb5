"""Service packs as they were sent, and who of the company has opened them."""

from django.db import models


class SentPack(models.Model):
    """One pack as it was sent (企业服务包): immutable. `number` counts the packs of a company, so that each has one predecessor.

    `organ` serves the company: it sent this pack, or the last before it where the system did. `entries` and `profile` are frozen;
    `digest` is that of what the entries say, by which the same is never sent twice.
    """

    code = models.CharField(max_length=16, unique=True)
    party = models.CharField(max_length=18)
    party_name = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    organ = models.CharField(max_length=40)
    edition = models.PositiveIntegerField()
    on = models.DateField()
    profile = models.JSONField(default=dict)
    entries = models.JSONField()
    silent = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    sent_by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "number"], name="one_pack_of_each_number")]
        indexes = [models.Index(fields=["organ", "-at"], name="packs_of_organ")]

    def __str__(self) -> str:
        return f"{self.party_name} {self.number}"


class Receipt(models.Model):
    """That one of the company's people opened a pack, for the first time (回执)."""

    pack = models.ForeignKey(SentPack, on_delete=models.PROTECT, related_name="receipts")
    person = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "person"], name="one_receipt_of_each_person")]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.person}"
