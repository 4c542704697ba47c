"""Read a policy: every member checked, every contradiction named. Plain Python."""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any

from governance.caps import Caps
from governance.errors import InvalidPolicy
from governance.weighting import KINDS, Terms

DEFAULT_BODY: dict[str, Any] = {
    "weights": {
        "quarters": 12,
        "rates": dict.fromkeys(KINDS, 1),
        "authorship-a-day": 120,
        "other-a-day": 60,
        "scale": 100,
        "contributions": 3,
        "days": 2,
        "account-days": 14,
        "challenge-days": 14,
        "independent-after-days": 90,
    },
    "caps": {
        "organisation": "1/5",
        "person": "1/20",
        "most-cut": "1/2",
        "voters": 8,
        "interests": 3,
    },
    "ballots": {
        "method": "threshold",
        "threshold": "2/3",
        "comparator": ">=",
        "base": "cast-minus-abstain",
        "quorum": "1/4",
        "days": 10,
        "embargo": False,
        "reasons": [],
        "extensions": 1,
    },
}
ROADMAP: dict[str, Any] = {"approvals": {}, "ballot": False}
"""What a policy may also say of roadmaps: who approves, and whether all vote."""
OFFICES = ("maintainer", "editor")
MOST_APPROVALS = 50
MOST_DAYS = 365
METHODS = frozenset(
    ["threshold", "apache", "consensus", "ietf", "approval", "debian", "schulze", "stv"]
)
BASES = frozenset({"electorate", "cast", "cast-minus-abstain"})
_RATIONAL = re.compile(r"(\d{1,9})(?:/(\d{1,9}))?", re.ASCII)
_LEAST = {"quarters": 1, "scale": 1, "contributions": 1, "days": 1}
_MOST = {"quarters": 40, "scale": 10_000}


@dataclass(frozen=True)
class Rules:
    """A policy's body as values."""

    weights: Terms
    caps: Caps
    ballots: Mapping[str, Any]


