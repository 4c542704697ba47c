"""Exact numbers as policies write them; each refusal names its place. Plain Python."""

import re
from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any

from governance.errors import InvalidPolicy

MOST_DAYS = 365
_RATIONAL = re.compile(r"(\d{1,9})(?:/(\d{1,9}))?", re.ASCII)


def rational(place: str, value: Any) -> Fraction:
    """Return an exact number written ``"2/3"`` or ``"1"``; nothing is rounded."""
    match = _RATIONAL.fullmatch(value) if isinstance(value, str) else None
    if match is None or (match[2] is not None and int(match[2]) == 0):
        raise InvalidPolicy(f'{place}: write an exact fraction such as "2/3".')
    return Fraction(int(match[1]), int(match[2] or 1))


def period(place: str, days: Any) -> timedelta:
    """Return how long a number of days is; shorter ones are exact: ``"1/24"``."""
    whole = isinstance(days, int) and not isinstance(days, bool)
    exact = Fraction(days) if whole else rational(place, days)
    seconds = exact * 86_400
    if not 1 <= seconds <= MOST_DAYS * 86_400:
        raise InvalidPolicy(
            f"{place}: lies between 1 and {MOST_DAYS}, or is a fraction of a day."
        )
    return timedelta(seconds=int(seconds))


def span(place: str, days: Any) -> timedelta:
    """Return a length of time that may be none at all."""
    if days == 0 and not isinstance(days, bool):
        return timedelta(0)
    return period(place, days)


def whole(place: str, value: Any, *, least: int = 0, most: int = 100_000) -> int:
    """Return a whole number between ``least`` and ``most``."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidPolicy(f"{place}: is not a whole number.")
    if not least <= value <= most:
        raise InvalidPolicy(f"{place}: lies between {least} and {most}.")
    return value


def flag(place: str, value: Any) -> bool:
    """Return a yes or no."""
    if not isinstance(value, bool):
        raise InvalidPolicy(f"{place}: is true or false.")
    return value


def words(place: str, value: Any, what: str) -> list[str]:
    """Return a list of texts; ``what`` says in a refusal what it lists."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InvalidPolicy(f"{place}: lists {what}.")
    return value


def members(place: str, given: Any, known: Any) -> None:
    """Refuse what is not an object, and a member that nobody knows."""
    if not isinstance(given, Mapping):
        raise InvalidPolicy(f"{place or 'policy'}: is not an object.")
    for name in given:
        if name not in known:
            where = f"{place}.{name}" if place else str(name)
            raise InvalidPolicy(f"{where}: no such member.")
