"""Projects, the repositories they mirror, every fetch, every commit."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.models import AppendOnly


class Project(models.Model):
    """A software project: a named set of mirrored repositories."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RepositoryQuerySet(models.QuerySet["Repository"]):
    """Questions about repositories."""

    def active(self) -> Self:
        """Repositories that are still fetched."""
        return self.filter(retired_at=None)

    def due_at(self, now: datetime) -> Self:
        """Active repositories whose next fetch has come."""
        return self.active().filter(Q(next_fetch_at=None) | Q(next_fetch_at__lte=now))


class Repository(models.Model):
    """A public git repository that is mirrored."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="repositories"
    )
    name = models.SlugField(max_length=80, unique=True)
    url = models.CharField(max_length=500)
    holds_rfcs = models.BooleanField(default=False)
    holds_roadmap = models.BooleanField(default=False)
    holds_code = models.BooleanField(default=False)
    format = models.CharField(max_length=40, default="auto")
    paths = models.CharField(max_length=300, blank=True)
    proposals = models.CharField(max_length=300, blank=True)
    branch = models.CharField(max_length=200, blank=True)
    head_oid = models.CharField(max_length=64, blank=True)
    history_oid = models.CharField(max_length=64, blank=True)
    imported_oid = models.CharField(max_length=64, blank=True)
    counted_oid = models.CharField(max_length=64, blank=True)
    proposals_oid = models.CharField(max_length=64, blank=True)
    settled = models.CharField(max_length=64, blank=True)
    hook_secret = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    next_fetch_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)
    retired_reason = models.TextField(blank=True)
    disk_bytes = models.PositiveBigIntegerField(default=0)
    doing = models.CharField(max_length=120, blank=True)

    objects = RepositoryQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "repositories"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page with its fetches and problems."""
        return reverse("mirror:repository", args=[self.name])


class Fetch(AppendOnly):
    """One attempt to bring the mirror up to date: when, what came, what went wrong."""

    repository = models.ForeignKey(
        Repository, on_delete=models.PROTECT, related_name="fetches"
    )
    started_at = models.DateTimeField()
    seconds_milli = models.PositiveIntegerField(default=0)
    old_oid = models.CharField(max_length=64, blank=True)
    new_oid = models.CharField(max_length=64, blank=True)
    bytes_received = models.PositiveBigIntegerField(default=0)
    error_code = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "fetches"

    def __str__(self) -> str:
        return f"{self.repository} at {self.started_at:%Y-%m-%d %H:%M}"


class Event(AppendOnly):
    """Something that happened to a repository and that its readers should know."""

    repository = models.ForeignKey(
        Repository, on_delete=models.PROTECT, related_name="events"
    )
    kind = models.CharField(max_length=30)
    sentence = models.TextField()
    old_oid = models.CharField(max_length=64, blank=True)
    new_oid = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.repository_id} {self.kind}"


class CommitQuerySet(models.QuerySet["Commit"]):
    """Questions about commits."""

    def reachable(self) -> Self:
        """Commits that the mirrored branch still holds."""
        return self.filter(lost_at=None)


class Commit(models.Model):
    """A commit of the mirrored branch; ``lost_at`` once a rewrite dropped it."""

    repository = models.ForeignKey(
        Repository, on_delete=models.PROTECT, related_name="commits"
    )
    oid = models.CharField(max_length=64)
    parents = models.JSONField(default=list)
    author_name = models.CharField(max_length=300)
    author_email = models.CharField(max_length=300)
    authored_at = models.DateTimeField(null=True)
    committer_name = models.CharField(max_length=300)
    committer_email = models.CharField(max_length=300)
    committed_at = models.DateTimeField(null=True)
    landed_at = models.DateTimeField(null=True)
    landing_oid = models.CharField(max_length=64, blank=True)
    subject = models.CharField(max_length=500)
    trailers = models.JSONField(default=list)
    paths_changed = models.PositiveIntegerField(default=0)
    empty_or_excluded = models.BooleanField(default=False)
    lost_at = models.DateTimeField(null=True)

    objects = CommitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["repository", "oid"], name="commit_once_per_repository"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.oid[:12]} {self.subject}"


class Problem(models.Model):
    """Something in a repository that could not be read as it should be."""

    repository = models.ForeignKey(
        Repository, on_delete=models.PROTECT, related_name="problems"
    )
    source = models.CharField(max_length=20)
    path = models.CharField(max_length=1000, blank=True)
    line = models.PositiveIntegerField(null=True)
    code = models.CharField(max_length=60)
    message = models.TextField()
    commit_oid = models.CharField(max_length=64, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["path", "line", "code"]
        indexes = [models.Index(fields=["repository", "source", "path"])]

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class ProposalRef(models.Model):
    """A reference beside the default branch, as the remote last had it.

    ``oid`` is empty once the remote has it no longer; ``read_oid`` is what was
    read of it. ``key`` names the proposal, which several references may carry.
    """

    repository = models.ForeignKey(
        Repository, on_delete=models.PROTECT, related_name="proposal_refs"
    )
    name = models.CharField(max_length=300)
    key = models.CharField(max_length=300)
    number = models.PositiveBigIntegerField(default=0)
    patch_set = models.PositiveIntegerField(default=0)
    oid = models.CharField(max_length=64, blank=True)
    read_oid = models.CharField(max_length=64, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-number", "key", "patch_set"]
        constraints = [
            models.UniqueConstraint(
                fields=["repository", "name"], name="proposal_ref_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """A webhook that was accepted, so that it is not accepted twice."""

    repository = models.ForeignKey(
        Repository, on_delete=models.CASCADE, related_name="+"
    )
    delivery_id = models.CharField(max_length=200)
    received_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["repository", "delivery_id"], name="delivery_once"
            ),
        ]

    def __str__(self) -> str:
        return self.delivery_id
