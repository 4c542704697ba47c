"""The steps of a count for the eye: long numbers rounded, people by their names.

What is exact stays at hand: as the title of each rounded number, and as the step
that the tally holds. Plain Python.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

PLACES = 3
_SHARE_UP_TO = 100  # 2/3 and 1/20 are read as they are
_NUMBER = r"(?<![\w./])\d+(?:/\d+|\.\d+)(?![\w./])"


class Piece(NamedTuple):
    """Some text of a step; ``exact`` is what stands behind a rounded number."""

    text: str
    exact: str = ""


@dataclass(frozen=True)
class Line:
    """A step of the count as it is shown."""

    what: str
    working: tuple[Piece, ...]
    result: tuple[Piece, ...]

    @property
    def is_rounded(self) -> bool:
        """Whether a number in it is not exact."""
        return any(piece.exact for piece in (*self.working, *self.result))


@dataclass(frozen=True)
class Legible:
    """Reads the steps of one count: which names are names, and who has which id."""

    options: Sequence[str] = ()
    names: Mapping[str, str] | None = None

    def lines(self, steps: Iterable[Mapping[str, str]]) -> list[Line]:
        """Return the steps of a tally as they are shown."""
        pattern = self._pattern()
        return [
            Line(
                "".join(piece.text for piece in self._pieces(pattern, step["what"])),
                self._pieces(pattern, step["working"]),
                self._pieces(pattern, step["result"]),
            )
            for step in steps
        ]

    def text(self, sentence: str) -> tuple[Piece, ...]:
        """Return one sentence of a tally, such as why an option fell out."""
        return self._pieces(self._pattern(), sentence)

    def _pattern(self) -> re.Pattern[str]:
        """Find options first, so that a number in an option's name is left alone."""
        known = sorted([*self.options, *(self.names or {})], key=len, reverse=True)
        names = [rf"(?<!\w){re.escape(name)}(?!\w)" for name in known if name]
        return re.compile("|".join([*names, _NUMBER]))

    def _pieces(self, pattern: re.Pattern[str], text: str) -> tuple[Piece, ...]:
        found, end = [], 0
        for match in pattern.finditer(text):
            found.append(Piece(text[end : match.start()]))
            found.append(self._piece(match[0]))
            end = match.end()
        return tuple(piece for piece in (*found, Piece(text[end:])) if piece.text)

    def _piece(self, word: str) -> Piece:
        if word in self.options:
            return Piece(word)
        if self.names and word in self.names:
            return Piece(self.names[word])
        return _rounded(word)


def rounded(number: Fraction) -> str:
    """Return a number with at most three decimals; halves go up."""
    unit = 10**PLACES
    twice = 2 * number.numerator * unit // number.denominator
    whole, rest = divmod((twice + 1) // 2, unit)
    return f"{whole}.{rest:0{PLACES}d}".rstrip("0").rstrip(".")


def _rounded(word: str) -> Piece:
    top, _, bottom = word.partition("/")
    if bottom and (int(bottom) == 0 or int(top) < int(bottom) <= _SHARE_UP_TO):
        return Piece(word)
    if not bottom and len(word.partition(".")[2]) <= PLACES:
        return Piece(word)
    return Piece(rounded(Fraction(word)), word)
