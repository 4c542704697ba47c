"""Which office may do which act on ballots. Plain Python."""

from collections.abc import Mapping
from typing import Any

from governance import exact
from governance.errors import InvalidPolicy

ELECTOR = "elector"
OFFICES = ("maintainer", "editor", "arbiter")
WHO = (*OFFICES, ELECTOR)
DEFAULTS: dict[str, list[str]] = {
    "draft": ["maintainer"],
    "open": ["maintainer"],
    "extend": ["maintainer"],
    "close": ["maintainer"],
    "void": ["maintainer"],
    "roll": ["maintainer"],
    "decide": ["maintainer"],
    "adopt": ["maintainer"],
    "emergency": [],
    "appeals": ["arbiter"],
}
MEANINGS = {
    "draft": "put a question",
    "open": "announce and open a ballot",
    "extend": "extend a ballot",
    "close": "close a ballot early",
    "void": "declare a ballot void",
    "roll": "rule on requests to be put on the roll",
    "decide": "write the outcome of a ballot",
    "adopt": "adopt a policy",
    "emergency": "decide in an emergency",
    "appeals": "rule on appeals",
}
_NEEDED = ("draft", "open", "decide")


def complete(given: Any) -> dict[str, list[str]]:
    """Return who may do what, the acts that ``given`` leaves out as in the default."""
    exact.members("acts", given, DEFAULTS)
    return {**{name: list(who) for name, who in DEFAULTS.items()}, **given}


def require(acts: Mapping[str, Any]) -> None:
    """Refuse unknown offices, and acts without which nothing is ever decided."""
    for name, who in acts.items():
        place = f"acts.{name}"
        for one in exact.words(place, who, "offices"):
            if one not in WHO:
                raise InvalidPolicy(f"{place}: {one!r} is none of {', '.join(WHO)}.")
    for name in _NEEDED:
        if not who_may(acts, name):
            raise InvalidPolicy(f"acts.{name}: somebody has to be able to do this.")


def who_may(acts: Mapping[str, Any], act: str) -> list[str]:
    """Return the offices that may do ``act``; older policies say nothing of it."""
    return list(acts.get(act, DEFAULTS[act]))
