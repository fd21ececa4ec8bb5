"""What people looked for and did not find."""

from django.db import models


class Gap(models.Model):
    """Words that found nothing (知识缺口), counted for those who write the content. No person is stored with them."""

    words = models.CharField(max_length=100, unique=True)
    count = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("-count",), name="gap_by_count"),)

    def __str__(self) -> str:
        return f"{self.words} ({self.count})"
