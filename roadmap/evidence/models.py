"""What was looked for in git, what was found, and the tables that it fills."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.urls import reverse

from core.ids import new_id
from core.models import AppendOnly
from mirror.models import Project, Repository
from roadmap.rules import Rule

STALE_AFTER = timedelta(days=7)


class Evidence(AppendOnly):
    """Something that was found: repository, commit and time, for one rule."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    repository = models.ForeignKey(
        Repository, on_delete=models.PROTECT, related_name="+"
    )
    rule_hash = models.CharField(max_length=64)
    rule = models.JSONField()
    commit_oid = models.CharField(max_length=64)
    committed_at = models.DateTimeField(null=True)
    tag = models.CharField(max_length=300, blank=True)
    tag_oid = models.CharField(max_length=64, blank=True)
    path = models.CharField(max_length=1000, blank=True)
    line = models.PositiveIntegerField(null=True)
    found_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "evidence"
        indexes = [models.Index(fields=["project", "rule_hash"])]

    def __str__(self) -> str:
        return f"{self.rule} in {self.repository} at {self.tag or self.commit_oid[:12]}"


class Loss(AppendOnly):
    """Evidence that a later look no longer found, and why."""

    evidence = models.OneToOneField(
        Evidence, on_delete=models.PROTECT, related_name="loss"
    )
    reason = models.CharField(max_length=40)
    lost_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        verbose_name_plural = "losses"

    def __str__(self) -> str:
        return f"{self.evidence_id}: {self.reason}"


class Check(models.Model):
    """One rule of a project and how it stands; whoever states it, it is asked once."""

    class State(models.TextChoices):
        """Nothing found yet; found; found but long ago; found once and gone since."""

        OPEN = "open"
        FRESH = "fresh"
        STALE = "stale"
        CONTRADICTED = "contradicted"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    repository = models.ForeignKey(
        Repository, null=True, on_delete=models.PROTECT, related_name="+"
    )
    rule_hash = models.CharField(max_length=64)
    rule = models.JSONField()
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    trouble = models.CharField(max_length=40, blank=True)
    evidence = models.ForeignKey(
        Evidence, null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "rule_hash"], name="check_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.state}"

    def stated(self) -> Rule:
        """Return the rule."""
        return Rule.from_json(self.rule)


class Claim(models.Model):
    """A rule that somebody else than a milestone or a matrix wants to have checked."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    holder = models.CharField(max_length=120)
    rule = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["project", "holder"])]

    def __str__(self) -> str:
        return f"{self.holder}: {self.rule}"


class Scan(models.Model):
    """How a repository was when its rules were checked last."""

    repository = models.OneToOneField(
        Repository, on_delete=models.PROTECT, related_name="+"
    )
    head_oid = models.CharField(max_length=64, blank=True)
    tags = models.JSONField(default=dict)
    trailer_tags = models.JSONField(default=dict)
    rules = models.PositiveIntegerField(default=0)
    scanned_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.repository_id} with {len(self.tags)} tags"

    def is_old(self, now: datetime) -> bool:
        """Whether nobody has looked for so long that the answers may be wrong."""
        return now - self.scanned_at > STALE_AFTER


class TrailerCommit(models.Model):
    """A commit with the trailer "Milestone:", and the first tag that holds it."""

    repository = models.ForeignKey(
        Repository, on_delete=models.PROTECT, related_name="+"
    )
    value = models.CharField(max_length=300)
    oid = models.CharField(max_length=64)
    committed_at = models.DateTimeField(null=True)
    tag = models.CharField(max_length=300)
    tag_oid = models.CharField(max_length=64)

    class Meta:
        ordering = ["committed_at", "oid"]
        constraints = [
            models.UniqueConstraint(
                fields=["repository", "value", "oid"], name="trailer_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} by {self.oid[:12]}"


class MatrixQuerySet(models.QuerySet["Matrix"]):
    """Questions about matrices."""

    def standing(self) -> Self:
        """Matrices whose file still exists."""
        return self.filter(gone_at=None)


class Matrix(models.Model):
    """A table that evidence fills: what runs where, as a file declares it."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="matrices"
    )
    repository = models.ForeignKey(
        Repository, on_delete=models.PROTECT, related_name="+"
    )
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    description_html = models.TextField(blank=True)
    rows = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    cells = models.JSONField(default=list)
    path = models.CharField(max_length=1000)
    commit_oid = models.CharField(max_length=64)
    blob_oid = models.CharField(max_length=64)
    gone_at = models.DateTimeField(null=True)

    objects = MatrixQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "matrices"
        constraints = [
            models.UniqueConstraint(fields=["project", "slug"], name="matrix_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The matrix's page."""
        return reverse("evidence:matrix", args=[self.project.slug, self.slug])
