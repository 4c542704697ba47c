"""Read the parameters of a count; refuse what is missing, odd or unknown."""

from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from governance.errors import InvalidVotes
from governance.tally.votesfile import number

COMMON = {"tie_break_seed"}


def require_known(parameters: Mapping[str, Any], known: set[str]) -> None:
    """Refuse a parameter that the method does not have: it may be a misspelling."""
    for name in parameters:
        if name not in known | COMMON:
            raise InvalidVotes(
                f"$.parameters.{name}: the method has no such parameter."
            )


def word(
    parameters: Mapping[str, Any],
    name: str,
    allowed: tuple[str, ...],
    default: str | None = None,
) -> str:
    """Return one of the ``allowed`` words."""
    value = parameters.get(name, default)
    if value not in allowed:
        raise InvalidVotes(
            f"$.parameters.{name}: {value!r} is none of {', '.join(allowed)}."
        )
    return str(value)


def whole(
    parameters: Mapping[str, Any],
    name: str,
    *,
    default: int | None = None,
    least: int = 0,
) -> int:
    """Return a whole number of at least ``least``, written as number or text."""
    value = number(parameters.get(name, default), f"$.parameters.{name}")
    if value.denominator != 1 or value < least:
        raise InvalidVotes(
            f"$.parameters.{name}: {value} is not a whole number of at least {least}."
        )
    return int(value)


def exact(
    parameters: Mapping[str, Any], name: str, default: str | None = None
) -> Fraction:
    """Return an exact number that is not negative."""
    value = number(parameters.get(name, default), f"$.parameters.{name}")
    if value < 0:
        raise InvalidVotes(f"$.parameters.{name}: {value} is negative.")
    return value


def texts(value: Any, place: str) -> list[str]:
    """Return a list of texts without repetition."""
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise InvalidVotes(f"{place}: expected a list of texts.")
    if len(set(value)) != len(value):
        raise InvalidVotes(f"{place}: something is listed twice.")
    return value


def moment(value: Any, place: str) -> datetime:
    """Return a time such as ``2026-11-01T12:00:00Z``, in UTC."""
    try:
        read = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise InvalidVotes(f"{place}: {value!r} is not an ISO 8601 time.") from None
    if read.tzinfo is None:
        raise InvalidVotes(f"{place}: {value!r} names no time zone.")
    return read.astimezone(UTC)
