"""Which lines of a source a rendered block came from. Plain Python.

Renderings do not remember their lines, so the lines are found by their words: the
stretch between blank lines that shares most with the block, with its neighbours for
as long as that makes it more alike. It is a guess to begin with, which a person sees
and may change.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

WORD = re.compile(r"\w+")
WIDEST = 40


@dataclass(frozen=True)
class Passage:
    """Lines from ``first`` to ``last``, counted from one, both included."""

    first: int
    last: int

    def of(self, lines: Sequence[str]) -> str:
        """Return the words of the passage."""
        return "\n".join(lines[self.first - 1 : self.last])


def find(lines: Sequence[str], text: str) -> Passage | None:
    """Return the lines most like ``text``; ``None`` where none share a word."""
    wanted = Counter(WORD.findall(text.casefold()))
    stretches = _stretches(lines)
    words = [Counter(_words(lines, stretch)) for stretch in stretches]
    scores = [_alike(each, wanted) for each in words]
    if not scores or max(scores) == 0:
        return None
    first = last = scores.index(max(scores))
    best, mine = scores[first], words[first]
    for _ in range(WIDEST):
        wider = [
            (_alike(mine + words[position], wanted), position)
            for position in (first - 1, last + 1)
            if 0 <= position < len(words)
        ]
        if not wider or max(wider)[0] <= best:
            break
        best, position = max(wider)
        mine = mine + words[position]
        first, last = min(first, position), max(last, position)
    return Passage(stretches[first].first, stretches[last].last)


def between(lines: Sequence[str], first: int, last: int) -> Passage | None:
    """Return the passage from one line to another, if these lines are there."""
    first, last = min(first, last), max(first, last)
    return Passage(first, last) if first >= 1 and last <= len(lines) else None


def _stretches(lines: Sequence[str]) -> list[Passage]:
    found: list[Passage] = []
    begun = 0
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            begun = begun or number
        elif begun:
            found.append(Passage(begun, number - 1))
            begun = 0
    return found


def _words(lines: Sequence[str], passage: Passage) -> list[str]:
    return WORD.findall(passage.of(lines).casefold())


def _alike(one: Counter[str], other: Counter[str]) -> float:
    whole = one.total() + other.total()
    return 2 * (one & other).total() / whole if whole else 0.0
