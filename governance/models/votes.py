"""The frozen roll, and the votes of those who are on it."""

from fractions import Fraction
from typing import Self

from django.db import models
from django.db.models import Q

from contributors.models import Contributor, Organisation
from core.ids import new_id
from core.models import AppendOnly
from governance.models.ballots import Ballot


class Elector(AppendOnly):
    """One line of the frozen roll: a person, weight and organisation at opening."""

    ballot = models.ForeignKey(
        Ballot, on_delete=models.PROTECT, related_name="electors"
    )
    contributor = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    affiliation = models.CharField(
        max_length=12,
        choices=[
            ("organisation", "organisation"),
            ("independent", "independent"),
            ("undeclared", "undeclared"),
        ],
    )
    raw_weight = models.PositiveBigIntegerField()
    weight = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "contributor"], name="elector_once_per_ballot"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contributor} on {self.ballot_id}"

    @property
    def exact_weight(self) -> Fraction:
        """The weight as a number."""
        return Fraction(self.weight)


class VoteQuerySet(models.QuerySet["Vote"]):
    """Questions about votes."""

    def disclosed(self) -> Self:
        """Votes whose answer may be shown: all but those that are still sealed."""
        return self.filter(Q(salt="") | Q(ballot__tally__isnull=False))

    def current(self) -> Self:
        """The latest vote of each elector."""
        later = Vote.objects.filter(
            elector=models.OuterRef("elector"), sequence__gt=models.OuterRef("sequence")
        )
        return self.filter(~models.Exists(later))


class Vote(AppendOnly):
    """One elector's choice; a later sequence number supersedes an earlier one."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="votes")
    elector = models.ForeignKey(Elector, on_delete=models.PROTECT, related_name="votes")
    sequence = models.PositiveIntegerField()
    choice = models.CharField(max_length=60, blank=True)
    ranking = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)
    cast_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    objects = VoteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["elector", "sequence"], name="one_vote_of_a_sequence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.elector_id} votes {self.choice or self.ranking}"
