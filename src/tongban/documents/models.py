"""Files as stored."""

from django.db import models

from tongban.kernel.words import Words


class Document(models.Model):
    """A file (材料文件) that belongs to one draft, case or licence. Its bytes lie under `kept_as`, named by their digest."""

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(default=1)
    remarks = models.JSONField(default=list)
    belongs_to = models.CharField(max_length=80)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    kept_as = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["belongs_to", "id"], name="document_by_subject")]

    def __str__(self) -> str:
        return self.name

    @property
    def remarks_said(self) -> tuple[Words, ...]:
        """The remarks of the examination, for the page."""
        return tuple(Words(zh, en) for zh, en in self.remarks)
