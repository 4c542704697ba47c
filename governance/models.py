"""Who decides, by which rule, and what was decided."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Case, Count, F, Q, When
from django.urls import reverse

from contributors.models import Contributor, Organisation
from core.ids import new_id
from core.models import AppendOnly
from mirror.models import Project, Repository


class Role(models.Model):
    """An office that a contributor holds in a project."""

    class Name(models.TextChoices):
        """The offices."""

        MAINTAINER = "maintainer"
        EDITOR = "editor"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="roles")
    contributor = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="roles"
    )
    name = models.CharField(max_length=20, choices=Name)
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "contributor", "name"],
                condition=Q(ended_at=None),
                name="one_current_role_of_a_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contributor} {self.name} of {self.project}"


class Policy(AppendOnly):
    """A published rule: how weights are earned, capped, and votes counted."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="policies"
    )
    name = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    body = models.JSONField()
    body_hash = models.CharField(max_length=64)
    repository = models.ForeignKey(
        Repository, null=True, on_delete=models.PROTECT, related_name="+"
    )
    commit_oid = models.CharField(max_length=64, blank=True)
    path = models.CharField(max_length=500, blank=True)
    adopted_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name", "version"], name="policy_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class BallotQuerySet(models.QuerySet["Ballot"]):
    """Questions about ballots, each taking the moment."""

    def open_at(self, now: datetime) -> Self:
        """Ballots that take votes at ``now``."""
        return self.filter(
            state=Ballot.State.OPEN, opens_at__lte=now, closes_at__gt=now
        )

    def due_at(self, now: datetime) -> Self:
        """Ballots whose deadline has passed but that are not counted yet."""
        return self.filter(state=Ballot.State.OPEN, closes_at__lte=now)

    def listed(self) -> Self:
        """Ballots with what a list row shows: those that take votes now first."""
        return (
            self.select_related("project", "decision__project")
            .defer("frozen", "tally")
            .annotate(
                roll_size=Count("electors", distinct=True),
                voted=Count("votes__elector", distinct=True),
                passed=F("tally__passed"),
            )
            .order_by(
                Case(When(state=Ballot.State.OPEN, then=0), default=1),
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
        OPEN = "open"
        CLOSED = "closed"
        DECIDED = "decided"
        VOID = "void"

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
    method = models.CharField(max_length=20)
    options = models.JSONField(default=list)
    parameters = models.JSONField(default=dict)
    rules = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    created_by = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="+"
    )
    opens_at = models.DateTimeField(null=True)
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
                condition=Q(state__in=["draft", "void"]) | ~Q(frozen_hash=""),
                name="open_ballot_is_frozen",
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
    def hides_running_result(self) -> bool:
        """Whether nobody may see the answers: until the count, or for good if void."""
        return self.tally is None and bool(self.rules.get("embargo"))


class BallotAct(AppendOnly):
    """Something done to a ballot by its keepers: extended or declared void."""

    class Kind(models.TextChoices):
        """The acts."""

        EXTENDED = "extended"
        VOIDED = "voided"

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    done_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True)
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.ballot_id}"


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
