"""What was published, for ever: a migration forbids UPDATE and DELETE on these tables."""

from django.db import models


class Definition(models.Model):
    """One version of one definition (定义): a fact, an item, a bundle... `body` is the JSON text that `digest` covers.

    A text and not a JSON column: PostgreSQL's jsonb would forget the order in which options and answers are written.
    """

    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    body = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("kind", "code", "version"), name="definition_version"),
            models.UniqueConstraint(fields=("kind", "code", "digest"), name="definition_digest"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.code} v{self.version}"


class PublishedEdition(models.Model):
    """One published state of all definitions (发布版本)."""

    number = models.PositiveIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    by = models.CharField(max_length=60)
    effective_on = models.DateField()

    class Meta:
        db_table = "catalogue_edition"

    def __str__(self) -> str:
        return f"edition {self.number}"


class EditionEntry(models.Model):
    """A definition that belongs to an edition, at its place in the content's order."""

    edition = models.ForeignKey(PublishedEdition, on_delete=models.PROTECT, related_name="entries")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("edition", "position"), name="entry_position"),)

    def __str__(self) -> str:
        return f"{self.edition_id}/{self.position}"


class CalendarVersion(models.Model):
    """One published version of the legal calendar (法定工作日). `body` is the JSON text of all its days, which `digest` covers."""

    number = models.PositiveIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    body = models.TextField()
    published_at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        db_table = "catalogue_calendar"

    def __str__(self) -> str:
        return f"calendar {self.number}"
