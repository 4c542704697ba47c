"""Ballots, and what was done to them."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Case, Count, F, Q, When
from django.urls import reverse

from contributors.models import Contributor
from core.ids import new_id
from core.models import AppendOnly
from governance import manners, outcomes
from governance.models.offices import Policy
from governance.outcomes import Outcome
from mirror.models import Project


class BallotQuerySet(models.QuerySet["Ballot"]):
    """Questions about ballots, each taking the moment."""

    def open_at(self, now: datetime) -> Self:
        """Ballots that take votes at ``now``."""
        return self.filter(
            state__in=Ballot.VOTING, opens_at__lte=now, closes_at__gt=now
        )

    def due_at(self, now: datetime) -> Self:
        """Ballots whose deadline has passed but that are not counted yet."""
        return self.filter(state__in=Ballot.VOTING, closes_at__lte=now)

    def opening_at(self, now: datetime) -> Self:
        """Announced ballots whose time to open has come."""
        return self.filter(state=Ballot.State.ANNOUNCED, opening_at__lte=now)

    def listed(self) -> Self:
        """Ballots with what a list row shows: those that take votes now first."""
        return (
            self.select_related("project", "decision__project")
            .defer("frozen", "tally")
            .annotate(
                roll_size=Count("electors", distinct=True),
                voted=Count("votes__elector", distinct=True),
                passed=F("tally__passed"),
                winners=F("tally__winners"),
            )
            .order_by(
                Case(
                    When(state__in=Ballot.VOTING, then=0),
                    When(state=Ballot.State.ANNOUNCED, then=1),
                    default=2,
                ),
                "-closes_at",
                "-pk",
            )
        )

    def on(self, kind: str, key: str) -> Self:
        """Ballots put on one subject, newest first."""
        return self.filter(subject_kind=kind, subject_key=key).order_by("-pk")


class Ballot(models.Model):
    """The question put to an electorate, frozen and hashed when it opens."""

    class State(models.TextChoices):
        """The life of a ballot."""

        DRAFT = "draft"
        ANNOUNCED = "announced"
        OPEN = "open"
        EXTENDED = "extended"
        CLOSED = "closed"
        DECIDED = "decided"
        APPEALED = "appealed"
        VOID = "void"

    VOTING = (State.OPEN, State.EXTENDED)
    BEFORE = (State.DRAFT, State.ANNOUNCED)

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="ballots"
    )
    subject_kind = models.CharField(max_length=30)
    subject_key = models.CharField(max_length=120)
    subject_revision = models.CharField(max_length=64)
    subject_title = models.CharField(max_length=500)
    subject_url = models.CharField(max_length=500)
    question = models.TextField()
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="ballots")
    procedure = models.CharField(max_length=60, blank=True)
    method = models.CharField(max_length=20)
    options = models.JSONField(default=list)
    texts = models.JSONField(default=dict)
    parameters = models.JSONField(default=dict)
    rules = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    created_by = models.ForeignKey(
        Contributor, null=True, on_delete=models.PROTECT, related_name="+"
    )
    by_rule = models.CharField(max_length=60, blank=True)
    opening_at = models.DateTimeField(null=True)
    opens_at = models.DateTimeField(null=True)
    zone = models.CharField(max_length=60, default="UTC")
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    frozen = models.BinaryField(null=True)
    frozen_hash = models.CharField(max_length=64, blank=True)
    tally = models.JSONField(null=True)
    opened_entry_id = models.CharField(max_length=32, unique=True, default=new_id)
    closed_entry_id = models.CharField(max_length=32, unique=True, default=new_id)
    tally_entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    objects = BallotQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at__gt=F("opens_at")),
                name="ballot_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "announced", "void"])
                | ~Q(frozen_hash=""),
                name="open_ballot_is_frozen",
            ),
            models.CheckConstraint(
                condition=~Q(state="announced") | Q(opening_at__isnull=False),
                name="announced_ballot_has_an_opening",
            ),
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_key"])]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        """The ballot's page."""
        return reverse("governance:ballot", args=[self.pk])

    @property
    def reference(self) -> str:
        """What the ledger calls this ballot."""
        return f"ballot:{self.pk}"

    @property
    def takes_votes(self) -> bool:
        """Whether it is open, or open again after an extension."""
        return self.state in self.VOTING

    @property
    def outcome(self) -> Outcome | None:
        """What the count came to, if it is counted; a row of ``listed`` knows too."""
        if "winners" in self.__dict__:
            passed, winners = self.__dict__["passed"], self.__dict__["winners"]
        elif self.tally is not None:
            passed, winners = self.tally["passed"], self.tally["winners"]
        else:
            return None
        if winners is None:
            return None
        return outcomes.tell(self.method, self.parameters, passed, winners)

    @property
    def early_from(self) -> datetime | None:
        """From when on it may close early, if its rule knows that and it is open."""
        return manners.early_from(self.rules, self.opens_at) if self.opens_at else None

    @property
    def is_before_opening(self) -> bool:
        """Whether it is a draft, or announced."""
        return self.state in self.BEFORE

    @property
    def hides_running_result(self) -> bool:
        """Whether nobody may see the answers: until the count, or for good if void."""
        return self.tally is None and bool(self.rules.get("embargo"))


class BallotAct(AppendOnly):
    """Something done to a ballot by its keepers, or by its rule where ``by`` is empty.

    ``closes_at`` is the deadline after the act.
    """

    class Kind(models.TextChoices):
        """The acts."""

        ANNOUNCED = "announced"
        REFUSED = "refused"
        EXTENDED = "extended"
        ENDED = "ended"
        VOIDED = "voided"

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(
        Contributor, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)
    done_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True)
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.ballot_id}"
