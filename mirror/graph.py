"""The shape of history: the mainline, and what each of its commits brought in.

Plain Python. The mainline is the chain of first parents of the head. A commit
lands with the first mainline commit that reaches it, at that commit's time.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mirror.objects import moment

Parents = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Landing:
    """A mainline commit and the commits it brought in, oldest first, itself last."""

    oid: str
    first_parent: str
    brought: tuple[str, ...]


def landings(head: str, parents: Parents) -> Iterator[Landing]:
    """Yield the mainline's commits, oldest first, of those that ``parents`` holds.

    Parents that are not among the keys are history that was read before.
    """
    landed: set[str] = set()
    for oid in mainline(head, parents):
        first, *others = parents[oid] or [""]
        landed.add(oid)
        side = [c for tip in others for c in _unlanded(tip, parents, landed)]
        yield Landing(oid, first, (*side, oid))


def mainline(head: str, parents: Parents) -> list[str]:
    """Return the chain of first parents from the oldest known one to ``head``."""
    chain = []
    oid = head
    while oid in parents:
        chain.append(oid)
        oid = parents[oid][0] if parents[oid] else ""
    chain.reverse()
    return chain


def _unlanded(tip: str, parents: Parents, landed: set[str]) -> Iterator[str]:
    """Yield what ``tip`` reaches and has not landed, parents before children.

    The mainline below is marked as landed already, so the walk stays in what
    this landing brings; it keeps its own stack, as histories are deep.
    """
    if tip in landed or tip not in parents:
        return
    landed.add(tip)
    stack = [(tip, iter(parents[tip]))]
    while stack:
        oid, rest = stack[-1]
        for parent in rest:
            if parent in parents and parent not in landed:
                landed.add(parent)
                stack.append((parent, iter(parents[parent])))
                break
        else:
            stack.pop()
            yield oid


def repaired_times(seconds: Sequence[int], *, latest: int) -> list[datetime | None]:
    """Return each mainline commit's time, oldest first, with impossible ones mended.

    Kept is the longest run of times that never goes back, none later than
    ``latest`` and none at or before the epoch; every other commit takes the time
    of the nearest kept one before it, or after it where there is none before.
    """
    kept = _longest_rising(seconds, latest)
    times: list[datetime | None] = []
    last = moment(seconds[min(kept)]) if kept else None
    for index, second in enumerate(seconds):
        if index in kept:
            last = moment(second)
        times.append(last)
    return times


def _longest_rising(seconds: Sequence[int], latest: int) -> set[int]:
    tails: list[int] = []  # the smallest last time of a run of each length
    at: list[int] = []  # and where it stands
    before: dict[int, int] = {}
    for index, second in enumerate(seconds):
        if not 0 < second <= latest:
            continue
        place = bisect_right(tails, second)
        if place:
            before[index] = at[place - 1]
        tails[place : place + 1] = [second]
        at[place : place + 1] = [index]
    kept: set[int] = set()
    step = at[-1] if at else None
    while step is not None:
        kept.add(step)
        step = before.get(step)
    return kept
