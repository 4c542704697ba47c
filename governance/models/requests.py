"""Requests to be put on a roll before it is frozen, and rulings on them."""

from django.db import models

from contributors.models import Contributor
from core.ids import new_id
from core.models import AppendOnly
from governance.models.ballots import Ballot


class RollRequest(AppendOnly):
    """Somebody who misses a condition of voters asks for a vote on one ballot."""

    ballot = models.ForeignKey(
        Ballot, on_delete=models.PROTECT, related_name="requests"
    )
    contributor = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField()
    asked_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "contributor"], name="one_request_for_a_roll"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contributor} asks for {self.ballot_id}"


class RollRuling(AppendOnly):
    """What came of a request, and why."""

    request = models.OneToOneField(
        RollRequest, on_delete=models.PROTECT, related_name="ruling"
    )
    granted = models.BooleanField()
    by = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    ruled_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    def __str__(self) -> str:
        return f"{self.request} {'granted' if self.granted else 'refused'}"
