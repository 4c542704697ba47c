"""From points to a weight, every step kept. Plain Python: no database, no clock.

Points are earned on the day a change landed. A day counts up to a limit, so cutting
work into pieces is worth nothing; points fade by the quarter; the weight is an
integer square root, so that many times the work is worth only a few times the weight.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from math import isqrt
from typing import NamedTuple

AUTHORSHIP = frozenset({"authored", "co-authored"})
KINDS = (
    "authored",
    "co-authored",
    "reviewed",
    "tested",
    "acked",
    "reported",
    "landed",
)


@dataclass(frozen=True)
class Terms:
    """What a policy says about earning weight.

    ``rates`` is how many times a kind of contribution counts; 0 leaves it out. The
    days are how long an account must be known, a .mailmap's claim must have stood,
    and an employer left behind still counts for somebody who became independent.
    """

    quarters: int = 12
    authorship_a_day: int = 120
    other_a_day: int = 60
    scale: int = 100
    contributions: int = 3
    days: int = 2
    account_days: int = 14
    challenge_days: int = 14
    independent_after_days: int = 90
    rates: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 1))


class Earned(NamedTuple):
    """The points of one kind that landed on one day, and in how many roles."""

    day: date
    kind: str
    points: int
    roles: int


class Quarter(NamedTuple):
    """Three months: points by kind, what the daily limit cut, and how they fade."""

    year: int
    number: int
    times: int
    points: Mapping[str, int]
    authorship: int
    other: int

    @property
    def counted(self) -> int:
        """Points within the daily limits."""
        return self.authorship + self.other

    @property
    def label(self) -> str:
        """The quarter as people write it."""
        return f"{self.year} Q{self.number}"

    @property
    def earned(self) -> int:
        """Points of all kinds, before the daily limits."""
        return sum(self.points.values())

    @property
    def cut(self) -> int:
        """Points above the daily limits."""
        return self.earned - self.counted

    @property
    def score(self) -> int:
        """What the quarter adds to the sum."""
        return self.counted * self.times


@dataclass(frozen=True)
class Work:
    """One person's arithmetic, from points to the weight before any cap."""

    quarters: tuple[Quarter, ...]
    roles: int
    days: int
    scale: int

    @cached_property
    def score(self) -> int:
        """The sum over the quarters."""
        return sum(quarter.score for quarter in self.quarters)

    @cached_property
    def weight(self) -> int:
        """The integer square root of the scaled sum."""
        return isqrt(self.scale * self.score)

    @property
    def points(self) -> dict[str, int]:
        """Points by kind over the whole window, before the daily limit."""
        totals: dict[str, int] = {}
        for kind in KINDS:
            points = sum(quarter.points.get(kind, 0) for quarter in self.quarters)
            if points:
                totals[kind] = points
        return totals

    def shortfalls(self, terms: Terms) -> list[str]:
        """Return which conditions of a voter the work does not meet."""
        missing = []
        if self.roles < terms.contributions:
            missing.append("contributions")
        if self.days < terms.days:
            missing.append("days")
        return missing


@lru_cache(maxsize=8192)
def quarter_index(day: date) -> int:
    """Return the number of the quarter that ``day`` lies in, counted from year 0."""
    return day.year * 4 + (day.month - 1) // 3


def window_opens(at: date, terms: Terms) -> date:
    """Return the first day whose points still count at ``at``."""
    year, number = divmod(quarter_index(at) - terms.quarters + 1, 4)
    return date(year, number * 3 + 1, 1)


def work(earned: Iterable[Earned], *, at: date, terms: Terms) -> Work:
    """Work out what one person's points are worth at ``at``."""
    now, rates, roles = quarter_index(at), terms.rates, 0
    days: dict[date, list[int]] = {}
    by_quarter: dict[int, dict[str, int]] = {}
    for day, kind, points, number in earned:
        age = now - quarter_index(day)
        rate = rates.get(kind, 0)
        if not rate or not 0 <= age < terms.quarters:
            continue
        roles += number
        days.setdefault(day, [0, 0])[kind not in AUTHORSHIP] += points * rate
        kinds = by_quarter.setdefault(age, {})
        kinds[kind] = kinds.get(kind, 0) + points * rate
    counted: dict[int, list[int]] = {age: [0, 0] for age in by_quarter}
    for day, (authorship, other) in days.items():
        sums = counted[now - quarter_index(day)]
        sums[0] += min(authorship, terms.authorship_a_day)
        sums[1] += min(other, terms.other_a_day)
    return Work(
        quarters=tuple(
            Quarter(
                year=(now - age) // 4,
                number=(now - age) % 4 + 1,
                times=terms.quarters - age,
                points=by_quarter[age],
                authorship=counted[age][0],
                other=counted[age][1],
            )
            for age in sorted(by_quarter)
        ),
        roles=roles,
        days=len(days),
        scale=terms.scale,
    )
