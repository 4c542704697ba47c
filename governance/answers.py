"""Which answers a ballot offers, by its counting method. Plain Python."""

from collections.abc import Mapping, Sequence
from typing import Any

CHOICES: dict[str, tuple[str, ...]] = {
    "threshold": ("yes", "no", "abstain"),
    "apache": ("+1", "0", "-1"),
    "consensus": ("reviewed", "concern"),
    "ietf": ("yes", "noobj", "discuss", "abstain"),
}
APPROVAL = "approval"
RANKED = ("debian", "schulze", "stv")
BY_PEOPLE = ("apache", "consensus", "ietf")
LABELS = {
    "+1": "+1",
    "0": "0",
    "-1": "\N{MINUS SIGN}1",
    "noobj": "No objection",
    "recuse": "Recuse myself",
}
AGAINST = ("no", "-1", "discuss", "concern")
_BLOCKING = {"ietf": ("discuss",), "consensus": ("concern",)}


def choices(method: str) -> tuple[str, ...]:
    """Return the words that the method takes; none where options are ranked."""
    return CHOICES.get(method, ())


def has_options(method: str) -> bool:
    """Whether the question lists options of its own."""
    return method in RANKED or method == APPROVAL


def blocking(method: str, parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the answers that stop a question alone, and so need a reason."""
    if method == "apache":
        return ("-1",) if parameters.get("kind") == "code" else ()
    return _BLOCKING.get(method, ())


def needing_reasons(
    method: str, parameters: Mapping[str, Any], rules: Mapping[str, Any]
) -> frozenset[str]:
    """Return the answers that count only with a reason, recusal aside."""
    return frozenset([*blocking(method, parameters), *rules.get("reasons", [])])


def label(choice: str) -> str:
    """Return an answer as a person reads it."""
    return LABELS.get(choice, choice.replace("_", " ").capitalize())


def said(method: str, choice: str, ranking: Sequence[Sequence[str]] | None) -> str:
    """Return a whole answer as a person reads it; approvals have no order."""
    if ranking is None:
        return label(choice)
    if method == APPROVAL:
        approved = [option for group in ranking for option in group]
        return ", ".join(approved) or "none of them"
    return " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} ".join(
        " = ".join(group) for group in ranking
    )
