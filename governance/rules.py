"""Read a policy: every member checked, every contradiction named. Plain Python."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from governance import acts, automatic, exact, procedures
from governance.caps import Caps
from governance.errors import InvalidPolicy
from governance.exact import rational
from governance.weighting import KINDS, Terms

BY_OFFICE, BY_BALLOT = "office", "ballot"
RELAX, REFUSE = "relax", "refuse"
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
        "unattainable": REFUSE,
    },
    "ballots": procedures.DEFAULT,
    "procedures": procedures.NAMED,
    "acts": acts.DEFAULTS,
    "amendment": {"by": BY_OFFICE, "procedure": ""},
    "auto": [],
}
ROADMAP: dict[str, Any] = {"approvals": {}, "ballot": False}
"""What a policy may also say of roadmaps: who approves, and whether all vote."""
MOST_APPROVALS = 50
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
    exact.members("", body, {**DEFAULT_BODY, "roadmap": None})
    full = deepcopy(DEFAULT_BODY)
    for section in ("weights", "caps", "amendment"):
        given = body.get(section, {})
        exact.members(section, given, full[section])
        full[section] |= given
    rates = full["weights"]["rates"]
    exact.members("weights.rates", rates, KINDS)
    full["weights"]["rates"] = dict.fromkeys(KINDS, 1) | dict(rates)
    standard = procedures.complete(
        "ballots", body.get("ballots", {}), procedures.DEFAULT
    )
    full["ballots"] = standard
    full["procedures"] = procedures.complete_all(
        body.get("procedures", procedures.NAMED), standard
    )
    full["acts"] = acts.complete(body.get("acts", {}))
    full["auto"] = body.get("auto", [])
    if "roadmap" in body:
        exact.members("roadmap", body["roadmap"], ROADMAP)
        full["roadmap"] = {**deepcopy(ROADMAP), **body["roadmap"]}
    read(full)
    return full


def read(body: Mapping[str, Any]) -> Rules:
    """Return the values of a complete body; older ones lack the later sections."""
    weights = _terms(body["weights"])
    caps = _caps(body["caps"])
    procedures.require("ballots", body["ballots"])
    named = body.get("procedures", {})
    for name, members in named.items():
        procedures.require(f"procedures.{name}", members)
    given = body.get("acts", {})
    acts.require(given)
    _require_amendment(body.get("amendment", {}), named, given)
    _require_appeals(body, given)
    automatic.require(body.get("auto", []), named, body["ballots"])
    of_roadmaps(body)
    return Rules(weights, caps, body["ballots"])


def of_roadmaps(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a policy asks of an edition; older policies ask nothing."""
    members = {**deepcopy(ROADMAP), **body.get("roadmap", {})}
    _require_roadmap(members)
    return members


def _require_amendment(
    members: Mapping[str, Any], named: Mapping[str, Any], given: Mapping[str, Any]
) -> None:
    by, procedure = members.get("by", BY_OFFICE), members.get("procedure", "")
    if by not in (BY_OFFICE, BY_BALLOT):
        raise InvalidPolicy(f"amendment.by: is {BY_OFFICE} or {BY_BALLOT}.")
    if procedure and procedure not in named:
        raise InvalidPolicy(
            f"amendment.procedure: there is no procedure {procedure!r}."
        )
    if by == BY_OFFICE and not acts.who_may(given, "adopt"):
        raise InvalidPolicy(
            "acts.adopt: with amendment.by office somebody has to be able to do this."
        )


def _require_appeals(body: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    if acts.who_may(given, "appeals"):
        return
    for name in procedures.names(body):
        if procedures.named(body, name).get("appeal-days"):
            place = f"procedures.{name}" if name else "ballots"
            raise InvalidPolicy(
                f"{place}.appeal-days: appeals could be filed, but acts.appeals names "
                "nobody to rule on them."
            )


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
    unattainable = members.get("unattainable", RELAX)
    if unattainable not in (RELAX, REFUSE):
        raise InvalidPolicy(f"caps.unattainable: is {RELAX} or {REFUSE}.")
    if shares["most-cut"] == 1:
        raise InvalidPolicy("caps.most-cut: something has to remain.")
    return Caps(
        organisation=shares["organisation"],
        person=shares["person"],
        most_cut=shares["most-cut"],
        voters=_whole("caps.voters", members["voters"], "voters"),
        interests=_whole("caps.interests", members["interests"], "interests"),
    )


def _require_roadmap(members: Mapping[str, Any]) -> None:
    exact.members("roadmap.approvals", members["approvals"], acts.OFFICES)
    for office, number in members["approvals"].items():
        place = f"roadmap.approvals.{office}"
        exact.whole(place, number, most=MOST_APPROVALS)
    exact.flag("roadmap.ballot", members["ballot"])


def _whole(place: str, value: Any, name: str, *, most: int = 100_000) -> int:
    least = _LEAST.get(name, 0)
    return exact.whole(place, value, least=least, most=_MOST.get(name, most))
