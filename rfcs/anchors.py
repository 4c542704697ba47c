"""Where words that somebody quoted stand in a later text. Plain Python.

A ladder, from certain to vague: the block that did not change; the same words where
the comparison of both texts puts them; the same words elsewhere, told from others by
what stands around them; words that are nearly the same; the section; the document.
A place in the text is given only from ``ENOUGH`` on, only clearly ahead of the
second best, and never for a few letters: a thread in the wrong place is worse than
one at its section. The work for one anchor is bounded, whatever the texts hold.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Literal

from rfcs.alignment import Run, align
from rfcs.likeness import Pattern
from rfcs.sheets import Sheet, bare

Method = Literal["block", "shifted", "quote", "fuzzy", "section", "document"]

ENOUGH = 0.65
MARGIN = 0.05
SHORT = 12
REMNANT = 20
IN_PLACE = 30
CERTAIN = 0.9
AROUND = 32
REACH = 80
CHANCE = 0.45
"""How much of a context is found in any text at all."""
LONG = 400
"""Of more characters, the head and the tail are looked for."""
MOST_HITS = 16
MOST_VOTES = 24
MOST_TRIED = 6
MARK = 8


@dataclass(frozen=True)
class Placement:
    """Where an anchor stands: how it was found, and between which characters."""

    method: Method
    start: int = 0
    end: int = 0
    score: float = 0.0

    @property
    def is_text(self) -> bool:
        """Whether the words themselves were found."""
        return self.method not in ("section", "document")


NOWHERE = Placement("document")


class Crossing:
    """The way from one text to another, worked out once for all their anchors."""

    def __init__(self, old: Sheet, new: Sheet) -> None:
        self.old, self.new = old, new
        self._blocks: dict[int, int] = {}
        for i, j, length in align(old.texts, new.texts, all_single=True):
            self._blocks.update((i + n, j + n) for n in range(length))
        moved = set(self._blocks.values())
        there = Counter(new.texts)
        here = Counter(old.texts)
        index = {text: j for j, text in enumerate(new.texts) if j not in moved}
        for i, text in enumerate(old.texts):
            if i not in self._blocks and here[text] == there[text] == 1:
                self._blocks[i] = index[text]
        self._runs = self._word_runs()
        self._run_starts = [run[0] for run in self._runs]

    @cached_property
    def kinship(self) -> float:
        """How much of the shorter text stands in the other, in order."""
        shorter = min(len(self.old.words), len(self.new.words)) or 1
        return sum(length for _, _, length in self._runs) / shorter

    def _word_runs(self) -> list[Run]:
        """Align the words of both texts; blocks that stayed need no second look."""
        return align(self.old.words, self.new.words)

    def place(self, start: int, end: int) -> Placement:
        """Return where the words between two characters of the old text stand now."""
        if end <= start:
            return self._section(start)
        if found := self._same_blocks(start, end):
            return found
        return self._search(start, end) or self._section(start)

    def _same_blocks(self, start: int, end: int) -> Placement | None:
        first, last = self.old.block_at(start), self.old.block_at(end - 1)
        there = self._blocks.get(first)
        if there is None:
            return None
        for step in range(1, last - first + 1):
            if self._blocks.get(first + step) != there + step:
                return None
        shift = self.new.starts[there] - self.old.starts[first]
        return Placement("block", start + shift, end + shift, 1.0)

    def _search(self, start: int, end: int) -> Placement | None:
        if end - start <= LONG:
            return _Search(self, start, end).best()
        head = _Search(self, start, start + LONG).best()
        tail = _Search(self, end - LONG, end).best()
        if head is None or tail is None:
            part = head or tail
            return replace(part, method="fuzzy") if part else None
        if not 0 < tail.end - head.start < 3 * (end - start):
            return replace(head, method="fuzzy")
        same = self.new.text[head.start : tail.end] == self.old.text[start:end]
        method = head.method if same else "fuzzy"
        return Placement(method, head.start, tail.end, min(head.score, tail.score))

    def _section(self, start: int) -> Placement:
        """Return the nearest heading over the words that both texts have."""
        block = self.old.block_at(start)
        for heading in self.old.sections(block):
            there = self._heading(heading)
            if there is not None:
                return Placement("section", *self.new.span(there))
        return NOWHERE

    def _heading(self, heading: int) -> int | None:
        """Return the heading again: itself, by its words, or over what was under it."""
        if heading in self._blocks:
            return self._blocks[heading]
        same = self.new.headings.get(bare(self.old.texts[heading]), ())
        if len(same) == 1:
            return same[0]
        for block in range(heading + 1, self.old.section_end(heading)):
            if block in self._blocks:
                return self.new.section_of(self._blocks[block])
        return None

    def mapped(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the range of the new text that the comparison sets beside this one."""
        first, after = self.old.words_between(start, end)
        if first == after:
            return None
        low, low_exact = self._word_at(first, up=True)
        high, high_exact = self._word_at(after - 1, up=False)
        if high < low:
            return None
        spans = self.new.spans
        head = start - self.old.spans[first][0] if low_exact else 0
        tail = end - self.old.spans[after - 1][1] if high_exact else 0
        begin = max(0, spans[low][0] + min(head, 0))
        return begin, min(len(self.new.text), spans[high][1] + max(tail, 0))

    def remnant(self, words: slice) -> tuple[int, int] | None:
        """Return the longest piece of these words that stands unbroken."""
        best = (0, 0, 0)
        index = max(0, bisect_right(self._run_starts, words.start) - 1)
        for i, j, length in self._runs[index:]:
            if i >= words.stop:
                break
            low, high = max(i, words.start), min(i + length, words.stop)
            best = max(best, (high - low, j + low - i, j + high - i))
        size, first, after = best
        spans = self.new.spans
        return (spans[first][0], spans[after - 1][1]) if size > 0 else None

    def _word_at(self, word: int, *, up: bool) -> tuple[int, bool]:
        """Return the word set beside this one, or the border of the gap it is in."""
        index = bisect_right(self._run_starts, word) - 1
        if index >= 0:
            i, j, length = self._runs[index]
            if word < i + length:
                return j + word - i, True
            before = j + length
        else:
            before = 0
        following = self._runs[index + 1 : index + 2]
        behind = following[0][1] if following else len(self.new.words)
        return (before, False) if up else (behind - 1, False)

    def expected(self, start: int) -> int:
        """Return about where the character would stand if nothing had moved."""
        first, _ = self.old.words_between(start, start + 1)
        place, _ = self._word_at(min(first, len(self.old.words) - 1), up=True)
        spans = self.new.spans
        return spans[place][0] if place < len(spans) else len(self.new.text)


