"""Where a thread stands in a text that has changed. Plain Python.

A thread remembers the block it was written on and the words it quotes. In another
revision it stands on the same block while that block is unchanged, else on the
block that shares most of the quoted words, else on none. It never guesses below
``ENOUGH``: a thread in the wrong place is worse than one in the list below.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ENOUGH = 0.5
SHORT = 4
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Anchor:
    """The block a thread stands on, and whether its words changed since."""

    block: str
    changed: bool


LOST = Anchor("", True)


class Sheet:
    """The blocks of one text, ready to be searched."""

    def __init__(self, blocks: Iterable[Mapping[str, str]]) -> None:
        self._texts = {block["id"]: block["text"] for block in blocks}
        self._words: dict[str, frozenset[str]] = {}

    def has(self, block: str) -> bool:
        """Whether ``block`` stands here unchanged; the whole text always does."""
        return not block or block in self._texts

    def place(self, block: str, quote: str) -> Anchor:
        """Return where a thread on ``block`` with ``quote`` stands here."""
        if self.has(block):
            return Anchor(block, changed=False)
        return self._by_exact_words(quote) or self._by_shared_words(quote) or LOST

    def _by_exact_words(self, quote: str) -> Anchor | None:
        """Return the block that alone holds the quote, unless it is too short."""
        quote = " ".join(quote.split())
        if len(quote.split()) < SHORT:
            return None
        found = [name for name, text in self._texts.items() if quote in text]
        return Anchor(found[0], changed=True) if len(found) == 1 else None

    def _by_shared_words(self, quote: str) -> Anchor | None:
        """Return the block most like the quote, if it is alike enough and alone so."""
        wanted = words_of(quote)
        if len(wanted) < SHORT:
            return None
        scores = sorted(
            ((likeness(wanted, self._words_of(name)), name) for name in self._texts),
            reverse=True,
        )
        if not scores or scores[0][0] < ENOUGH:
            return None
        if len(scores) > 1 and scores[1][0] == scores[0][0]:
            return None
        return Anchor(scores[0][1], changed=True)

    def _words_of(self, name: str) -> frozenset[str]:
        if name not in self._words:
            self._words[name] = words_of(self._texts[name])
        return self._words[name]


def words_of(text: str) -> frozenset[str]:
    """Return the different words of a text, whatever their case."""
    return frozenset(WORD.findall(text.casefold()))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of words that both have, of those that either has."""
    either = len(one | other)
    return len(one & other) / either if either else 0.0
