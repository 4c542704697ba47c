"""Doorbells of the mirror room; the sync of everything is in ``config.tasks``."""

from datetime import timedelta

from django.utils import timezone

from core import jobs
from mirror import repositories, timetable


@jobs.handler("mirror.enqueue_due")
def enqueue_due() -> None:
    """Ask for a sync of every repository whose time has come."""
    timetable.enqueue_due(at=timezone.now())


KEEP_IDLE = timedelta(days=31)


@jobs.handler("mirror.forget_old")
def forget_old() -> None:
    """Drop rows of fetches that brought nothing, and of old deliveries."""
    repositories.forget_old(before=timezone.now() - KEEP_IDLE)
