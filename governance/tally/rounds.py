"""What the rounds of a transferable vote are made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

Number = int | Fraction
Papers = dict[str, Number]


@dataclass(frozen=True)
class Cast:
    """All that was cast, equal votes together.

    In ``papers`` an order of options is written with one letter for each option: a
    million of them are cut and compared quickly so. ``letters`` says which.
    """

    letters: Mapping[str, str]
    papers: Papers

    @classmethod
    def of(
        cls, options: tuple[str, ...], votes: Iterable[tuple[tuple[str, ...], Number]]
    ) -> "Cast":
        """Return the ``votes``, each an order of options and its weight."""
        letters = {option: chr(place) for place, option in enumerate(options)}
        papers: Papers = {}
        for order, weight in votes:
            written = "".join([letters[option] for option in order])
            papers[written] = papers.get(written, 0) + weight
        return cls(letters, papers)

    @property
    def weight(self) -> Number:
        """What all of them weigh."""
        return sum(self.papers.values())


@dataclass(frozen=True)
class Round:
    """One round as it is shown: votes of everyone in the race, and what happened.

    ``keep`` are the keep factors by which a Meek count came to these votes;
    ``working`` says how the round decided, or at which value votes go on.
    """

    votes: Mapping[str, Fraction]
    quota: Fraction
    exhausted: Fraction
    elected: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    keep: Mapping[str, Fraction] = field(default_factory=dict)
    working: str = ""


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

    def note(self, round_: Round) -> None:
        """Add a round and what came of it."""
        self.rounds.append(round_)
        self.elected += round_.elected
        self.excluded += round_.excluded


def decimal(number: Fraction) -> str:
    """Return an exact number as a decimal where it has an end, else as a fraction."""
    for places in range(13):
        if 10**places % number.denominator == 0:
            digits = number.numerator * 10**places // number.denominator
            if not places:
                return str(digits)
            sign, digits = ("-", -digits) if digits < 0 else ("", digits)
            return f"{sign}{digits // 10**places}.{digits % 10**places:0{places}d}"
    return str(number)
