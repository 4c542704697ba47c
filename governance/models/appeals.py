"""What can follow a decision or come before one: appeals, and emergency decisions."""

from typing import Self

from django.db import models

from contributors.models import Contributor
from core.ids import new_id
from core.models import AppendOnly
from governance.models.ballots import Ballot
from governance.models.decisions import Decision
from mirror.models import Project


class Appeal(AppendOnly):
    """An elector asks that a decision be set aside."""

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="appeals"
    )
    by = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    filed_at = models.DateTimeField()
    rule_by = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "by"], name="one_appeal_of_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"Appeal against {self.decision}"


class AppealRuling(AppendOnly):
    """How an appeal ended; nobody in ``by`` means that its time ran out."""

    appeal = models.OneToOneField(
        Appeal, on_delete=models.PROTECT, related_name="ruling"
    )
    upheld = models.BooleanField()
    by = models.ForeignKey(
        Contributor, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)
    ruled_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    def __str__(self) -> str:
        return f"{self.appeal}: {'upheld' if self.upheld else 'dismissed'}"


class EmergencyQuerySet(models.QuerySet["Emergency"]):
    """Questions about emergency decisions, each taking the moment."""

    def standing(self) -> Self:
        """Those that hold and wait for their ratification."""
        return self.filter(end=None)


class Emergency(AppendOnly):
    """A decision made at once, which lapses unless its ballot ratifies it in time."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="emergencies"
    )
    ballot = models.OneToOneField(
        Ballot, on_delete=models.PROTECT, related_name="emergency"
    )
    disposition = models.CharField(max_length=10, choices=Decision.Disposition)
    outcome = models.TextField()
    by = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    ratify_by = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "emergencies"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Emergency decision on {self.ballot}"


class EmergencyEnd(AppendOnly):
    """What became of an emergency decision: ratified, or lapsed."""

    class How(models.TextChoices):
        """The ends."""

        RATIFIED = "ratified"
        LAPSED = "lapsed"

    emergency = models.OneToOneField(
        Emergency, on_delete=models.PROTECT, related_name="end"
    )
    how = models.CharField(max_length=10, choices=How)
    ended_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    def __str__(self) -> str:
        return f"{self.emergency} {self.how}"
