"""Funds, their ledger, and the payments, as stored."""

from django.db import models
from django.db.models import Q

from tongban.kernel.words import Words
from tongban.payments.states import Account, PaymentState

ACCOUNTS = [(one.value, one.value) for one in Account]


class Fund(models.Model):
    """What may be spent for one purpose in one year (资金). The database refuses to let `free_fen` fall below nothing."""

    code = models.CharField(max_length=80, unique=True)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=300)
    granted_fen = models.BigIntegerField(default=0)
    free_fen = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(free_fen__gte=0), name="fund_never_overspent")]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Words:
        return Words(self.name_zh, self.name_en)


class Reservation(models.Model):
    """Money of a fund that is held for one list (预算占用): the whole list or nothing."""

    key = models.CharField(max_length=120, unique=True)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT)
    fen = models.BigIntegerField()
    left_fen = models.BigIntegerField()
    at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(left_fen__gte=0, fen__gt=0), name="reservation_never_overdrawn")
        ]

    def __str__(self) -> str:
        return self.key


class Batch(models.Model):
    """Payments that go to the bank in one file (拨付批次)."""

    code = models.CharField(max_length=40, unique=True)
    key = models.CharField(max_length=160, unique=True)
    reservation = models.ForeignKey(Reservation, on_delete=models.PROTECT)
    purpose = models.CharField(max_length=200)
    count = models.PositiveIntegerField(default=0)
    fen = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.code


class Order(models.Model):
    """A payment order (付款单). `code` is made of `basis` (统一取码): one basis, one code, one payment, for ever."""

    code = models.CharField(max_length=24, unique=True)
    basis = models.CharField(max_length=160, unique=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT)
    payee = models.CharField(max_length=18, db_index=True)
    name = models.CharField(max_length=200)
    bank = models.CharField(max_length=120)
    account = models.CharField(max_length=120)  # encrypted: secrecy.py
    fen = models.BigIntegerField()
    attempt = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=[(one.value, one.value) for one in PaymentState])
    reason = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(fen__gt=0), name="payment_of_something")]

    def __str__(self) -> str:
        return self.code


class Recovery(models.Model):
    """What somebody has to pay back (追回)."""

    code = models.CharField(max_length=40, unique=True)
    key = models.CharField(max_length=160, unique=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT)
    fen = models.BigIntegerField()
    why = models.TextField()
    at = models.DateTimeField()
    repaid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(fen__gt=0), name="recovery_of_something")]

    def __str__(self) -> str:
        return self.code


class Posting(models.Model):
    """A posting of the ledger (分录): so much went from one account of the fund to another. Append-only.

    `step` names what it was for; an order, or a reservation, has each step once.
    """

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True)
    reservation = models.ForeignKey(Reservation, on_delete=models.PROTECT, null=True)
    step = models.CharField(max_length=60)
    source = models.CharField(max_length=12, choices=ACCOUNTS)
    target = models.CharField(max_length=12, choices=ACCOUNTS)
    fen = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(fen__gt=0), name="posting_of_something"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="posting_moves_something"),
            models.UniqueConstraint(
                fields=["order", "step"], name="posting_once_an_order", condition=Q(order__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["reservation", "step"],
                name="posting_once_a_reservation",
                condition=Q(reservation__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["fund", "step"],
                name="posting_once_a_fund",
                condition=Q(order__isnull=True, reservation__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.source} → {self.target} {self.fen}"
