"""What was decided."""

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
