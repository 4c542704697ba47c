"""What rests on a decision, told by the rooms above. Plain Python.

An edition's line, a concern that was overruled: each room registers one function
that lists what of its own refers to a decision, so that links lead both ways.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Mention(NamedTuple):
    """A page that refers to a decision."""

    kind: str
    title: str
    url: str


_finders: dict[str, Callable[[int], Iterable[Mention]]] = {}


def register(room: str, find: Callable[[int], Iterable[Mention]]) -> None:
    """Let ``find`` say what in ``room`` rests on the decision of that primary key."""
    _finders[room] = find


def of(decision: int) -> list[Mention]:
    """Return everything that rests on a decision, room by room."""
    return [mention for find in _finders.values() for mention in find(decision)]
