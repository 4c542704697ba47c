"""Offices, and the published rules that projects adopt."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from contributors.models import Contributor
from core.ids import new_id
from core.models import AppendOnly
from mirror.models import Project, Repository


class Role(models.Model):
    """An office that a contributor holds in a project."""

    class Name(models.TextChoices):
        """The offices."""

        MAINTAINER = "maintainer"
        EDITOR = "editor"
        ARBITER = "arbiter"

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


class PolicyQuerySet(models.QuerySet["Policy"]):
    """Questions about policies."""

    def standing(self, project: Project, *, at: datetime | None = None) -> Self:
        """The policies of a project, the one that stands (at a moment) first."""
        adopted = self.filter(project=project)
        if at is not None:
            adopted = adopted.filter(adopted_at__lte=at)
        return adopted.order_by("-adopted_at", "-pk")


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
    blob_oid = models.CharField(max_length=64, blank=True)
    adopted_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name", "version"], name="policy_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    @property
    def pin(self) -> dict[str, Any]:
        """What names this policy for ever: version and hash, and where its file is."""
        named = {"name": self.name, "version": self.version, "hash": self.body_hash}
        if not self.commit_oid:
            return named
        return {
            **named,
            "repository": self.repository.url if self.repository else "",
            "path": self.path,
            "commit": self.commit_oid,
            "blob": self.blob_oid,
        }


class PolicySource(models.Model):
    """A file in a mirrored repository that a project follows as its policy."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="policy_sources"
    )
    repository = models.ForeignKey(
        Repository, on_delete=models.PROTECT, related_name="+"
    )
    path = models.CharField(max_length=500)
    name = models.SlugField(max_length=60, default="default")
    added_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"],
                condition=Q(dropped_at=None),
                name="one_file_for_a_policy",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.repository}:{self.path}"


class PolicyDraft(AppendOnly):
    """A state of a policy's file as it was mirrored: proposed, until it is adopted."""

    source = models.ForeignKey(
        PolicySource, on_delete=models.PROTECT, related_name="drafts"
    )
    commit_oid = models.CharField(max_length=64)
    blob_oid = models.CharField(max_length=64)
    text = models.TextField()
    body = models.JSONField()
    body_hash = models.CharField(max_length=64)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "commit_oid"], name="policy_draft_once_per_commit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} at {self.commit_oid[:10]}"
