"""Doorbells of the mirror room; the sync of everything is in ``config.tasks``."""

from django.utils import timezone

from core import jobs
from mirror import repositories


@jobs.handler("mirror.enqueue_due")
def enqueue_due() -> None:
    """Ask for a sync of every repository whose time has come."""
    repositories.enqueue_due(at=timezone.now())
