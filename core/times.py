"""Moments as a person reads them, each with its UTC time behind it."""

from datetime import UTC, date, datetime

from django.utils import timezone
from django.utils.safestring import SafeString

MINUTE, HOUR, DAY = 60, 3600, 86_400
NEAR = 30 * DAY
MONTHS = [f"{date(2000, month, 1):%b}" for month in range(1, 13)]


def day(value: date | datetime | None) -> str:
    """Return "3 May 2026" marked up, with the UTC time where there is one."""
    if value is None:
        return ""
    words = f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    if isinstance(value, datetime):
        return _mark(value, words)
    return SafeString(f'<time datetime="{value.isoformat()}">{words}</time>')


def moment(value: datetime | None) -> str:
    """Return "3 May 2026, 14:05 UTC" marked up."""
    if value is None:
        return ""
    utc = value.astimezone(UTC)
    return _mark(value, f"{utc.day} {MONTHS[utc.month - 1]} {utc:%Y, %H:%M} UTC")


def ago(value: datetime | None) -> str:
    """Return "3 hours ago" or "in 2 days" marked up; far from now, the day itself."""
    if value is None:
        return ""
    seconds = round((timezone.now() - value).total_seconds())
    if abs(seconds) > NEAR:
        return day(value)
    words = span(abs(seconds))
    return _mark(value, f"{words} ago" if seconds >= 0 else f"in {words}")


def span(seconds: int) -> str:
    """Return a length of time in its largest whole unit."""
    for size, unit in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"


def _mark(value: datetime, words: str) -> SafeString:
    """Mark up a moment; what it is made of are digits and words of this file."""
    utc = value.astimezone(UTC).isoformat(sep=" ", timespec="seconds")[:19]
    return SafeString(
        f'<time datetime="{utc[:10]}T{utc[11:]}Z" title="{utc} UTC">{words}</time>'
    )
