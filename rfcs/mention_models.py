"""Commits that name an RFC; ``rfcs.models`` offers these names."""

from django.db import models


class Mention(models.Model):
    """A commit of a project's code that names an RFC by its number."""

    repository = models.ForeignKey(
        "mirror.Repository", on_delete=models.PROTECT, related_name="+"
    )
    number = models.CharField(max_length=18)
    oid = models.CharField(max_length=64)
    subject = models.CharField(max_length=500)
    committed_at = models.DateTimeField(null=True)
    by_trailer = models.BooleanField()

    class Meta:
        ordering = ["-committed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["repository", "number", "oid"], name="mention_once"
            ),
        ]
        indexes = [models.Index(fields=["number"], name="mention_of")]

    def __str__(self) -> str:
        return f"{self.oid[:12]} names {self.number}"


class MentionsRead(models.Model):
    """Up to which commit a repository's messages were read for numbers."""

    repository = models.OneToOneField(
        "mirror.Repository", on_delete=models.PROTECT, related_name="+"
    )
    oid = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"mentions of {self.repository_id} to {self.oid[:12]}"
