"""What every counting method reads and answers: exact values, no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

Ranking = tuple[tuple[str, ...], ...]
SHOWN = 40  # names or terms in one step; the votes file has the rest


@dataclass(frozen=True, slots=True)
class Elector:
    """One line of the roll. An empty organisation means independent."""

    id: str
    weight: Fraction
    organisation: str = ""
    recused: bool = False


class Vote(NamedTuple):
    """One elector's answer, or ``count`` equal answers of voters without a roll.

    A method reads ``choice`` or ``ranking`` (groups of equally liked options, best
    first), never both. ``proxy`` says who answered for the elector; no method looks
    at it.
    """

    elector: str = ""
    choice: str = ""
    ranking: Ranking | None = None
    count: int = 1  # type: ignore[assignment]  # hides tuple.count, of no use here
    proxy: str = ""


@dataclass(frozen=True)
class Votes:
    """A votes file: everything that a count may look at.

    ``electors`` is ``None`` where the file has no roll; then every vote weighs 1.
    """

    method: str
    options: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    electors: Mapping[str, Elector] | None = None
    votes: tuple[Vote, ...] = ()

    def weight_of(self, vote: Vote) -> Fraction:
        """Return what ``vote`` weighs before any cap on the votes cast."""
        if self.electors is None:
            return Fraction(vote.count)
        return self.electors[vote.elector].weight


class Step(NamedTuple):
    """One line of the account: what is worked out, from what, and the result."""

    what: str
    working: str
    result: str


@dataclass(frozen=True)
class Tally:
    """The result of a count, with every figure that led to it.

    ``ranking`` holds groups of tied options, best first; ``dropped`` says why an
    option fell out; ``tie_break`` says how a tie was decided, or is ``None``.
    """

    method: str
    passed: bool | None
    winners: tuple[str, ...] = ()
    ranking: Ranking = ()
    dropped: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    tie_break: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values; fractions become strings such as ``"2/3"``."""
        return {
            "method": self.method,
            "passed": self.passed,
            "winners": list(self.winners),
            "ranking": [list(group) for group in self.ranking],
            "dropped": dict(self.dropped),
            "figures": plain(self.figures),
            "steps": [step._asdict() for step in self.steps],
            "tie_break": self.tie_break,
        }


def who(votes: Votes, *choices: str) -> str:
    """Return who gave one of ``choices``, as far as votes are named, for a step."""
    given = [vote for vote in votes.votes if vote.choice in choices]
    names = [vote.elector for vote in given if vote.elector]
    if not given:
        return "nobody"
    if len(names) < len(given) or len(names) > SHOWN:
        return f"{sum(vote.count for vote in given)} in the votes file"
    return ", ".join(sorted(names))


def plain(value: Any) -> Any:
    """Return ``value`` with fractions as strings and tuples as lists."""
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
