"""Fill seats from an order, with a limit on each organisation's seats.

The limit is applied after the count and the next in line moves up, as Kubernetes'
steering charter ("maximum of one-third") and PEP 13 ("at most two of five") do. A
share of the seats is rounded down; a limit below one seat is refused.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Any

from governance.errors import InvalidVotes
from governance.tally import parameters as read
from governance.tally.model import Ranking, Step, Tally, Votes
from governance.tally.ties import Lots
from governance.tally.votesfile import number

KNOWN = {"seats", "seat_limit", "organisations"}


@dataclass(frozen=True)
class Limit:
    """How many seats one organisation may hold, and who is whose."""

    seats: int
    most: int | None = None
    organisations: Mapping[str, str] = field(default_factory=dict)


def read_limit(votes: Votes) -> Limit:
    """Return the seats and their limit from the parameters."""
    given = votes.parameters
    seats = read.whole(given, "seats", default=1, least=1)
    if seats > len(votes.options):
        raise InvalidVotes(
            f"$.parameters.seats: {seats} seats for {len(votes.options)} options."
        )
    organisations = _organisations(given.get("organisations", {}), votes.options)
    if "seat_limit" not in given:
        return Limit(seats, None, organisations)
    value = number(given["seat_limit"], "$.parameters.seat_limit")
    most = floor(value * seats) if value < 1 else value
    if Fraction(most).denominator != 1 or most < 1:
        raise InvalidVotes(
            f"$.parameters.seat_limit: {value} of {seats} seats leaves no "
            "organisation a whole seat."
        )
    return Limit(seats, int(most), organisations)


def nobody(votes: Votes, figures: Mapping[str, Any]) -> Tally:
    """Return the tally of an election in which nobody ranked anything.

    All are equal then; but a lot that nobody's vote stands behind seats nobody.
    """
    return Tally(
        method=votes.method,
        passed=False,
        ranking=(votes.options,),
        figures=figures,
        steps=(Step("Seats", "nobody's vote ranks anything", "nobody is elected"),),
    )


def order(
    ranking: Ranking, dropped: Mapping[str, str], limit: Limit, lots: Lots
) -> list[str]:
    """Return the options that may win, best first.

    A lot is drawn in a group of ties where a seat depends on it.
    """
    ordered: list[str] = []
    for group in ranking:
        eligible = [option for option in group if option not in dropped]
        before, after = len(ordered), len(ordered) + len(eligible)
        decides = limit.most is not None or before < limit.seats < after
        ordered += lots.order(eligible) if decides else sorted(eligible)
    return ordered


def fill(order: list[str], limit: Limit) -> tuple[list[str], dict[str, str]]:
    """Return who gets a seat, best first, and why somebody in between does not."""
    held: Counter[str] = Counter()
    seated: list[str] = []
    passed_over: dict[str, str] = {}
    for option in order:
        if len(seated) == limit.seats:
            break
        organisation = limit.organisations.get(option, "")
        if organisation and limit.most is not None and held[organisation] >= limit.most:
            passed_over[option] = (
                f"{organisation} already holds {limit.most} of {limit.seats} seats"
            )
            continue
        held[organisation] += 1
        seated.append(option)
    return seated, passed_over


def _organisations(value: Any, options: tuple[str, ...]) -> dict[str, str]:
    if not isinstance(value, dict):
        raise InvalidVotes("$.parameters.organisations: expected an object.")
    for option, organisation in value.items():
        if option not in options:
            raise InvalidVotes(
                f"$.parameters.organisations: {option!r} is not an option."
            )
        if not isinstance(organisation, str):
            raise InvalidVotes(f"$.parameters.organisations.{option}: expected text.")
    return value
