"""Letters of series that were posted by e-mail and archived in git.

``rfcs.models`` offers this name; nobody else imports this file.
"""

from django.db import models

from core.models import AppendOnly
from mirror.models import Repository


class Letter(AppendOnly):
    """One message of a series, or a reply to one, as its archive has it."""

    class Role(models.TextChoices):
        """What the message is to its series."""

        PART = "part"
        REPLY = "reply"

    repository = models.ForeignKey(
        Repository, on_delete=models.PROTECT, related_name="+"
    )
    rfc = models.ForeignKey(
        "rfcs.Rfc", on_delete=models.PROTECT, related_name="letters"
    )
    message_id = models.CharField(max_length=250)
    role = models.CharField(max_length=10, choices=Role)
    version = models.PositiveIntegerField()
    part = models.PositiveIntegerField(default=0)
    author_name = models.CharField(max_length=300)
    author_email = models.CharField(max_length=300)
    subject = models.CharField(max_length=500)
    sent_at = models.DateTimeField()
    body = models.TextField()
    trailers = models.JSONField(default=list)
    commit_oid = models.CharField(max_length=64)

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["repository", "message_id"], name="letter_once"
            ),
        ]

    def __str__(self) -> str:
        return self.subject
