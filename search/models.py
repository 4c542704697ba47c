"""What can be found: one row a text, and who it is by.

The rows are made from those of the rooms below and can be made again at any time; a
backup leaves them out. The words themselves are kept beside them in the form that
the database searches fast: see ``search.engine``.
"""

from django.db import models

from contributors.models import Contributor, Organisation
from mirror.models import Project
from rfcs.models import Rfc


class Document(models.Model):
    """An RFC's latest text, a decision, a milestone, or something said of an RFC."""

    class Kind(models.TextChoices):
        """What it is; texts come before talk of them."""

        RFC = "rfc", "RFC"
        DECISION = "decision", "Decision"
        MILESTONE = "milestone", "Milestone"
        CONCERN = "concern", "Concern"
        REVIEW = "review", "Review"
        COMMENT = "comment", "Comment"

    kind = models.CharField(max_length=10, choices=Kind)
    key = models.BigIntegerField()
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    rfc = models.ForeignKey(Rfc, null=True, on_delete=models.CASCADE, related_name="+")
    number = models.CharField(max_length=40, blank=True)
    sought_number = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=1000)
    body = models.TextField()
    state = models.CharField(max_length=30, blank=True)
    year = models.PositiveSmallIntegerField()
    url = models.CharField(max_length=500)
    happened_at = models.DateTimeField()
    version = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="found_once"),
        ]
        indexes = [
            models.Index(fields=["-happened_at", "-id"], name="found_newest_first"),
            models.Index(fields=["project", "kind"], name="found_in_project"),
        ]

    def __str__(self) -> str:
        return self.title


class Credit(models.Model):
    """A person whom a document is by, and whom they worked for then."""

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="credits"
    )
    name = models.CharField(max_length=200)
    contributor = models.ForeignKey(
        Contributor, null=True, on_delete=models.CASCADE, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["name", "document"], name="credited_name")]

    def __str__(self) -> str:
        return self.name


class Position(models.Model):
    """How much of the log has been read for the index."""

    size = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"up to entry {self.size}"
