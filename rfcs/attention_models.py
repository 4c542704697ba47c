"""Who is asked to look, who is looking: requests, rotations, absences, holds.

``rfcs.models`` offers these names; nobody else imports this file.
"""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from contributors.models import Contributor
from core.ids import new_id
from mirror.models import Project


class HoldQuerySet(models.QuerySet["Hold"]):
    """Questions about holds, each taking the moment."""

    def standing_at(self, now: datetime) -> Self:
        """Holds that have neither run out nor been lifted."""
        return self.filter(until__gt=now, lifted_at=None)


class Hold(models.Model):
    """ "I am reading, wait for me until …": asks for patience, blocks nothing."""

    rfc = models.ForeignKey("rfcs.Rfc", on_delete=models.PROTECT, related_name="holds")
    revision = models.ForeignKey(
        "rfcs.Revision", on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("placed_at")), name="hold_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"hold of {self.person_id} on {self.rfc_id}"


class Rotation(models.Model):
    """People who review in turn, and the rule by which a turn is given."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="rotations"
    )
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    interval_days = models.PositiveSmallIntegerField(default=14)
    days = models.PositiveSmallIntegerField(default=14)
    begun_by = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["project", "slug"], name="rotation_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The rotation's page."""
        return reverse("rfcs:rotation", args=[self.project.slug, self.slug])


class RotationMember(models.Model):
    """A person's place in a rotation; ``left_at`` ends it."""

    rotation = models.ForeignKey(
        Rotation, on_delete=models.PROTECT, related_name="members"
    )
    person = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    skip_next = models.PositiveSmallIntegerField(default=0)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rotation", "person"],
                condition=Q(left_at=None),
                name="one_place_in_a_rotation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.rotation_id}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Questions about absences, each taking the day."""

    def on(self, day: date) -> Self:
        """Absences that cover ``day``."""
        return self.filter(since__lte=day, until__gte=day, ended_at=None)


class Absence(models.Model):
    """Days on which a person takes no reviews; both ends included."""

    person = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()
    said_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="absence_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} away {self.since} to {self.until}"


class RequestQuerySet(models.QuerySet["ReviewRequest"]):
    """Questions about requests."""

    def open(self) -> Self:
        """Requests that still wait for an answer or for the review."""
        return self.filter(state__in=[RequestState.ASKED, RequestState.ACCEPTED])


class RequestState(models.TextChoices):
    """Where a request stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class ReviewRequest(models.Model):
    """A person is asked to review an RFC until a day; ``why`` says why this person."""

    rfc = models.ForeignKey(
        "rfcs.Rfc", on_delete=models.PROTECT, related_name="requests"
    )
    revision = models.ForeignKey(
        "rfcs.Revision", on_delete=models.PROTECT, related_name="+"
    )
    reviewer = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="+"
    )
    rotation = models.ForeignKey(
        Rotation, null=True, on_delete=models.PROTECT, related_name="requests"
    )
    requested_by = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField()
    why = models.JSONField(default=list)
    state = models.CharField(
        max_length=9, choices=RequestState, default=RequestState.ASKED
    )
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    review = models.ForeignKey(
        "rfcs.Review", null=True, on_delete=models.PROTECT, related_name="+"
    )
    warned_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)
    answered_entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rfc", "reviewer"],
                condition=Q(state__in=["asked", "accepted"]),
                name="one_open_request_a_person",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"review of {self.rfc_id} asked of {self.reviewer_id}"
