"""Deadlines in the zone they are said in, "anywhere on Earth" among them. Plain Python.

A moment is kept in UTC; the zone says how it is shown, and what "two days later"
means where the clocks change in between.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from governance.errors import InvalidBallot

ANYWHERE = "AoE"
_ANYWHERE = timezone(timedelta(hours=-12))


@cache
def names() -> tuple[str, ...]:
    """Return the zones that a deadline can be said in, the usual two first."""
    cities = sorted(name for name in available_timezones() if _is_place(name))
    return ("UTC", ANYWHERE, *cities)


def _is_place(name: str) -> bool:
    return "/" in name and not name.startswith(("Etc/", "SystemV/", "posix/", "right/"))


def zone_of(name: str) -> tzinfo:
    """Return the zone called ``name``: of the tz database, or UTC-12 for "AoE"."""
    if name == ANYWHERE:
        return _ANYWHERE
    if name == "UTC":
        return UTC
    if name not in names():
        raise InvalidBallot(f"There is no time zone “{name[:60]}”.")
    return ZoneInfo(name)


def moment(day: date, at: time, zone: str) -> datetime:
    """Return the moment when clocks in ``zone`` show that day and time.

    A time that clocks show twice is the later one, so that nobody loses an hour; one
    that they leave out is refused.
    """
    local = datetime.combine(day, at, zone_of(zone)).replace(fold=1)
    utc = local.astimezone(UTC)
    if utc.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise InvalidBallot(
            f"Clocks in {zone} leave {at:%H:%M} out on {day}; take another time."
        )
    return utc


def later(start: datetime, period: timedelta, zone: str) -> datetime:
    """Return ``period`` after ``start``: whole days keep the time on the clock."""
    local = start.astimezone(zone_of(zone))
    moved = local.replace(tzinfo=None) + timedelta(days=period.days)
    rest = period - timedelta(days=period.days)
    return moved.replace(tzinfo=local.tzinfo, fold=1).astimezone(UTC) + rest


def say(at: datetime, zone: str) -> str:
    """Return the moment on the clocks of ``zone``: "3 May 2026, 23:59 …"."""
    local = at.astimezone(zone_of(zone))
    named = "anywhere on Earth" if zone == ANYWHERE else f"{zone} time"
    return f"{local.day} {local:%b %Y, %H:%M} {'UTC' if zone == 'UTC' else named}"
