"""Mandates: who answers for whom where the other does not answer."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from contributors.models import Contributor
from core.ids import new_id
from core.models import AppendOnly
from governance.models.ballots import Ballot
from mirror.models import Project


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Questions about mandates, each taking the moment."""

    def in_force_at(self, at: datetime) -> Self:
        """Mandates given before ``at`` and not ended until then."""
        return self.filter(given_at__lt=at).filter(
            Q(end=None) | Q(end__ended_at__gte=at)
        )

    def for_ballot(self, ballot: Ballot) -> Self:
        """Mandates that reach a ballot; of each person the one for it comes last."""
        return (
            self.filter(project=ballot.project_id)
            .filter(Q(ballot=None) | Q(ballot=ballot))
            .order_by(F("ballot").asc(nulls_first=True), "pk")
        )


class Mandate(AppendOnly):
    """One contributor lets another answer for them, in a project or on one ballot."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    ballot = models.ForeignKey(
        Ballot, null=True, on_delete=models.PROTECT, related_name="mandates"
    )
    principal = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="mandates_given"
    )
    proxy = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="mandates_held"
    )
    given_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(principal=F("proxy")), name="nobody_is_their_own_proxy"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proxy} for {self.principal}"


class MandateEnd(AppendOnly):
    """A mandate was taken back."""

    mandate = models.OneToOneField(
        Mandate, on_delete=models.PROTECT, related_name="end"
    )
    ended_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    def __str__(self) -> str:
        return f"{self.mandate} ended"
