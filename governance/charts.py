"""Where the columns of a person's earned points go. Plain Python."""

from dataclasses import dataclass
from typing import NamedTuple

from governance.weighting import Quarter, Work

WIDTH, HEIGHT = 24, 72


class Bar(NamedTuple):
    """A rectangle of a column, measured from the top; ``kind`` is what it means."""

    kind: str
    y: int
    height: int


@dataclass(frozen=True)
class Column:
    """A quarter: pale what was earned, solid what fading leaves, hatched what was cut.

    ``year`` is written under the first quarter of each year only.
    """

    label: str
    year: str
    x: int
    points: int
    counted: int
    times: int
    bars: tuple[Bar, ...]


def columns(work: Work, *, last: int, quarters: int) -> list[Column]:
    """Return a column for each of ``quarters`` up to the quarter ``last``."""
    found = {
        quarter.year * 4 + quarter.number - 1: quarter for quarter in work.quarters
    }
    tallest = max((quarter.earned for quarter in work.quarters), default=0) or 1
    drawn = []
    for place in range(quarters):
        year, number = divmod(last - quarters + 1 + place, 4)
        quarter = found.get(year * 4 + number)
        drawn.append(
            Column(
                label=f"{year} Q{number + 1}",
                year=str(year) if number == 0 else "",
                x=place * WIDTH,
                points=quarter.earned if quarter else 0,
                counted=quarter.counted if quarter else 0,
                times=place + 1,
                bars=_bars(quarter, quarters, tallest) if quarter else (),
            )
        )
    return drawn


def _bars(quarter: Quarter, quarters: int, tallest: int) -> tuple[Bar, ...]:
    def height(points: int) -> int:
        return round(points * HEIGHT / tallest)

    counted = height(quarter.counted)
    authorship = height(quarter.authorship * quarter.times // quarters)
    other = height(quarter.other * quarter.times // quarters)
    cut = height(quarter.earned) - counted
    return (
        Bar("faded", HEIGHT - counted, counted),
        Bar("authorship", HEIGHT - authorship, authorship),
        Bar("help", HEIGHT - authorship - other, other),
        Bar("cut", HEIGHT - counted - cut, cut),
    )
