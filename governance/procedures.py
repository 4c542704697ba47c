"""Procedures: how a kind of question is put, counted and held. Plain Python.

A policy has one under ``ballots``, for questions that name none, and any number
of named ones under ``procedures``. Parameters of the counting method stand beside
the manners (``governance.manners``); ``ask`` lists what each question fills in.
"""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from fractions import Fraction
from typing import Any

from governance import answers, exact, manners, tally
from governance.errors import InvalidPolicy, InvalidVotes

STANDARD = ""
THRESHOLD: dict[str, Any] = {
    "method": "threshold",
    "threshold": "2/3",
    "comparator": ">=",
    "base": "cast-minus-abstain",
    "quorum": "1/4",
}
DEFAULT: dict[str, Any] = {**THRESHOLD, **manners.DEFAULTS}
NAMED: dict[str, dict[str, Any]] = {
    "approval": {"method": "approval", "threshold": "1/2", "ask": ["seats"]},
    "apache": {"method": "apache", "ask": ["kind"]},
    "election": {
        "method": "schulze",
        "unranked": "last",
        "strength": "winning-votes",
        "ask": ["seats"],
    },
    "final-comment": {"method": "consensus", "period_days": "10", "days": 21},
    "positions": {"method": "ietf", "ask": ["class"]},
    "preference": {"method": "debian", "ratio_test": ">=", "ask": ["default"]},
    "proportional": {"method": "stv", "rule": "meek", "ask": ["seats"]},
}
ASKABLE: Mapping[str, tuple[str, ...]] = {
    "apache": ("kind",),
    "approval": ("seats",),
    "debian": ("default",),
    "ietf": ("class",),
    "schulze": ("seats",),
    "stv": ("seats",),
}
BASES = frozenset({"electorate", "cast", "cast-minus-abstain"})
MOST_OPTIONS = 40
MOST_PROCEDURES = 40
_OWN = ("method", "ask", "options")
# What the tally asks for and opening knows: the roll.
_FROM_THE_ROLL: Mapping[str, dict[str, Any]] = {"consensus": {"reviewers": []}}
# A share of the seats as a limit for an organisation needs more than one seat.
_REHEARSED: Mapping[str, Any] = {
    "kind": "procedural",
    "class": "other",
    "seats": MOST_OPTIONS - 2,
}
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


def complete(place: str, given: Any, like: Mapping[str, Any]) -> dict[str, Any]:
    """Return a procedure with every manner that it leaves out as in ``like``.

    Only for a threshold vote are all its members known beforehand.
    """
    if not isinstance(given, Mapping):
        raise InvalidPolicy(f"{place}: is not an object.")
    if given.get("method", "threshold") == "threshold":
        exact.members(place, dict(given), {**DEFAULT, "ask": 1})
        own = {name: like.get(name, THRESHOLD[name]) for name in THRESHOLD}
        if like.get("method") != "threshold":
            own = dict(THRESHOLD)
    else:
        own = {}
    held = {name: like.get(name, value) for name, value in manners.DEFAULTS.items()}
    if given.get("method", "threshold") != like.get("method"):
        held["reasons"] = []  # they name answers of the other method
    if "days" in given:
        held["early-close-days"] = None  # it was chosen for another length
    return deepcopy({**own, **held, **given})


def complete_all(given: Any, like: Mapping[str, Any]) -> dict[str, Any]:
    """Return the named procedures, each whole."""
    exact.members("procedures", given, given)
    if len(given) > MOST_PROCEDURES:
        raise InvalidPolicy(f"procedures: has more than {MOST_PROCEDURES}.")
    found = {}
    for name, members in given.items():
        if not _NAME.fullmatch(str(name)) or len(name) > 60:
            raise InvalidPolicy(
                f"procedures.{name}: is not a name of small letters, digits and -."
            )
        found[name] = complete(f"procedures.{name}", members, like)
    return found


def require(place: str, members: Mapping[str, Any]) -> None:
    """Refuse a procedure that could never be held or counted as it is written."""
    method = members["method"]
    if method not in tally.METHODS:
        raise InvalidPolicy(f"{place}.method: {method!r} is not known.")
    manners.require(place, members)
    if method == "threshold":
        _require_threshold(place, members)
    asked = exact.words(f"{place}.ask", members.get("ask", []), "what a question sets")
    for name in asked:
        if name not in ASKABLE.get(method, ()):
            raise InvalidPolicy(f"{place}.ask: {method} has no {name!r} to ask for.")
        if name in members:
            raise InvalidPolicy(f"{place}.{name}: is fixed here, so it is not asked.")
    options = members.get("options", [])
    exact.words(f"{place}.options", options, "the options")
    if options and not answers.has_options(method):
        raise InvalidPolicy(f"{place}.options: {method} has answers of its own.")
    _require_reasons(place, members)
    _require_time(place, members)
    given = parameters(members)
    rehearsed = {name: _REHEARSED[name] for name in asked if name in _REHEARSED}
    if options and "seats" in rehearsed:
        rehearsed["seats"] = len(options)
    given = {**rehearsed, **given}
    try:
        rehearse(method, options or _sample(method, given), given)
    except InvalidVotes as error:
        raise InvalidPolicy(f"{place}: {error.message}") from None


