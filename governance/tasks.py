"""Doorbells: open what was announced, count what is due, remind, look again."""

from core import clock, jobs
from governance import appeals, autoopening, ballots, emergencies, opening, reminding
from governance.models import Ballot


@jobs.handler("governance.close_due")
def close_due() -> None:
    """Open every ballot whose time has come, and close every one whose deadline has."""
    now = clock.now()
    for announced in Ballot.objects.opening_at(now):
        ballots.open_announced(announced)
    ballots.close_due_ballots(at=now)
    emergencies.end_due(at=now)
    appeals.end_overdue(at=now)


@jobs.handler("governance.auto_open")
def auto_open() -> None:
    """Open what the rules of the policies ask for."""
    autoopening.consider_all()


@jobs.handler(opening.OPEN_JOB)
def open_one(*, ballot: int) -> None:
    """Open one announced ballot if it is time."""
    for announced in Ballot.objects.opening_at(clock.now()).filter(pk=ballot):
        ballots.open_announced(announced)


@jobs.handler(opening.CLOSE_JOB)
def close(*, ballot: int) -> None:
    """Close one ballot if it is due; an extended one has a later doorbell."""
    now = clock.now()
    for due in Ballot.objects.due_at(now).filter(pk=ballot):
        ballots.close_ballot(due, at=now)


@jobs.handler(ballots.SETTLE_JOB)
def settle(*, ballot: int) -> None:
    """Close one ballot early if its rule allows that and nothing can change it."""
    for found in Ballot.objects.open_at(clock.now()).filter(pk=ballot):
        ballots.close_if_settled(found)


@jobs.handler(opening.REMIND_JOB)
def remind(*, ballot: int, closes_at: str, moment: str) -> None:
    """Remind those who have not answered one ballot."""
    for found in Ballot.objects.filter(pk=ballot):
        reminding.remind(found, closes_at=closes_at, moment=moment)
