"""What was decided, how its outcome was restated, and what follows from it."""

from django.db import models
from django.urls import reverse

from contributors.models import Contributor
from core.ids import new_id
from core.models import AppendOnly
from governance.models.ballots import Ballot
from mirror.models import Project


class Decision(AppendOnly):
    """What was decided, in one person's written words, resting on a ballot."""

    class Disposition(models.TextChoices):
        """What happens to the subject."""

        ACCEPT = "accept"
        REJECT = "reject"
        POSTPONE = "postpone"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="decisions"
    )
    number = models.PositiveIntegerField()
    ballot = models.OneToOneField(
        Ballot, on_delete=models.PROTECT, related_name="decision"
    )
    disposition = models.CharField(max_length=10, choices=Disposition)
    outcome = models.TextField()
    outcome_html = models.TextField()
    decided_by = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["-decided_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"], name="decision_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Decision {self.number}"

    def get_absolute_url(self) -> str:
        """The decision's page."""
        return reverse("governance:decision", args=[self.project.slug, self.number])

    @property
    def standing_outcome(self) -> str:
        """The outcome in its current words, of statements that are read already."""
        return ([self.outcome] + [said.outcome for said in self.statements.all()])[-1]

    @property
    def standing_outcome_html(self) -> str:
        """The same, rendered."""
        said = [said.outcome_html for said in self.statements.all()]
        return ([self.outcome_html, *said])[-1]


class Statement(AppendOnly):
    """The outcome put in other words; the latest is current, earlier ones stay.

    The first statement is the decision's own. The disposition never changes.
    """

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="statements"
    )
    sequence = models.PositiveIntegerField()
    outcome = models.TextField()
    outcome_html = models.TextField()
    reason = models.TextField()
    by = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "sequence"], name="statement_sequence_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision}, statement {self.sequence}"


class FollowUp(AppendOnly):
    """What has to be done after a decision, or the day on which it is looked at again.

    ``holder`` is who does it, in words: often somebody without an account.
    """

    class Kind(models.TextChoices):
        """What is to be done."""

        TASK = "task"
        REVIEW = "review"

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="follow_ups"
    )
    kind = models.CharField(max_length=6, choices=Kind)
    task = models.TextField()
    holder = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)
    by = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="review") | models.Q(due_on__isnull=False),
                name="a_review_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.task


class FollowUpEnd(AppendOnly):
    """How a follow-up ended, with what came of it."""

    class How(models.TextChoices):
        """What became of it."""

        DONE = "done"
        DROPPED = "dropped"

    follow_up = models.OneToOneField(
        FollowUp, on_delete=models.PROTECT, related_name="end"
    )
    how = models.CharField(max_length=7, choices=How)
    note = models.TextField()
    by = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    def __str__(self) -> str:
        return f"{self.follow_up}: {self.how}"
