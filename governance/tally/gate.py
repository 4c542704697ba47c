"""Since when the gate of a final comment period stands open, from the votes' history.

See ``governance.tally.consensus`` for the gate itself and its source.
"""

from collections.abc import Iterable
from datetime import datetime

RECUSE = "recuse"


def open_since(
    history: Iterable[tuple[datetime, str, str]],
    reviewers: Iterable[str],
    *,
    most_outstanding: int = 2,
    restart: bool = True,
) -> datetime | None:
    """Return the moment from which the period runs; ``None`` where it has not begun.

    ``history`` holds every answer with its time and elector, oldest first. Where a
    concern restarts the period it runs from the latest opening of the gate,
    otherwise from the first.
    """
    everyone = set(reviewers)
    answers: dict[str, str] = {}
    since: datetime | None = None
    was_open = False
    for at, elector, choice in history:
        answers[elector] = choice
        taking_part = {who for who in everyone if answers.get(who) != RECUSE}
        is_open = _is_open(answers, taking_part, most_outstanding)
        if is_open and not was_open and (restart or since is None):
            since = at
        if not is_open and restart:
            since = None
        was_open = is_open
    return since


def _is_open(answers: dict[str, str], reviewers: set[str], most: int) -> bool:
    reviewed = sum(answers.get(who) == "reviewed" for who in reviewers)
    outstanding = len(reviewers) - reviewed
    concerns = any(answers.get(who) == "concern" for who in reviewers)
    return outstanding < reviewed and outstanding <= most and not concerns
