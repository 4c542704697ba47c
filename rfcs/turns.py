"""Whose turn a review is, and why. Plain Python: people in, an explained choice out.

The turn goes to the person with the fewest open reviews; among equals to whoever was
asked longest ago. Who wrote it, has it, is away, was asked lately or skips is passed
over, and the answer says so of everyone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

CHOSEN, LATER = "chosen", "later"
AUTHOR, ASKED, REVIEWED, DECLINED = "author", "asked", "reviewed", "declined"
AWAY, RECENT, SKIPS = "away", "recent", "skips"


@dataclass(frozen=True)
class Candidate:
    """A person of the rotation, as they stand now."""

    key: int
    open: int = 0
    last: datetime | None = None
    away_until: date | None = None
    skips: int = 0
    excused: str = ""


@dataclass(frozen=True)
class Standing:
    """A candidate, what came of them, and the day it would be otherwise, if any."""

    candidate: Candidate
    code: str
    until: date | None = None


@dataclass(frozen=True)
class Choice:
    """Everybody in the order of their turn, and who has it."""

    standings: tuple[Standing, ...]

    @property
    def chosen(self) -> int | None:
        """The key of whoever has the turn; ``None`` while nobody can."""
        return next((s.candidate.key for s in self.standings if s.code == CHOSEN), None)

    @property
    def skipped(self) -> list[int]:
        """Who gave a turn away that would have been theirs."""
        return [s.candidate.key for s in self.standings if s.code == SKIPS]


def choose(
    candidates: Iterable[Candidate], *, at: datetime, interval_days: int
) -> Choice:
    """Return whose turn it is at the moment ``at``."""
    chosen = False
    standings: list[Standing] = []
    for candidate in sorted(candidates, key=_turn):
        standing = _passed_over(candidate, at, interval_days)
        if standing is None and chosen:
            standing = Standing(candidate, LATER)
        elif standing is None and candidate.skips:
            standing = Standing(candidate, SKIPS)
        elif standing is None:
            standing, chosen = Standing(candidate, CHOSEN), True
        standings.append(standing)
    return Choice(tuple(standings))


def _turn(candidate: Candidate) -> tuple[int, float, int]:
    last = candidate.last.timestamp() if candidate.last else 0
    return candidate.open, last, candidate.key


def _passed_over(
    candidate: Candidate, at: datetime, interval_days: int
) -> Standing | None:
    if candidate.excused:
        return Standing(candidate, candidate.excused)
    if candidate.away_until:
        return Standing(candidate, AWAY, candidate.away_until)
    if candidate.last:
        free = candidate.last + timedelta(days=interval_days)
        if free > at:
            return Standing(candidate, RECENT, free.date())
    return None
