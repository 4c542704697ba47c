"""Doorbells: what lapses with time."""

from django.utils import timezone

from core import jobs
from roadmap.programmes import designations


@jobs.handler("programmes.lapse")
def lapse() -> None:
    """End every designation whose time is over."""
    designations.lapse(at=timezone.now())
