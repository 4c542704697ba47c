"""Doorbells: count what is due."""

from django.utils import timezone

from core import jobs
from governance import ballots
from governance.models import Ballot


@jobs.handler("governance.close_due")
def close_due() -> None:
    """Close every ballot whose deadline has passed."""
    ballots.close_due_ballots(at=timezone.now())


@jobs.handler(ballots.CLOSE_JOB)
def close(*, ballot: int) -> None:
    """Close one ballot if it is due; an extended one has a later doorbell."""
    now = timezone.now()
    for due in Ballot.objects.due_at(now).filter(pk=ballot):
        ballots.close_ballot(due, at=now)
