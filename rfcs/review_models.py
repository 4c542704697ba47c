"""Verdicts on a revision, and named concerns that block.

``rfcs.models`` offers these names; nobody else imports this file.
"""

from django.db import models
from django.db.models import Q

from contributors.models import Contributor, Organisation
from core.ids import new_id
from core.models import AppendOnly
from governance.models import Decision


class Review(AppendOnly):
    """A verdict on an exact revision, with the reviewer's weight then."""

    class Verdict(models.TextChoices):
        """The advisory scale."""

        APPROVE = "approve", "Approve"
        APPROVE_WITH_REMARKS = "approve-with-remarks", "Approve with remarks"
        REQUEST_CHANGES = "request-changes", "Request changes"
        ABSTAIN = "abstain", "Abstain"

    rfc = models.ForeignKey(
        "rfcs.Rfc", on_delete=models.PROTECT, related_name="reviews"
    )
    revision = models.ForeignKey(
        "rfcs.Revision", on_delete=models.PROTECT, related_name="reviews"
    )
    reviewer = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    weight = models.CharField(max_length=200)
    verdict = models.CharField(max_length=20, choices=Verdict)
    summary = models.TextField(blank=True)
    html = models.TextField(blank=True)
    posted_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.verdict} by {self.reviewer_id}"


class Concern(models.Model):
    """A named, owned objection that blocks while it is open."""

    class State(models.TextChoices):
        """Where the concern stands."""

        OPEN = "open"
        RESOLVED = "resolved"
        WITHDRAWN = "withdrawn"
        OVERRULED = "overruled"

    rfc = models.ForeignKey(
        "rfcs.Rfc", on_delete=models.PROTECT, related_name="concerns"
    )
    revision = models.ForeignKey(
        "rfcs.Revision", on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=120)
    reason = models.TextField()
    html = models.TextField()
    raised_by = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="+"
    )
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        Contributor, null=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_reason = models.TextField(blank=True)
    overruled_by = models.ForeignKey(
        Decision, null=True, on_delete=models.PROTECT, related_name="+"
    )
    threshold = models.CharField(max_length=80, blank=True)
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)
    settled_entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rfc", "name"],
                condition=Q(state="open"),
                name="one_open_concern_of_a_name",
            ),
            models.CheckConstraint(
                condition=~Q(state="overruled")
                | (Q(overruled_by__isnull=False) & ~Q(threshold="")),
                name="concern_overruled_by_a_decision",
            ),
        ]
        indexes = [models.Index(fields=["settled_at"], name="concern_settled_at")]

    def __str__(self) -> str:
        return self.name
