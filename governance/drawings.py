"""A count as pictures: who beats whom, by which path, round by round. Plain Python.

Every function reads the figures of a stored tally (names to exact numbers as strings)
and returns what a template sets as a table with drawings in it. Coordinates are
floats, because nothing is decided by them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import cos, pi, sin
from typing import Any, NamedTuple

Pairs = Mapping[str, Mapping[str, str]]

WIDTH, HEIGHT, RADIUS, NODE = 340, 300, 110, 17
ARROWS_UP_TO = 9  # more options make more arrows than an eye can follow
THINNEST, THICKEST = 1.5, 6.0
BAR = 72


class Cell(NamedTuple):
    """What a row's option has against a column's; ``verdict`` is its own view."""

    ahead: Fraction | None
    behind: Fraction | None
    verdict: str


class Row(NamedTuple):
    """An option, its letter in the drawing, and its cells."""

    option: str
    letter: str
    cells: tuple[Cell, ...]


class Node(NamedTuple):
    """An option's place on the circle."""

    letter: str
    option: str
    x: float
    y: float
    wins: bool


class Arrow(NamedTuple):
    """From the preferred option to the other, as thick as the margin."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    sentence: str


@dataclass(frozen=True)
class Duels:
    """Each option against each other: a table, and a circle where it can be read."""

    letters: tuple[str, ...]
    rows: tuple[Row, ...]
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    width: int = WIDTH
    height: int = HEIGHT


class Mark(NamedTuple):
    """What an option holds in a round, with the length of its bar and of the quota."""

    votes: Fraction
    length: float
    quota: float
    word: str


class Candidate(NamedTuple):
    """An option through all rounds; ``None`` where it is out of the count."""

    option: str
    marks: tuple[Mark | None, ...]


@dataclass(frozen=True)
class Rounds:
    """The rounds of an STV count."""

    quotas: tuple[Fraction, ...]
    exhausted: tuple[Fraction, ...]
    rows: tuple[Candidate, ...]


def letter(place: int) -> str:
    """Return A to Z, then AA, AB and so on."""
    first, last = divmod(place, 26)
    return (letter(first - 1) if first else "") + chr(ord("A") + last)


def duels(
    pairs: Pairs, options: Sequence[str] = (), winners: Sequence[str] = ()
) -> Duels:
    """Return the matrix of ``pairs``: how much weight prefers row to column."""
    options = list(options) or list(pairs)
    letters = tuple(letter(place) for place in range(len(options)))
    rows = tuple(
        Row(a, letters[i], tuple(_cell(pairs, a, b) for b in options))
        for i, a in enumerate(options)
    )
    if len(options) > ARROWS_UP_TO:
        return Duels(letters, rows, (), ())
    nodes = _circle(options, letters, winners)
    return Duels(letters, rows, nodes, _arrows(rows, nodes))


def _cell(pairs: Pairs, a: str, b: str) -> Cell:
    if a == b:
        return Cell(None, None, "self")
    ahead, behind = Fraction(pairs[a][b]), Fraction(pairs[b][a])
    if ahead == behind:
        return Cell(ahead, behind, "tied")
    return Cell(ahead, behind, "beats" if ahead > behind else "loses")


def _circle(
    options: Sequence[str], letters: Sequence[str], winners: Sequence[str]
) -> tuple[Node, ...]:
    turn = 2 * pi / len(options)
    return tuple(
        Node(
            letters[i],
            option,
            round(WIDTH / 2 + RADIUS * sin(i * turn), 1),
            round(HEIGHT / 2 - RADIUS * cos(i * turn), 1),
            option in winners,
        )
        for i, option in enumerate(options)
    )


def _arrows(rows: Sequence[Row], nodes: Sequence[Node]) -> tuple[Arrow, ...]:
    margins = {
        (i, j): (cell.ahead or 0) - (cell.behind or Fraction(0))
        for i, row in enumerate(rows)
        for j, cell in enumerate(row.cells)
        if cell.verdict == "beats"
        and cell.ahead is not None
        and cell.behind is not None
    }
    widest = max(margins.values(), default=Fraction(1))
    return tuple(
        _arrow(nodes[i], nodes[j], float(margin / widest), rows[i].cells[j])
        for (i, j), margin in margins.items()
    )


def _arrow(start: Node, end: Node, share: float, cell: Cell) -> Arrow:
    """Stop the line at the edges of both circles, with room for its head."""
    dx, dy = end.x - start.x, end.y - start.y
    length = (dx * dx + dy * dy) ** 0.5
    near, far = NODE / length, 1 - (NODE + 9) / length
    return Arrow(
        round(start.x + dx * near, 1),
        round(start.y + dy * near, 1),
        round(start.x + dx * far, 1),
        round(start.y + dy * far, 1),
        round(THINNEST + (THICKEST - THINNEST) * share, 1),
        f"{start.option} beats {end.option}, {cell.ahead} to {cell.behind}",
    )


def rounds(figures: Sequence[Mapping[str, Any]], options: Sequence[str] = ()) -> Rounds:
    """Return the rounds of an STV count, options in the order they were given."""
    options = list(options) or (list(figures[0]["votes"]) if figures else [])
    most = max(
        [Fraction(r["quota"]) for r in figures]
        + [Fraction(held) for r in figures for held in r["votes"].values()],
        default=Fraction(1),
    )
    out: set[str] = set()
    columns = []
    for each in figures:
        columns.append(
            {
                option: _mark(each, option, most or Fraction(1))
                for option in options
                if option in each["votes"] and option not in out
            }
        )
        out |= set(each["excluded"])
    return Rounds(
        tuple(Fraction(r["quota"]) for r in figures),
        tuple(Fraction(r["exhausted"]) for r in figures),
        tuple(
            Candidate(option, tuple(column.get(option) for column in columns))
            for option in options
        ),
    )


def bars(
    approvals: Mapping[str, str], cast: str, needed: str, options: Sequence[str] = ()
) -> list[Candidate]:
    """Return what each option was given of all that could approve of it."""
    whole = Fraction(cast) or Fraction(1)
    limit = round(float(Fraction(needed) / whole) * BAR, 1)
    return [
        Candidate(option, (Mark(held, round(float(held / whole) * BAR, 1), limit, ""),))
        for option in options or approvals
        for held in [Fraction(approvals[option])]
    ]


def _mark(figures: Mapping[str, Any], option: str, most: Fraction) -> Mark:
    held = Fraction(figures["votes"][option])
    word = "elected" if option in figures["elected"] else ""
    word = "excluded" if option in figures["excluded"] else word
    quota = Fraction(figures["quota"])
    return Mark(
        held,
        round(float(held / most) * BAR, 1),
        round(float(quota / most) * BAR, 1),
        word,
    )
