"""Which parts of one sequence stand in another, in the same order. Plain Python.

The way of patience: what is found once on either side is taken for the same, as far
as its order holds; then the gaps between are compared again, in shorter pieces. The
cost grows with the length, never with its square.
"""

from bisect import bisect_left
from collections.abc import Hashable, Sequence
from typing import TypeVar

Run = tuple[int, int, int]
"""Where a common run begins in the old, where in the new, and how long it is."""
T = TypeVar("T", bound=Hashable)

SHINGLES = (6, 2, 1)
SMALL = 60
"""Single words that stand once are believed only in gaps as small as this."""


def align(old: Sequence[T], new: Sequence[T], *, all_single: bool = False) -> list[Run]:
    """Return the runs that both have in common, in order, the longest possible."""
    runs: list[Run] = []
    _fill(old, new, (0, len(old), 0, len(new)), 0, all_single, runs)
    return _joined(runs)


def _fill(
    old: Sequence[T],
    new: Sequence[T],
    gap: tuple[int, int, int, int],
    level: int,
    all_single: bool,
    runs: list[Run],
) -> None:
    """Add the runs of one gap in order, ends first, then by ever shorter pieces."""
    a, b, c, d = gap
    start = 0
    while a + start < b and c + start < d and old[a + start] == new[c + start]:
        start += 1
    if start:
        runs.append((a, c, start))
        a, c = a + start, c + start
    end = 0
    while b - end > a and d - end > c and old[b - end - 1] == new[d - end - 1]:
        end += 1
    b, d = b - end, d - end
    if a < b and c < d and level < len(SHINGLES):
        _inside(old, new, (a, b, c, d), level, all_single, runs)
    if end:
        runs.append((b, d, end))


def _inside(
    old: Sequence[T],
    new: Sequence[T],
    gap: tuple[int, int, int, int],
    level: int,
    all_single: bool,
    runs: list[Run],
) -> None:
    a, b, c, d = gap
    size = SHINGLES[level]
    if size == 1 and not all_single and max(b - a, d - c) > SMALL:
        return
    for i, j in (*_chain(_shared(old, new, gap, size)), (b, d)):
        if i < a or j < c:
            continue  # covered by the run before
        _fill(old, new, (a, i, c, j), level + 1, all_single, runs)
        length = 0
        while i + length < b and j + length < d and old[i + length] == new[j + length]:
            length += 1
        if length:
            runs.append((i, j, length))
        a, c = i + length, j + length


def _shared(
    old: Sequence[T], new: Sequence[T], gap: tuple[int, int, int, int], size: int
) -> list[tuple[int, int]]:
    """Return where the pieces of ``size`` stand that either side has exactly once."""
    a, b, c, d = gap
    there = _once(new, c, d, size)
    return [
        (i, there[piece])
        for piece, i in _once(old, a, b, size).items()
        if piece in there
    ]


def _once(items: Sequence[T], start: int, end: int, size: int) -> dict[object, int]:
    found: dict[object, int] = {}
    twice = set()
    for i in range(start, end - size + 1):
        piece = items[i] if size == 1 else tuple(items[i : i + size])
        if piece in found:
            twice.add(piece)
        else:
            found[piece] = i
    for piece in twice:
        del found[piece]
    return found


def _chain(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest chain of pairs that rises on both sides."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        place = bisect_left(tops, j)
        before.append(ends[place - 1] if place else -1)
        if place == len(tops):
            tops.append(j)
            ends.append(index)
        else:
            tops[place], ends[place] = j, index
    chain = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def _joined(runs: list[Run]) -> list[Run]:
    joined: list[Run] = []
    for i, j, length in runs:
        if joined:
            p, q, size = joined[-1]
            if (p + size, q + size) == (i, j):
                joined[-1] = (p, q, size + length)
                continue
        joined.append((i, j, length))
    return joined
