"""When a repository is looked at next, and the jobs that do it."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import jobs
from mirror.models import Repository

LONGEST_WAIT = timedelta(days=1)


def wait_after(failures: int) -> timedelta:
    """Return how long until the next fetch: twice as long after every failure."""
    interval = timedelta(seconds=settings.MIRROR_INTERVAL_SECONDS)
    wait: timedelta = min(
        interval * 2 ** min(failures, 20), max(LONGEST_WAIT, interval)
    )
    # some tenths more or less, so that a shared outage does not end in a stampede
    return wait * (900 + secrets.randbelow(201)) / 1000


def look_again_soon(repository: Repository) -> None:
    """Let the timetable come back at its next tick: more is there than was read."""
    Repository.objects.filter(pk=repository.pk).update(next_fetch_at=timezone.now())


def enqueue_due(*, at: datetime) -> int:
    """Ask for a sync of every repository whose time has come; return how many."""
    asked = 0
    for repository in Repository.objects.due_at(at):
        asked += enqueue_sync(repository, at=at)
    return asked


@transaction.atomic
def enqueue_sync(repository: Repository, *, at: datetime) -> bool:
    """Ask for one sync, and look again after the usual interval."""
    interval = timedelta(seconds=settings.MIRROR_INTERVAL_SECONDS)
    Repository.objects.filter(pk=repository.pk).update(next_fetch_at=at + interval)
    job = jobs.enqueue("mirror.sync", key=str(repository.pk), repository=repository.pk)
    return job is not None
