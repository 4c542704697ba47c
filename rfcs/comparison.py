"""What changed from one rendered text to another, by block, by cell and by word.

Plain Python on safe HTML in its canonical form: blocks are set beside each other
here, and what changed inside a pair is marked by ``rfcs.marking``.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rfcs import marking
from rfcs.alignment import align
from rfcs.marking import Budget

Kind = Literal["same", "changed", "removed", "added", "moved"]
BLOCK = '<div class="block" id="'
LINK_BESIDE = re.compile(r'(<(?:a|img) [^>]*?(?:href|src)=")(?=file/\?at=)')
GONE = re.compile(r"<del>.*?</del>", re.DOTALL)
IDS = re.compile(r' id="[^"]*"')
HEADING = re.compile(r"\s*<h([1-6])")
CONTEXT = 1
ALIKE = 0.35
MOST_PAIRS = 4_000
PAGE = 200


@dataclass(frozen=True)
class Row:
    """One block on either side, marked up; ``inline`` is both in one."""

    kind: Kind
    old: str = ""
    new: str = ""
    inline: str = ""


@dataclass(frozen=True)
class Part:
    """Rows that stand together, the blocks left out before, the heading over them."""

    rows: list[Row]
    skipped: int
    heading: str = ""


@dataclass(frozen=True)
class Comparison:
    """A page of the parts, how many blocks changed in all, and the next page."""

    parts: list[Part]
    changed: int
    following: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether both texts read the same."""
        return not self.changed


@dataclass(frozen=True)
class _Block:
    key: str
    html: str

    @property
    def words(self) -> frozenset[str]:
        return frozenset(marking.tokens(self.html.casefold()))


def compare(old: str, new: str, *, start: int = 0) -> Comparison:
    """Compare two rendered texts; show one page of changed blocks from ``start`` on."""
    olds, news = _blocks(old), _blocks(new)
    pairs = list(_paired(olds, news))
    marks = [number for number, pair in enumerate(pairs) if not _is_same(pair)]
    shown = marks[start : start + PAGE]
    rest = len(marks) > start + PAGE
    moved = {b.key for b in olds} & {b.key for b in news}
    parts, budget = [], Budget()
    last = marks[start - 1] + 1 if start and start <= len(marks) else 0
    most = marks[start + PAGE] if rest else len(pairs)
    for first, after in _stretches(shown, last, most):
        rows = [_row(pair, moved, budget) for pair in pairs[first:after]]
        parts.append(Part(rows, first - last, _heading(pairs, first)))
        last = after
    return Comparison(parts, len(marks), start + PAGE if rest else 0)


def lead(found: Comparison, old: str, new: str) -> Comparison:
    """Let links to files beside the texts lead there from either text's own page."""
    parts = [
        replace(part, rows=[_led(row, old, new) for row in part.rows])
        for part in found.parts
    ]
    return replace(found, parts=parts)


def _led(row: Row, old: str, new: str) -> Row:
    only_old = row.old and not row.new
    both = GONE.sub(lambda gone: _based(gone[0], old), row.inline)
    both = _based(both, old if only_old else new)
    return replace(row, old=_based(row.old, old), new=_based(row.new, new), inline=both)


def _based(text: str, base: str) -> str:
    return LINK_BESIDE.sub(lambda found: found[1] + base, text)


Pair = tuple[_Block | None, _Block | None]


def _blocks(text: str) -> list[_Block]:
    found = []
    for piece in text.split(BLOCK)[1:]:
        name, inner = piece.split('">', 1)
        inner = inner.rstrip().removesuffix("</div>")
        key = "-".join(name.split("-")[:2])
        found.append(_Block(key, IDS.sub("", inner)))
    return found


def _is_same(pair: Pair) -> bool:
    old, new = pair
    return old is not None and new is not None and old.html == new.html


def _paired(olds: Sequence[_Block], news: Sequence[_Block]) -> Iterator[Pair]:
    """Set the blocks beside each other, those that are alike as well."""
    a = c = 0
    runs = align([b.key for b in olds], [b.key for b in news], all_single=True)
    for i, j, length in (*runs, (len(olds), len(news), 0)):
        yield from _gap(olds[a:i], news[c:j])
        yield from zip(olds[i : i + length], news[j : j + length], strict=True)
        a, c = i + length, j + length


def _gap(olds: Sequence[_Block], news: Sequence[_Block]) -> Iterator[Pair]:
    """Pair changed blocks in their order, each with the next one that is like it."""
    if len(olds) * len(news) > MOST_PAIRS:
        for number in range(max(len(olds), len(news))):
            old = olds[number] if number < len(olds) else None
            yield old, news[number] if number < len(news) else None
        return
    at = 0
    words = [block.words for block in news]
    for old in olds:
        mine = old.words
        scores = [_likeness(mine, words[n]) for n in range(at, len(news))]
        best = max(scores, default=0.0)
        if best < ALIKE:
            yield old, None
            continue
        there = at + scores.index(best)
        yield from ((None, new) for new in news[at:there])
        yield old, news[there]
        at = there + 1
    yield from ((None, new) for new in news[at:])


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (len(one | other) or 1)


def _stretches(
    marks: Sequence[int], least: int, most: int
) -> Iterator[tuple[int, int]]:
    """Yield the ranges around changed blocks, their context with them."""
    first = after = -1
    for mark in marks:
        if first >= 0 and mark - CONTEXT <= after:
            after = min(most, mark + 1 + CONTEXT)
            continue
        if first >= 0:
            yield first, after
        first = max(least, after, mark - CONTEXT, 0)
        after = min(most, mark + 1 + CONTEXT)
    if first >= 0:
        yield first, after


def _heading(pairs: Sequence[Pair], first: int) -> str:
    """Return the words of the nearest heading above."""
    for old, new in reversed(pairs[:first]):
        block = new or old
        if block and HEADING.match(block.html):
            words = re.sub(r"<[^>]*>", "", block.html)
            return " ".join(html.unescape(words).split())
    return ""


def _row(pair: Pair, moved: set[str], budget: Budget) -> Row:
    old, new = pair
    if old and new:
        if old.html == new.html:
            return Row("same", old.html, new.html, new.html)
        left, right, both = marking.compared(old.html, new.html, budget)
        return Row("changed", left, right, both)
    block = old or new
    assert block
    mark = "del" if old else "ins"
    kind: Kind = "removed" if old else "added"
    if block.key in moved:
        whole, kind = block.html, "moved"
    else:
        whole = marking.whole(block.html, mark)
    return Row(kind, whole if old else "", "" if old else whole, whole)
