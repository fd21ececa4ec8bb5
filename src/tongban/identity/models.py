"""People, organisations, organs and the rights between them, as stored."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.timezone import localtime

from tongban.identity.types import MandateStanding, Party, PartyKind


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(code=username)


class Person(AbstractBaseUser):
    """A natural person (自然人), who is also the account that signs in. `code` is public; `number` is the citizen number.

    `letter_keys` is whether keys of one character act on the pages of desks and counter for this account (WCAG 2.1.4).
    """

    code = models.CharField(max_length=60, unique=True)
    number = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=80)
    born_on = models.DateField()
    phone = models.CharField(max_length=20, blank=True)
    letter_keys = models.BooleanField(default=True, db_default=True)

    USERNAME_FIELD = "code"
    REQUIRED_FIELDS = ["name"]
    objects = PersonManager()

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A legal person or other organisation (法人及其他组织). `code` is its unified social credit code.

    `struck_off_at` since when its register no longer keeps it in operation (吊销、撤销或者注销登记).
    """

    code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=200)
    legal_representative = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    struck_off_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Guardianship(models.Model):
    """A parent or guardian (监护人) of a minor, as the population register says."""

    guardian = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ward = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guardian", "ward"], name="one_guardianship_each")]


class Marriage(models.Model):
    """A marriage (婚姻登记) in force, as the civil register says. It counts where an official must step aside."""

    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    married_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first"], name="one_marriage_of_first"),
            models.UniqueConstraint(fields=["second"], name="one_marriage_of_second"),
        ]


class Organ(models.Model):
    """An administrative organ (行政机关), as the catalogue names it."""

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    credit_code = models.CharField(max_length=18)

    def __str__(self) -> str:
        return self.name_zh


class Official(models.Model):
    """An official (工作人员): a person with a duty in one organ."""

    class Role(models.TextChoices):
        OFFICER = "officer"  # handles and proposes
        REVIEWER = "reviewer"  # countersigns
        HEAD = "head"  # approves for the organ
        SUPERVISOR = "supervisor"  # looks, reminds and reassigns; decides nothing
        CLERK = "clerk"  # at the counter, for all organs
        EDITOR = "editor"  # writes content
        APPROVER = "approver"  # approves content that others wrote

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.OFFICER)

    def __str__(self) -> str:
        return f"{self.person} ({self.organ})"


class Absence(models.Model):
    """A leave with a deputy (AB岗): from one day to another, both included, `deputy` does what `official` would do."""

    code = models.CharField(max_length=40, unique=True)
    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()
    reason = models.CharField(max_length=200)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["deputy", "until_on"], name="absence_by_deputy")]
        constraints = [
            models.CheckConstraint(condition=models.Q(until_on__gte=models.F("from_on")), name="absence_days_in_order"),
            models.CheckConstraint(condition=~models.Q(deputy=models.F("official")), name="absence_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.official} {self.from_on}"


class Mandate(models.Model):
    """A mandate (委托代办): `agent` acts for `party_code`, for the named items and bundles only, from one day to another."""

    number = models.CharField(max_length=40, unique=True)
    party_kind = models.CharField(max_length=20)
    party_code = models.CharField(max_length=18, db_index=True)
    party_name = models.CharField(max_length=200)
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    scope = models.JSONField(default=list)
    begins_on = models.DateField()
    ends_on = models.DateField()
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["agent", "ends_on"], name="mandate_by_agent")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("begins_on")), name="mandate_days_in_order"
            ),
            # An empty scope would mean everything, which no mandate may say.
            models.CheckConstraint(condition=~models.Q(scope=[]), name="mandate_names_its_scope"),
        ]

    @property
    def party(self) -> Party:
        return Party(PartyKind(self.party_kind), self.party_code, self.party_name)

    def standing(self, on: date) -> MandateStanding:
        """Where it stands on the day `on`. Both days of the term count; a day on which it was ended does not."""
        if self.ended_at is not None and localtime(self.ended_at).date() <= on:
            return MandateStanding.ENDED
        if on < self.begins_on:
            return MandateStanding.NOT_BEGUN
        return MandateStanding.EXPIRED if on > self.ends_on else MandateStanding.IN_FORCE

    def __str__(self) -> str:
        return self.number