def parameters(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the counting method is told."""
    if members["method"] == "threshold":
        names = [name for name in THRESHOLD if name != "method"]
        return {name: members[name] for name in names if name in members}
    held = {*_OWN, *manners.DEFAULTS}
    return {name: value for name, value in members.items() if name not in held}


def held(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the manners, for the ballot to keep."""
    return {name: members[name] for name in manners.DEFAULTS if name in members}


def named(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the policy's procedure of this name, or refuse."""
    if name == STANDARD:
        standard: Mapping[str, Any] = body["ballots"]
        return standard
    try:
        found: Mapping[str, Any] = body.get("procedures", {})[name]
    except KeyError:
        raise InvalidPolicy(f"The policy has no procedure “{name}”.") from None
    return found


def names(body: Mapping[str, Any]) -> list[str]:
    """Return the names of the procedures, the standard one first."""
    return [STANDARD, *sorted(body.get("procedures", {}))]


def summary(body: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    """Return the procedures by which a subject of ``kind`` can be put to the vote.

    The standard one comes first; a policy may name the only one by which it changes.
    """
    only = body.get("amendment", {}).get("procedure") if kind == "policy" else ""
    return [
        {
            "name": name,
            "method": named(body, name)["method"],
            "days": named(body, name)["days"],
        }
        for name in ([only] if only else names(body))
    ]


def rehearse(
    method: str, options: Sequence[str], parameters: Mapping[str, Any]
) -> None:
    """Count nothing by the rule; raises ``InvalidVotes`` where it is not whole."""
    given = {**_FROM_THE_ROLL.get(method, {}), **parameters}
    rest = list(options)
    if method == "debian" and "default" not in given and rest:
        given["default"] = rest[-1]
    document = {
        "method": method,
        "options": rest,
        "parameters": given,
        "electors": _named_in(given),
    }
    tally.count(tally.parse(document))


def _named_in(parameters: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return a roll of those whom the rule names; the true one is known at opening."""
    lists = (parameters.get(name) for name in ("binding", "reviewers"))
    named = [who for who in lists if isinstance(who, list)]
    found = {person for who in named for person in who if isinstance(person, str)}
    return [{"id": person} for person in sorted(found) if person]


def _sample(method: str, given: Mapping[str, Any]) -> list[str]:
    """Return options to rehearse with, where the question brings its own."""
    if not answers.has_options(method):
        return []
    seats = given.get("seats", 1)
    number = seats if isinstance(seats, int) and 0 < seats < MOST_OPTIONS else 1
    sample = [f"option {n}" for n in range(1, number + 3)]
    default = given.get("default")
    return [*sample, default] if isinstance(default, str) else sample


def _require_reasons(place: str, members: Mapping[str, Any]) -> None:
    known = answers.choices(members["method"])
    for answer in members.get("reasons", []):
        if known and answer not in known:
            raise InvalidPolicy(
                f"{place}.reasons: {answer!r} is none of {', '.join(known)}."
            )


def _require_time(place: str, members: Mapping[str, Any]) -> None:
    if members["method"] != "consensus":
        return
    needed = exact.period(f"{place}.period_days", members.get("period_days", 10))
    if needed >= exact.period(f"{place}.days", members["days"]):
        raise InvalidPolicy(
            f"{place}.days: the deadline would come before the comment period of "
            "period_days could end."
        )


def _require_threshold(place: str, members: Mapping[str, Any]) -> None:
    threshold = exact.rational(f"{place}.threshold", members["threshold"])
    comparator = members["comparator"]
    if comparator not in (">=", ">"):
        raise InvalidPolicy(f'{place}.comparator: is ">=" or ">".')
    if members["base"] not in BASES:
        raise InvalidPolicy(f"{place}.base: is one of {', '.join(sorted(BASES))}.")
    half = Fraction(1, 2)
    if threshold < half or (threshold == half and comparator == ">="):
        raise InvalidPolicy(f"{place}.threshold: yes and no could carry together.")
    if threshold > 1 or (threshold == 1 and comparator == ">"):
        raise InvalidPolicy(f"{place}.threshold: no vote could ever reach it.")
    if members["quorum"] is not None:
        quorum = exact.rational(f"{place}.quorum", members["quorum"])
        if quorum > 1:
            raise InvalidPolicy(f"{place}.quorum: more than everybody cannot vote.")
