"""What the rounds of a transferable vote are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True)
class Pile:
    """Equal votes: their order of options, and what they weigh together."""

    order: tuple[str, ...]
    weight: Fraction


@dataclass(frozen=True)
class Round:
    """One round as it is shown: votes of everyone in the race, and what happened."""

    votes: Mapping[str, Fraction]
    quota: Fraction
    exhausted: Fraction
    elected: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


@dataclass
class Result:
    """Who was elected and excluded, each in order, round by round."""

    elected: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)

    def hopeful(self, options: tuple[str, ...]) -> list[str]:
        """Return who is neither elected nor excluded."""
        out = {*self.elected, *self.excluded}
        return [option for option in options if option not in out]
