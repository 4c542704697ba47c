"""Who follows what, what happened to it, and the letters that say so."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from contributors.models import Contributor
from core.ids import new_id
from mirror.models import Project, Repository
from rfcs.models import Comment, Rfc, Thread
from roadmap.models import Milestone


class Event(models.Model):
    """Something that happened, told once; ``key`` says what cannot happen twice."""

    key = models.CharField(max_length=220, unique=True)
    kind = models.CharField(max_length=60)
    significant = models.BooleanField(default=False)
    project = models.ForeignKey(
        Project, null=True, on_delete=models.PROTECT, related_name="+"
    )
    rfc = models.ForeignKey(Rfc, null=True, on_delete=models.PROTECT, related_name="+")
    thread = models.ForeignKey(
        Thread, null=True, on_delete=models.PROTECT, related_name="+"
    )
    actor = models.ForeignKey(
        Contributor, null=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    url = models.CharField(max_length=500)
    topic = models.CharField(max_length=200)
    happened_at = models.DateTimeField()
    heard_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["-happened_at"], name="event_newest_first"),
            models.Index(fields=["-heard_at"], name="event_heard_last_first"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"


class EventSubject(models.Model):
    """A subject that an event is about; it may be about several."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="subjects")
    subject = models.CharField(max_length=200)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "-event"], name="events_of_a_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "subject"], name="subject_once_per_event"
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class Pace(models.TextChoices):
    """When a letter goes out."""

    NOW = "now", "at once"
    DAILY = "daily", "once a day"
    WEEKLY = "weekly", "once a week"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Questions about subscriptions."""

    def standing(self) -> Self:
        """Those that have not been ended."""
        return self.filter(ended_at=None)


class Subscription(models.Model):
    """A person follows a subject; the rule that every letter names."""

    class Scope(models.TextChoices):
        """How much of it."""

        SIGNIFICANT = "significant", "what matters"
        ALL = "all", "everything"

    person = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=500)
    query = models.CharField(max_length=1000, blank=True)
    scope = models.CharField(max_length=11, choices=Scope, default=Scope.SIGNIFICANT)
    pace = models.CharField(max_length=6, choices=Pace, default=Pace.NOW)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "subject"],
                condition=Q(ended_at=None),
                name="followed_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["subject"],
                condition=Q(ended_at=None),
                name="followers_of_a_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} follows {self.subject}"


class Reader(models.Model):
    """What holds for all mail of one person, and when they were last at their desk."""

    person = models.OneToOneField(
        Contributor, on_delete=models.PROTECT, related_name="+"
    )
    notices = models.BooleanField(default=True)
    reply_key = models.CharField(max_length=32, default=new_id)
    visited_at = models.DateTimeField(null=True)
    visited_before = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"reader {self.person_id}"


class Letter(models.Model):
    """One mail to one person; written with what it tells of, sent after commit."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting"
        SENT = "sent"
        DROPPED = "dropped"

    person = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    pace = models.CharField(max_length=6, choices=Pace)
    name = models.CharField(max_length=100, unique=True)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"letter {self.name}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Questions about deliveries, each taking the moment."""

    def due_at(self, now: datetime) -> Self:
        """What waits to be gathered and whose time has come."""
        return self.filter(letter=None, due_at__lte=now)


class Delivery(models.Model):
    """A person hears of an event, once, and why."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    pace = models.CharField(max_length=6, choices=Pace)
    due_at = models.DateTimeField()
    letter = models.ForeignKey(
        Letter, null=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    reasons = models.JSONField(default=list)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"], name="told_once_of_an_event"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(letter=None), name="not_gathered_yet"
            ),
        ]

    def __str__(self) -> str:
        return f"event {self.event_id} to {self.person_id}"


class Position(models.Model):
    """How much of the log has been read for events."""

    size = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"up to entry {self.size}"


class RepositoryPosition(models.Model):
    """Up to which rows the revisions and states of a repository were told of."""

    repository = models.OneToOneField(
        Repository, on_delete=models.PROTECT, related_name="+"
    )
    revision = models.BigIntegerField(default=0)
    state = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"repository {self.repository_id}"


class MilestoneSeen(models.Model):
    """What was last told of a milestone."""

    milestone = models.OneToOneField(
        Milestone, on_delete=models.CASCADE, related_name="+"
    )
    state = models.CharField(max_length=20)
    target = models.CharField(max_length=120, blank=True)
    confidence = models.CharField(max_length=100, blank=True)
    blob_oid = models.CharField(max_length=64)
    is_gone = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"milestone {self.milestone_id}"


class IncomingMail(models.Model):
    """A mail that was read: the comment it became, or why it was refused."""

    digest = models.CharField(max_length=64, unique=True)
    sender = models.CharField(max_length=300, blank=True)
    recipient = models.CharField(max_length=300, blank=True)
    size = models.PositiveIntegerField()
    received_at = models.DateTimeField()
    comment = models.ForeignKey(
        Comment, null=True, on_delete=models.PROTECT, related_name="+"
    )
    refusal = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "incoming mail"

    def __str__(self) -> str:
        return f"mail of {self.sender}: {self.refusal or 'a comment'}"
