"""When something is due: quarters, dates, years and releases. Plain Python."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

_QUARTER = re.compile(r"(\d{4})[-\s]?[Qq](\d)")
_HALF = re.compile(r"(\d{4})[-\s]?[Hh](\d)")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"(\d{4})")
_RELEASE = re.compile(r"[A-Za-z]*[-_ ]?v?\d+(\.\d+)*([-.+]?[A-Za-z0-9]+)*")
_EARLIEST, _LATEST = 1970, 2199


@dataclass(frozen=True)
class Target:
    """A target as it was written, its kind, and the last day that keeps it."""

    raw: str
    kind: str
    due: date | None = None
    problem: str = ""

    @property
    def year(self) -> int | None:
        """The year in which it is due, where that is known."""
        return self.due.year if self.due else None


def read_target(raw: str, releases: Mapping[str, str] | None = None) -> Target:
    """Return what ``raw`` means; a word that means nothing keeps its text.

    ``releases`` gives the day of a release by its name. The kinds are ``none``,
    ``quarter``, ``half``, ``date``, ``month``, ``year``, ``release``, ``unknown``.
    """
    word = raw.strip()
    if not word:
        return Target(raw, "none")
    calendar = releases or {}
    if word in calendar:
        due = read_date(calendar[word])
        return Target(raw, "release", due)
    for pattern, kind in _SPANS:
        if match := pattern.fullmatch(word):
            numbers = [int(group) for group in match.groups()]
            due = _last_day(kind, numbers)
            if due is None:
                return Target(raw, "unknown", problem="no-such-date")
            return Target(raw, kind, due)
    if _RELEASE.fullmatch(word):
        return Target(raw, "release")
    return Target(raw, "unknown", problem="unknown-target")


def read_date(raw: str) -> date | None:
    """Return the day written as YYYY-MM-DD, or ``None`` if there is no such day."""
    match = _DAY.fullmatch(raw.strip())
    return _last_day("date", [int(g) for g in match.groups()]) if match else None


def quarter_name(day: date) -> str:
    """Return the quarter of ``day`` as it is written in milestone files."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarters_between(earlier: date, later: date) -> int:
    """Return by how many quarters ``later`` follows ``earlier``; may be negative."""
    return _ordinal(later) - _ordinal(earlier)


def _ordinal(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def _last_day(kind: str, numbers: list[int]) -> date | None:
    year = numbers[0]
    if not _EARLIEST <= year <= _LATEST:
        return None
    if kind == "year":
        return date(year, 12, 31)
    if kind == "date":
        return _day(year, numbers[1], numbers[2])
    month = numbers[1] * {"quarter": 3, "half": 6, "month": 1}[kind]
    if not 1 <= month <= 12:
        return None
    return date(year, month, monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_SPANS = (
    (_QUARTER, "quarter"),
    (_HALF, "half"),
    (_DAY, "date"),
    (_MONTH, "month"),
    (_YEAR, "year"),
)
