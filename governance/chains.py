"""The strongest paths of a Schulze count as chains of victories. Plain Python.

Each link is as strong as its victory, and a chain as strong as its weakest link.
Coordinates decide nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from governance.drawings import ARROWS_UP_TO, letter

STEP, NODE, HEIGHT, MIDDLE = 78, 13, 44, 28


class Stop(NamedTuple):
    """An option on the way."""

    letter: str
    option: str
    x: int


class Link(NamedTuple):
    """A victory on the way; the weakest ones make the strength of the whole."""

    x1: int
    x2: int
    middle: int
    strength: Fraction
    weakest: bool


@dataclass(frozen=True)
class Chain:
    """A path from one option to another; ``sentence`` tells it in words."""

    stops: tuple[Stop, ...]
    links: tuple[Link, ...]
    strength: Fraction
    sentence: str
    height: int = HEIGHT
    middle: int = MIDDLE
    node: int = NODE

    @property
    def width(self) -> int:
        """How wide the drawing is."""
        return self.stops[-1].x + NODE + 2


class Pair(NamedTuple):
    """The ways between two options; ``None`` where no path leads there."""

    before: str
    after: str
    there: Chain | None
    back: Chain | None
    tied: bool


def pairs(figures: Mapping[str, Any], options: Sequence[str] = ()) -> list[Pair]:
    """Return every two options, the one that is before first, and both ways."""
    routes, strongest = figures["routes"], figures["strongest_paths"]
    options = list(options) or list(strongest)
    if len(options) > ARROWS_UP_TO:
        return []
    chains = {
        (a, b): _chain(figures, options, way)
        for a, ways in routes.items()
        for b, way in ways.items()
    }
    found = []
    for i, a in enumerate(options):
        for b in options[i + 1 :]:
            there, back = Fraction(strongest[a][b]), Fraction(strongest[b][a])
            first, last = (b, a) if back > there else (a, b)
            found.append(
                Pair(
                    first,
                    last,
                    chains.get((first, last)),
                    chains.get((last, first)),
                    there == back,
                )
            )
    return found


def _chain(
    figures: Mapping[str, Any], options: Sequence[str], way: Sequence[str]
) -> Chain:
    strengths = [_strength(figures, a, b) for a, b in pairwise(way)]
    least = min(strengths)
    stops = tuple(
        Stop(letter(options.index(option)), option, NODE + 2 + place * STEP)
        for place, option in enumerate(way)
    )
    links = tuple(
        Link(
            stops[place].x + NODE,
            stops[place + 1].x - NODE - 9,
            stops[place].x + STEP // 2,
            strength,
            strength == least,
        )
        for place, strength in enumerate(strengths)
    )
    said = " beats ".join(way)
    return Chain(stops, links, least, said)


def _strength(figures: Mapping[str, Any], a: str, b: str) -> Fraction:
    ahead = Fraction(figures["pairwise"][a][b])
    if figures["strength"] == "margins":
        return ahead - Fraction(figures["pairwise"][b][a])
    return ahead
