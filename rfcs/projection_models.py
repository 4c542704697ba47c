"""Where a thread stands in a revision that is not the one it was written on, and why.

``rfcs.models`` offers these names; nobody else imports this file.
"""

from django.db import models

from contributors.models import Contributor
from core.ids import new_id
from core.models import AppendOnly


class Projection(models.Model):
    """The place of a thread in a later revision, worked out once and kept.

    The thread's own anchor never changes. ``changed_in`` is the revision in which
    the words that it quotes last became others, null while they have not.
    """

    rfc = models.ForeignKey("rfcs.Rfc", on_delete=models.PROTECT, related_name="+")
    thread = models.ForeignKey(
        "rfcs.Thread", on_delete=models.PROTECT, related_name="projections"
    )
    revision = models.ForeignKey(
        "rfcs.Revision", on_delete=models.PROTECT, related_name="+"
    )
    method = models.CharField(max_length=8)
    block = models.CharField(max_length=80, blank=True)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    score = models.FloatField(default=0)
    words = models.TextField(blank=True)
    changed_in = models.PositiveIntegerField(null=True)
    kept_open_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "revision"], name="projection_once_per_revision"
            ),
        ]
        indexes = [models.Index(fields=["revision", "thread"])]

    def __str__(self) -> str:
        return f"thread {self.thread_id} in revision {self.revision_id}: {self.method}"


class Move(AppendOnly):
    """Somebody said where a thread stands now; ``was_*`` is where it was placed."""

    thread = models.ForeignKey(
        "rfcs.Thread", on_delete=models.PROTECT, related_name="moves"
    )
    revision = models.ForeignKey(
        "rfcs.Revision", on_delete=models.PROTECT, related_name="+"
    )
    block = models.CharField(max_length=80)
    words = models.TextField(blank=True)
    was_method = models.CharField(max_length=8)
    was_block = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    kind = "put elsewhere"

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"thread {self.thread_id} to {self.block}"
