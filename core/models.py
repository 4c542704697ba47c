"""Rows that are written once, and jobs that survive a crash."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q


class AppendOnlyViolation(RuntimeError):
    """Somebody tried to edit or delete history."""


class AppendOnly(models.Model):
    """A row that is written once; a database trigger refuses the rest.

    ``core.triggers.append_only`` installs the trigger in the app's migration.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the row; refuse to save it a second time."""
        if not self._state.adding:
            raise AppendOnlyViolation(f"{self._meta.label} is never edited")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise AppendOnlyViolation(f"{self._meta.label} is never deleted")


class JobQuerySet(models.QuerySet["Job"]):
    """Questions about jobs, each taking the moment."""

    def due_at(self, now: datetime) -> Self:
        """Jobs that a worker may claim at ``now``."""
        return self.filter(state=Job.State.QUEUED, due_at__lte=now)

    def abandoned_at(self, now: datetime) -> Self:
        """Running jobs whose lease passed: their worker is gone."""
        return self.filter(state=Job.State.RUNNING, lease_until__lt=now)

    def unfinished(self) -> Self:
        """Jobs that are queued or running."""
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])


class Job(models.Model):
    """One piece of work to be done after commit: the transactional outbox.

    The database owns it; the broker only carries the hint that it exists.
    """

    class State(models.TextChoices):
        """Where the job stands."""

        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    name = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    progress = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "key"],
                condition=Q(state="queued") & ~Q(key=""),
                name="one_queued_job_per_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.arguments}"


class RateWindow(models.Model):
    """How often a person did something in a window of time."""

    bucket = models.CharField(max_length=120)
    window_start = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bucket", "window_start"], name="one_row_per_rate_window"
            ),
        ]

    def __str__(self) -> str:
        return self.bucket