@dataclass(frozen=True)
class _Candidate:
    start: int
    end: int
    score: float
    exact: bool


class _Search:
    """The search for one anchor through a text that changed around it."""

    def __init__(self, crossing: Crossing, start: int, end: int) -> None:
        self.crossing = crossing
        self.new = crossing.new
        old = crossing.old
        self.quote = old.text[start:end]
        self.start, self.stop = start, end
        self.pattern = Pattern(self.quote)
        self.before = Pattern(old.text[max(0, start - AROUND) : start][::-1])
        self.after = Pattern(old.text[end : end + AROUND])
        self.words = slice(*old.words_between(start, end))
        self.expected = crossing.expected(start)
        self.mapped = crossing.mapped(start, end)

    def best(self) -> Placement | None:
        """Return the best place that is good enough and clearly the best."""
        found: dict[tuple[int, int], _Candidate] = {}
        if self.mapped:
            aligned = self._judge(*self.mapped)
            if aligned.exact and aligned.score >= CERTAIN:
                return self._accept(aligned, "shifted")
            found[self.mapped] = aligned
        if (span := self.crossing.remnant(self.words)) and span not in found:
            found[span] = self._remains(*span)
        for span in self._exact():
            found[span] = self._judge(*span)
        if not any(c.score >= CERTAIN for c in found.values()):
            for span in self._similar():
                if span not in found:
                    found[span] = self._judge(*span)
        return self._choose(list(found.values()))

    def _choose(self, found: list[_Candidate]) -> Placement | None:
        found.sort(key=lambda c: (-c.score, abs(c.start - self.expected)))
        if not found or found[0].score < ENOUGH:
            return None
        top = found[0]
        rivals = [
            c
            for c in found[1:]
            if c.score > top.score - MARGIN
            and (c.start >= top.end or c.end <= top.start)
        ]
        if rivals:
            aligned = [c for c in (top, *rivals) if (c.start, c.end) == self.mapped]
            if not aligned:
                return None
            top = aligned[0]
        elif len(self.quote) <= SHORT and not top.exact:
            return None
        if top.exact:
            here = (top.start, top.end) == self.mapped
            return self._accept(top, "shifted" if here else "quote")
        return self._accept(top, "fuzzy")

    def _accept(self, top: _Candidate, method: Method) -> Placement:
        return Placement(method, top.start, top.end, round(top.score, 3))

    def _exact(self) -> list[tuple[int, int]]:
        """Return where the quote stands word for word, the nearest ones."""
        text, quote = self.new.text, self.quote
        hits: list[int] = []
        at = text.find(quote)
        while at >= 0 and len(hits) < 20 * MOST_HITS:
            hits.append(at)
            at = text.find(quote, at + 1)
        hits.sort(key=lambda hit: abs(hit - self.expected))
        return [(hit, hit + len(quote)) for hit in hits[:MOST_HITS]]

    def _similar(self) -> list[tuple[int, int]]:
        """Return where many of the quoted word pairs stand in about their order."""
        words = self.crossing.old.words[self.words]
        if not words:
            return []
        seeds = self.new.seeds
        first = self.words.start
        lead = min(4, first)
        wide = self.crossing.old.words[first - lead : self.words.stop + 4]
        votes: dict[int, float] = defaultdict(float)
        for offset, pair in enumerate(pairwise(wide)):
            where = seeds.get(pair, ())
            if len(where) > MOST_VOTES:
                continue
            for place in where:
                votes[(place - offset) // MARK] += 1 / len(where)
        ranked = sorted(votes, key=lambda m: -(votes[m] + votes.get(m + 1, 0)))
        found = []
        pattern = Pattern(words)
        for mark in ranked[:MOST_TRIED]:
            begin = max(0, mark * MARK + lead - MARK // 2)
            window = self.new.words[
                begin : begin + len(words) + len(words) // 2 + 2 * MARK
            ]
            edits, low, high = pattern.nearest(window)
            if high > low and edits < len(words):
                spans = self.new.spans
                found.append((spans[begin + low][0], spans[begin + high - 1][1]))
        return found

    def _judge(self, start: int, end: int) -> _Candidate:
        """Score a place: half by its words, half by what stands around them."""
        text = self.new.text
        words = text[start:end]
        exact = words == self.quote
        alike = 1.0 if exact else self._alike(words)
        around = self._around(start, end)
        weight = 50 + 2 * min(len(self.quote), 150)
        here = IN_PLACE * self.crossing.kinship if (start, end) == self.mapped else 0
        by_context = (50 * alike + around + here) / (92 + here)
        by_words = (weight * alike + around) / (weight + 42)
        return _Candidate(start, end, max(by_context, by_words), exact)

    def _around(self, start: int, end: int) -> float:
        """Return what the surroundings of a place are worth, at most 42."""
        text = self.new.text
        before = _beside(self.before, text[max(0, start - REACH) : start][::-1])
        after = _beside(self.after, text[end : end + REACH])
        near = 1 - min(1.0, abs(start - self.expected) / (len(text) or 1))
        return 20 * before + 20 * after + 2 * near

    def _remains(self, start: int, end: int) -> _Candidate:
        """Score what is left of a quote of which the rest is gone."""
        share = (end - start) / len(self.quote)
        if end - start < REMNANT or share > 1:
            return _Candidate(start, end, 0.0, exact=False)
        around, weight = self._around(start, end), 50 + 2 * min(end - start, 150)
        whole = min(1.0, (weight + around) / (weight + 22))  # one border is gone
        return _Candidate(start, end, whole * (1.2 + 0.8 * share) / 2, exact=False)

    def _alike(self, words: str) -> float:
        if len(words) > 3 * len(self.quote) + 20:
            return 0.0
        return self.pattern.likeness(words)


def _beside(old: Pattern, new: str) -> float:
    """Return how much of a context still stands there, more than by chance."""
    if not old.items:
        return 1.0 if not new else 0.0
    edits, _ = old.least(new)
    return max(0.0, 1 - edits / len(old.items) - CHANCE) / (1 - CHANCE)
