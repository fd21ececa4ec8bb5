"""What people looked for and did not find, and what they chose of what they found."""

from django.db import models


class Gap(models.Model):
    """Words that found nothing (知识缺口), counted for those who write the content. No person is stored with them.

    `settled_at` is when an editor put them aside: they are still counted, and no longer shown.
    """

    words = models.CharField(max_length=100, unique=True)
    count = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("-count",), name="gap_by_count"),)

    def __str__(self) -> str:
        return f"{self.words} ({self.count})"


class Click(models.Model):
    """What was opened after which words (点击), counted. No person is stored with it. `ranks` is the sum of where it stood.

    `settled_at` is when an editor made a question or a phrasing of it, or put it aside.
    """

    words = models.CharField(max_length=100)
    node = models.CharField(max_length=60)
    count = models.PositiveIntegerField(default=1)
    ranks = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("words", "node"), name="one_click_count_each"),)

    def __str__(self) -> str:
        return f"{self.words} → {self.node} ({self.count})"


class Opening(models.Model):
    """How often a thing was opened from results on one day (点开次数). No person and no words are stored with it."""

    node = models.CharField(max_length=60)
    on = models.DateField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("on", "node"), name="one_opening_count_a_day"),)

    def __str__(self) -> str:
        return f"{self.on}: {self.node} ({self.count})"
