"""A text as one string, its blocks, words and sections ready to be searched.

Plain Python.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Any

# Scripts that put no space between words are read letter by letter.
LETTERS = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # noqa: E501
WORD = re.compile(rf"[{LETTERS}]|[^\W_{LETTERS}]+")


class Sheet:
    """The blocks of one text as one string, ready to be searched.

    A block is its ``id``, its ``text`` and, for headings, its ``level``.
    """

    def __init__(self, blocks: Iterable[Mapping[str, Any]]) -> None:
        self.ids: list[str] = []
        self.texts: list[str] = []
        self.levels: list[int] = []
        self.starts: list[int] = []
        at = 0
        for block in blocks:
            self.ids.append(block["id"])
            self.texts.append(block["text"])
            self.levels.append(block.get("level", 0))
            self.starts.append(at)
            at += len(block["text"]) + 1
        self.text = " ".join(self.texts)
        self._places = {name: index for index, name in enumerate(self.ids)}

    def find(self, block: str) -> int | None:
        """Return which block bears this id."""
        return self._places.get(block)

    def block_at(self, offset: int) -> int:
        """Return which block holds the character."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def span(self, block: int) -> tuple[int, int]:
        """Return where a block begins and ends."""
        return self.starts[block], self.starts[block] + len(self.texts[block])

    def id_at(self, offset: int) -> str:
        """Return the id of the block that holds the character."""
        return self.ids[self.block_at(offset)] if self.ids else ""

    def locate(
        self, block: str, quote: str, offset: int | None = None
    ) -> tuple[int, int] | None:
        """Return where a quote of this very text stands: in its block, or from it on.

        Without words, or with words that are not there, it is the whole block.
        """
        index = self.find(block)
        if index is None:
            return None
        quote = " ".join(quote.split())
        start, end = self.span(index)
        at = self.text.find(quote, start + (offset or 0)) if quote else -1
        return (at, at + len(quote)) if start <= at <= end else (start, end)

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Every word by where it begins and ends."""
        return [match.span() for match in WORD.finditer(self.text)]

    @cached_property
    def words(self) -> list[str]:
        """Every word, whatever its case."""
        return [self.text[start:end].casefold() for start, end in self.spans]

    @cached_property
    def word_starts(self) -> list[int]:
        """Where every word begins."""
        return [start for start, _ in self.spans]

    def words_between(self, start: int, end: int) -> tuple[int, int]:
        """Return the first word that begins in the range and the one after the last."""
        first = bisect_right(self.word_starts, start - 1)
        return first, bisect_right(self.word_starts, end - 1)

    @cached_property
    def seeds(self) -> dict[tuple[str, str], list[int]]:
        """Where every two words stand that follow each other."""
        found: dict[tuple[str, str], list[int]] = {}
        words = self.words
        for index, pair in enumerate(pairwise(words)):
            found.setdefault(pair, []).append(index)
        return found

    @cached_property
    def headings(self) -> dict[str, list[int]]:
        """The blocks that are headings, by what they say."""
        found: dict[str, list[int]] = {}
        for index, level in enumerate(self.levels):
            if level:
                found.setdefault(bare(self.texts[index]), []).append(index)
        return found

    def section_of(self, block: int) -> int | None:
        """Return the heading that a block stands under, or is."""
        place = bisect_right(self._headings, block) - 1
        return self._headings[place] if place >= 0 else None

    def section_end(self, heading: int) -> int:
        """Return the block after the last before the next heading."""
        place = bisect_right(self._headings, heading)
        following = self._headings[place : place + 1]
        return following[0] if following else len(self.ids)

    def sections(self, block: int) -> Iterator[int]:
        """Yield the headings over a block, inmost first; then those before them."""
        before = self._headings[: bisect_right(self._headings, block)]
        level, others = 10, []
        for index in reversed(before):
            if self.levels[index] < level:
                yield index
                level = self.levels[index]
            else:
                others.append(index)
        yield from others

    @cached_property
    def _headings(self) -> list[int]:
        return [index for index, level in enumerate(self.levels) if level]


def bare(heading: str) -> str:
    """Return what a heading says, whatever its signs and case."""
    return " ".join(WORD.findall(heading.casefold())) or heading
