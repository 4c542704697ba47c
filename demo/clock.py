"""A clock for telling a story: what is done inside happens at another moment.

The functions of the rooms read the time themselves and take none from their
callers, so that nobody can date a vote back. The sample is the one exception: its
loader turns the clock of its own process, and puts it right again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let ``timezone.now()`` answer ``moment``, in this process alone."""
    running = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = running