def complete(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``body`` with every member that it leaves out as in the default.

    Raises ``InvalidPolicy``, naming the place, for unknown members, values that are
    not what they should be, and rules that contradict one another.
    """
    _require_members("", body, {**DEFAULT_BODY, "roadmap": None})
    full = deepcopy(DEFAULT_BODY)
    for section, members in full.items():
        given = body.get(section, {})
        if section == "ballots":
            full[section] = _ballots(given)
            continue
        _require_members(section, given, members)
        members |= given
    rates = full["weights"]["rates"]
    _require_members("weights.rates", rates, dict.fromkeys(KINDS))
    full["weights"]["rates"] = dict.fromkeys(KINDS, 1) | dict(rates)
    if "roadmap" in body:
        _require_members("roadmap", body["roadmap"], ROADMAP)
        full["roadmap"] = {**deepcopy(ROADMAP), **body["roadmap"]}
    read(full)
    return full


def read(body: Mapping[str, Any]) -> Rules:
    """Return the values of a complete body."""
    weights = _terms(body["weights"])
    caps = _caps(body["caps"])
    _require_ballots(body["ballots"])
    of_roadmaps(body)
    return Rules(weights, caps, body["ballots"])


def of_roadmaps(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a policy asks of an edition; older policies ask nothing."""
    members = {**deepcopy(ROADMAP), **body.get("roadmap", {})}
    _require_roadmap(members)
    return members


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


def _terms(members: Mapping[str, Any]) -> Terms:
    numbers = {
        name.replace("-", "_"): _whole(f"weights.{name}", value, name)
        for name, value in members.items()
        if name != "rates"
    }
    rates = {
        kind: _whole(f"weights.rates.{kind}", rate, "rate", most=10)
        for kind, rate in members["rates"].items()
    }
    if not any(rates.values()):
        raise InvalidPolicy("weights.rates: no kind of contribution would count.")
    if numbers["days"] > numbers["contributions"]:
        raise InvalidPolicy(
            "weights.days: work on more days than there are contributions is asked "
            "for; raise weights.contributions."
        )
    if not numbers["authorship_a_day"] and not numbers["other_a_day"]:
        raise InvalidPolicy("weights.authorship-a-day: no points would ever count.")
    return Terms(**numbers, rates=rates)


def _caps(members: Mapping[str, Any]) -> Caps:
    shares = {}
    for name in ("organisation", "person", "most-cut"):
        shares[name] = rational(f"caps.{name}", members[name])
        if not 0 < shares[name] <= 1:
            raise InvalidPolicy(f"caps.{name}: a share lies above 0 and up to 1.")
    if shares["person"] > shares["organisation"]:
        raise InvalidPolicy(
            "caps.person: one person may not hold more than an organisation may."
        )
    if shares["most-cut"] == 1:
        raise InvalidPolicy("caps.most-cut: something has to remain.")
    return Caps(
        organisation=shares["organisation"],
        person=shares["person"],
        most_cut=shares["most-cut"],
        voters=_whole("caps.voters", members["voters"], "voters"),
        interests=_whole("caps.interests", members["interests"], "interests"),
    )


def _ballots(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the section; only for a threshold vote are all its members known."""
    if not isinstance(given, Mapping):
        raise InvalidPolicy("ballots: is not an object.")
    default = DEFAULT_BODY["ballots"]
    if given.get("method", "threshold") == "threshold":
        _require_members("ballots", given, default)
        return {**default, **given}
    common = ("days", "embargo", "reasons", "extensions")
    return {**{name: default[name] for name in common}, **given}


def _require_ballots(members: Mapping[str, Any]) -> None:
    if members["method"] not in METHODS:
        raise InvalidPolicy(f"ballots.method: {members['method']!r} is not known.")
    period("ballots.days", members["days"])
    _require_manners(members)
    if members["method"] != "threshold":
        return
    threshold = rational("ballots.threshold", members["threshold"])
    comparator = members["comparator"]
    if comparator not in (">=", ">"):
        raise InvalidPolicy('ballots.comparator: is ">=" or ">".')
    if members["base"] not in BASES:
        raise InvalidPolicy(f"ballots.base: is one of {', '.join(sorted(BASES))}.")
    half = Fraction(1, 2)
    if threshold < half or (threshold == half and comparator == ">="):
        raise InvalidPolicy("ballots.threshold: yes and no could carry together.")
    if threshold > 1 or (threshold == 1 and comparator == ">"):
        raise InvalidPolicy("ballots.threshold: no vote could ever reach it.")
    if members["quorum"] is not None:
        quorum = rational("ballots.quorum", members["quorum"])
        if quorum > 1:
            raise InvalidPolicy("ballots.quorum: more than everybody cannot vote.")


def _require_manners(members: Mapping[str, Any]) -> None:
    """How a ballot is held, whatever it is counted by; older policies say nothing."""
    embargo, reasons = members.get("embargo", False), members.get("reasons", [])
    if not isinstance(embargo, bool):
        raise InvalidPolicy("ballots.embargo: is true or false.")
    if not isinstance(reasons, list) or not all(isinstance(r, str) for r in reasons):
        raise InvalidPolicy("ballots.reasons: lists the answers that need a reason.")
    _whole("ballots.extensions", members.get("extensions", 1), "extensions", most=10)


def _require_roadmap(members: Mapping[str, Any]) -> None:
    """What must be there before an edition is published; older policies ask nothing."""
    _require_members("roadmap.approvals", members["approvals"], dict.fromkeys(OFFICES))
    for office, number in members["approvals"].items():
        place = f"roadmap.approvals.{office}"
        _whole(place, number, "approvals", most=MOST_APPROVALS)
    if not isinstance(members["ballot"], bool):
        raise InvalidPolicy("roadmap.ballot: is true or false.")


def _whole(place: str, value: Any, name: str, *, most: int = 100_000) -> int:
    least, most = _LEAST.get(name, 0), _MOST.get(name, most)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidPolicy(f"{place}: is not a whole number.")
    if not least <= value <= most:
        raise InvalidPolicy(f"{place}: lies between {least} and {most}.")
    return value


def _require_members(place: str, given: Any, known: Mapping[str, Any]) -> None:
    if not isinstance(given, Mapping):
        raise InvalidPolicy(f"{place or 'policy'}: is not an object.")
    for name in given:
        if name not in known:
            where = f"{place}.{name}" if place else str(name)
            raise InvalidPolicy(f"{where}: no such member.")
