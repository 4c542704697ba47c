"""What changed from one text to another, by line and by word. Plain Python.

The answer is made for a template: hunks of rows, each row with the line of the old
text, the line of the new text, or both, cut into pieces that changed or did not.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

CONTEXT = 3
MAX_LINES = 20_000
MIN_JUNK = 200
MAX_LINE_PAIRS = 200_000
MAX_WORD_PAIRS = 3_000
WORD_PAIRS_IN_ALL = 200_000
ALIKE = 0.4
WORD = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")

Kind = Literal["same", "removed", "added", "changed"]


@dataclass(frozen=True)
class Piece:
    """A run of characters of a line, and whether the other side has others."""

    text: str
    changed: bool


@dataclass(frozen=True)
class Side:
    """A line of one text: its number, counted from one, and its pieces."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Row:
    """One row: a line that stayed, went, came, or became another."""

    kind: Kind
    old: Side | None
    new: Side | None


@dataclass(frozen=True)
class Hunk:
    """Rows that stand together, and how many unchanged lines are left out before."""

    rows: tuple[Row, ...]
    skipped: int


@dataclass(frozen=True)
class Diff:
    """The whole answer; ``truncated`` when the texts were too long to compare."""

    hunks: tuple[Hunk, ...]
    added: int
    removed: int
    truncated: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether the texts are the same."""
        return not self.hunks


def diff(old: str, new: str, *, context: int = CONTEXT) -> Diff:
    """Compare two texts; ``context`` unchanged lines stand around every change."""
    before, after = old.splitlines(), new.splitlines()
    truncated = max(len(before), len(after)) > MAX_LINES
    before, after = before[:MAX_LINES], after[:MAX_LINES]
    hunks: list[Hunk] = []
    last = added = removed = 0
    words = Words()
    for group in _groups(before, after, context):
        rows = tuple(_rows(group, before, after, words))
        hunks.append(Hunk(rows, group[0][1] - last))
        last = group[-1][2]
        added += sum(row.kind in ("added", "changed") for row in rows)
        removed += sum(row.kind in ("removed", "changed") for row in rows)
    return Diff(tuple(hunks), added, removed, truncated)


Operation = tuple[str, int, int, int, int]


def _groups(
    before: Sequence[str], after: Sequence[str], context: int
) -> Iterator[list[Operation]]:
    """Match lines after cutting off what both begin and end with: it is most."""
    start, end = _common(before, after)
    middle_old = before[start : len(before) - end]
    middle_new = after[start : len(after) - end]
    if not middle_old and not middle_new:
        return
    operations: list[Operation] = [
        (tag, a + start, b + start, c + start, d + start)
        for tag, a, b, c, d in _matched(middle_old, middle_new)
    ]
    if start:
        operations.insert(0, ("equal", 0, start, 0, start))
    if end:
        tail = ("equal", len(before) - end, len(before), len(after) - end, len(after))
        operations.append(tail)
    yield from _grouped(operations, context)


def _matched(olds: Sequence[str], news: Sequence[str]) -> Sequence[Operation]:
    """Match lines; lines that stand everywhere, as blank ones, do not count."""
    if max(len(olds), len(news)) < MIN_JUNK and _pairs(olds, news) <= MAX_LINE_PAIRS:
        return SequenceMatcher(None, olds, news, autojunk=False).get_opcodes()
    return SequenceMatcher(None, olds, news).get_opcodes()


def _pairs(olds: Sequence[str], news: Sequence[str]) -> int:
    """Return how many equal pairs there are: what the comparison will cost."""
    counts = Counter(news)
    return sum(counts[item] for item in olds)


def _common(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    most = min(len(before), len(after))
    start = 0
    while start < most and before[start] == after[start]:
        start += 1
    end = 0
    while end < most - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return start, end


def _grouped(operations: list[Operation], context: int) -> Iterator[list[Operation]]:
    """Cut long runs of equal lines to their context."""
    group: list[Operation] = []
    for position, (tag, a, b, c, d) in enumerate(operations):
        if tag != "equal":
            group.append((tag, a, b, c, d))
            continue
        first, final = position == 0, position == len(operations) - 1
        keep_before = 0 if first else context
        keep_after = 0 if final else context
        if b - a <= keep_before + keep_after:
            group.append((tag, a, b, c, d))
            continue
        if not first:
            group.append((tag, a, a + keep_before, c, c + keep_before))
            yield group
            group = []
        if not final:
            group = [(tag, b - keep_after, b, d - keep_after, d)]
    if any(operation[0] != "equal" for operation in group):
        yield group


def _rows(
    group: list[Operation],
    before: Sequence[str],
    after: Sequence[str],
    words: "Words",
) -> Iterator[Row]:
    for tag, a, b, c, d in group:
        if tag == "equal":
            for offset in range(b - a):
                yield Row(
                    "same",
                    _whole(a + offset, before[a + offset], changed=False),
                    _whole(c + offset, after[c + offset], changed=False),
                )
            continue
        yield from _replaced(a, before[a:b], c, after[c:d], words)


def _replaced(
    a: int, olds: Sequence[str], c: int, news: Sequence[str], words: "Words"
) -> Iterator[Row]:
    """Set lines beside each other that are alike; the rest went or came."""
    for offset in range(max(len(olds), len(news))):
        old = olds[offset] if offset < len(olds) else None
        new = news[offset] if offset < len(news) else None
        if old is not None and new is not None:
            pieces = words.compare(old, new)
            if pieces:
                left, right = pieces
                old_side = Side(a + offset + 1, left)
                yield Row("changed", old_side, Side(c + offset + 1, right))
                continue
        if old is not None:
            yield Row("removed", _whole(a + offset, old, changed=True), None)
        if new is not None:
            yield Row("added", None, _whole(c + offset, new, changed=True))


def _whole(index: int, text: str, *, changed: bool) -> Side:
    return Side(index + 1, (Piece(text, changed),) if text else ())


Pieces = tuple[Piece, ...]


class Words:
    """Compare lines by their words, for as long as the budget of one diff lasts."""

    def __init__(self) -> None:
        self._left = WORD_PAIRS_IN_ALL

    def compare(self, old: str, new: str) -> tuple[Pieces, Pieces] | None:
        """Return the pieces of both lines; ``None`` when they have little in common."""
        left, right = WORD.findall(old), WORD.findall(new)
        pairs = _pairs(left, right)
        if pairs > min(MAX_WORD_PAIRS, self._left):
            return None
        self._left -= pairs + len(left)
        matcher = SequenceMatcher(None, left, right, autojunk=False)
        if matcher.quick_ratio() < ALIKE or matcher.ratio() < ALIKE:
            return None
        olds: list[Piece] = []
        news: list[Piece] = []
        for tag, a, b, c, d in matcher.get_opcodes():
            for pieces, words in ((olds, left[a:b]), (news, right[c:d])):
                if words:
                    pieces.append(Piece("".join(words), tag != "equal"))
        return tuple(olds), tuple(news)
