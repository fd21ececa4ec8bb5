"""Messages as stored: the person's own box, whatever becomes of the copy that is sent out."""

from django.db import models

from tongban.kernel.words import Words


class Message(models.Model):
    """A message (通知) to one person about one subject, in both languages."""

    code = models.CharField(max_length=32, unique=True)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300)
    body_zh = models.TextField()
    body_en = models.TextField()
    about = models.CharField(max_length=80)
    link = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="message_by_person"),
            models.Index(fields=["person"], name="message_unread", condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return self.title_zh

    @property
    def title(self) -> Words:
        return Words(self.title_zh, self.title_en)

    @property
    def body(self) -> Words:
        return Words(self.body_zh, self.body_en)
