"""How alike two pieces of text are, and where one nearly stands. Plain Python.

Edit distances by the bits of one long number for each character read (Myers 1999,
as Hyyrö 2003 writes it down), which costs the same for every alphabet.
"""

from collections.abc import Hashable, Sequence
from functools import cached_property


class Pattern:
    """Characters or words that others are held against, made ready once."""

    def __init__(self, items: Sequence[Hashable]) -> None:
        self.items = items
        self._full = (1 << len(items)) - 1
        self._masks: dict[Hashable, int] = {}
        for index, item in enumerate(items):
            self._masks[item] = self._masks.get(item, 0) | 1 << index

    @cached_property
    def _turned(self) -> "Pattern":
        return Pattern(self.items[::-1])

    def distance(self, text: Sequence[Hashable]) -> int:
        """Return how many edits make the pattern the whole ``text``."""
        if not self.items or not text:
            return max(len(self.items), len(text))
        get, full, top = self._masks.get, self._full, (self._full + 1) >> 1
        plus, minus, score = full, 0, len(self.items)
        for item in text:
            equal = get(item, 0)
            x = equal | minus
            d = (((equal & plus) + plus) ^ plus) | x
            up = minus | (full & ~(d | plus))
            down = plus & d
            if up & top:
                score += 1
            elif down & top:
                score -= 1
            up = (up << 1) | 1
            plus = ((down << 1) | ~(d | up)) & full
            minus = up & d & full
        return score

    def least(self, text: Sequence[Hashable]) -> tuple[int, int]:
        """Return the edits for the part of ``text`` that needs fewest, and its end."""
        if not self.items:
            return 0, 0
        get, full, top = self._masks.get, self._full, (self._full + 1) >> 1
        plus, minus, score = full, 0, len(self.items)
        best, at = score, 0
        for index, item in enumerate(text, start=1):
            equal = get(item, 0)
            x = equal | minus
            d = (((equal & plus) + plus) ^ plus) | x
            up = minus | (full & ~(d | plus))
            down = plus & d
            if up & top:
                score += 1
            elif down & top:
                score -= 1
            up <<= 1
            plus = ((down << 1) | ~(d | up)) & full
            minus = up & d & full
            if score < best:
                best, at = score, index
        return best, at

    def nearest(self, text: Sequence[Hashable]) -> tuple[int, int, int]:
        """Return the fewest edits, and where that part of ``text`` begins and ends."""
        edits, end = self.least(text)
        _, length = self._turned.least(text[:end][::-1])
        return edits, end - length, end

    def likeness(self, text: Sequence[Hashable]) -> float:
        """Return 1 for the same, 0 for nothing in common."""
        longest = max(len(self.items), len(text))
        return 1 - self.distance(text) / longest if longest else 1.0
