"""What was published, for ever: a migration forbids UPDATE and DELETE on these tables. And what is still being written.

Only a revision and a report on a guide may change, and they only in their state: every text that was saved is kept.
"""

from django.db import models

from tongban.catalogue.states import RevisionState


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
    """One published state of all definitions (发布版本), in force from a day on. `revision` is where it came from, if any."""

    number = models.PositiveIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    by = models.CharField(max_length=60)
    effective_on = models.DateField()
    revision = models.CharField(max_length=32, blank=True, default="")

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


class StoredText(models.Model):
    """A text of a content file, kept once under its SHA-256."""

    digest = models.CharField(max_length=64, unique=True)
    text = models.TextField()

    def __str__(self) -> str:
        return self.digest


class Manuscript(models.Model):
    """The files of which an edition was made (文本): path to digest. The newest row counts: comments and test cases may change
    without a definition changing."""

    edition = models.ForeignKey(PublishedEdition, on_delete=models.PROTECT, related_name="manuscripts")
    files = models.JSONField()
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.edition_id}/{self.pk}"


class FolderReading(models.Model):
    """What a content folder held when it was published (path to digest), so that the next reading tells what changed in it."""

    files = models.JSONField()
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at}"


class EditionWithdrawal(models.Model):
    """An edition that was taken back before it took force, or that another took the place of."""

    edition = models.OneToOneField(PublishedEdition, on_delete=models.PROTECT, related_name="withdrawal")
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.edition_id} withdrawn"


class Revision(models.Model):
    """A revision (修订): texts that change together, from the first word to the day on which they take force.

    `organ` is the organ of whoever began it. `restores` is the edition whose texts it brings back.
    """

    code = models.CharField(max_length=32, unique=True)
    title = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    organ = models.CharField(max_length=60)
    state = models.CharField(max_length=12, choices=[(each.value, each.value) for each in RevisionState])
    started_by = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    approved_by = models.CharField(max_length=60, blank=True)
    effective_on = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    restores = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organ", "-changed_at"], name="revision_by_organ")]

    def __str__(self) -> str:
        return self.title


class SavedText(models.Model):
    """A saved state of one file of a revision: never changed, never removed. `text` is null where the file is to go.

    `ground` is the published text on which it stands. One that `is_aside` lost to a colleague's and is kept for its author.
    """

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="texts")
    file = models.CharField(max_length=100)
    serial = models.PositiveIntegerField()
    text = models.TextField(null=True)
    ground = models.TextField(null=True)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    is_aside = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "file", "serial"], name="saved_text_serial")]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.file} {self.serial}"


class GuideReport(models.Model):
    """A report that a guide is wrong (指南纠错). `visitor` is a digest: it tells two visitors apart, and names nobody."""

    code = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=60)
    organ = models.CharField(max_length=60)
    edition = models.PositiveIntegerField()
    category = models.CharField(max_length=20)
    words = models.TextField()
    visitor = models.CharField(max_length=64)
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    is_right = models.BooleanField(null=True)
    answered_by = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organ", "answered_at", "at"], name="guide_report_open"),
            models.Index(fields=["visitor", "at"], name="guide_report_by_visitor"),
        ]

    def __str__(self) -> str:
        return self.code
