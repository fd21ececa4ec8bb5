"""Licences as stored."""

from datetime import date

from django.db import models

from tongban.kernel.words import Words
from tongban.licences.states import Standing, State


class Licence(models.Model):
    """An electronic licence (电子证照). `number` is its national identifier (GB/T 36904); `code` stands in addresses and QR codes.

    `basis` is the case that it was granted by: one case gives one licence of a type, however often it is asked for; another only
    after that one was revoked. A renewed or changed licence is a new one: `replaces` is the number of the one before, and its
    own number is the next version. `ended_at` is when it was revoked, cancelled or replaced.
    """

    number = models.CharField(max_length=120, unique=True)
    code = models.CharField(max_length=16, unique=True)
    licence_type = models.CharField(max_length=21)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=300)
    item = models.CharField(max_length=60)
    bundle = models.CharField(max_length=60, blank=True)
    edition = models.PositiveIntegerField()
    holder_kind = models.CharField(max_length=20)
    holder_code = models.CharField(max_length=18)
    holder_name = models.CharField(max_length=200)
    organ = models.CharField(max_length=40)
    organ_credit_code = models.CharField(max_length=18)
    basis = models.CharField(max_length=50)
    shows = models.JSONField(default=list)
    issued_on = models.DateField()
    valid_until = models.DateField(null=True)
    state = models.CharField(max_length=12, default=State.IN_FORCE)
    document = models.CharField(max_length=32, blank=True)
    version = models.PositiveSmallIntegerField(default=1, db_default=1)
    replaces = models.CharField(max_length=120, blank=True, db_default="")
    ended_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=60, blank=True)
    reason_zh = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["holder_code", "-issued_on"], name="licence_by_holder")]
        constraints = [
            models.UniqueConstraint(
                fields=["basis", "licence_type"],
                name="one_licence_for_each_basis",
                condition=~models.Q(state=State.REVOKED),
            ),
            models.CheckConstraint(condition=models.Q(state__in=[*State]), name="licence_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(state=State.REVOKED) ^ models.Q(revoked_at=None), name="licence_revoked_has_time"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def name(self) -> Words:
        return Words(self.name_zh, self.name_en)

    @property
    def reason(self) -> Words:
        """Why it was revoked or cancelled; empty while it is not."""
        return Words(self.reason_zh, self.reason_en)

    def standing(self, on: date) -> Standing:
        """How it stands on that day. A day of grace is none: `valid_until` is the last day on which it is valid."""
        if self.state != State.IN_FORCE:
            return Standing(self.state)
        if self.valid_until and self.valid_until < on:
            return Standing.EXPIRED
        return Standing.IN_FORCE if self.document else Standing.BEING_MADE


class Composite(models.Model):
    """A composite licence (行业综合许可证): one `code` for good over the licences of one trade in one shop of a holder.

    How it stands is never written down: it follows from its parts. `revision` counts what its face has said, `printed` the last
    one that was printed.
    """

    number = models.CharField(max_length=120, unique=True)
    code = models.CharField(max_length=16, unique=True)
    bundle = models.CharField(max_length=60)
    place = models.CharField(max_length=200, blank=True)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=300)
    edition = models.PositiveIntegerField()
    holder_kind = models.CharField(max_length=20)
    holder_code = models.CharField(max_length=18)
    holder_name = models.CharField(max_length=200)
    organ = models.CharField(max_length=40)
    issued_on = models.DateField()
    document = models.CharField(max_length=32, blank=True)
    revision = models.PositiveIntegerField(default=0)
    printed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holder_code", "bundle", "place"], name="one_composite_a_shop_and_trade")
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def name(self) -> Words:
        return Words(self.name_zh, self.name_en)


class CompositePart(models.Model):
    """One licence under a composite: the newest of its line. An item has one licence there."""

    composite = models.ForeignKey(Composite, on_delete=models.PROTECT, related_name="parts")
    item = models.CharField(max_length=60)
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="composites")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["composite", "item"], name="one_licence_an_item")]

    def __str__(self) -> str:
        return f"{self.composite} {self.item}"
