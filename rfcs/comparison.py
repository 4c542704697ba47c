"""What changed from one rendered text to another, by block, by cell and by word.

Plain Python on safe HTML in its canonical form. A changed block keeps its own
elements on either side and only runs of its words are marked, so that whatever is
compared comes out as well formed as it went in.
"""

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rfcs.alignment import align

Kind = Literal["same", "changed", "removed", "added", "moved"]
BLOCK = '<div class="block" id="'
TOKEN = re.compile(
    r"<math\b.*?</math>|<[^>]*>|&\w+;|&#\w+;|\w+|\s+|[^\w\s<&]|&", re.DOTALL
)
WORDS_OF_THEIR_OWN = ("<math", "<img")
LINK_BESIDE = re.compile(r'(<(?:a|img) [^>]*?(?:href|src)=")(?=file/\?at=)')
GONE = re.compile(r"<del>.*?</del>", re.DOTALL)
IDS = re.compile(r' id="[^"]*"')
TABLE_ROW = re.compile(r"<tr[^>]*>.*?</tr>", re.DOTALL)
CELL = re.compile(r"(<(t[dh])[^>]*>)(.*?)(</\2>)", re.DOTALL)
HEADING = re.compile(r"\s*<h([1-6])")
CONTEXT = 1
ALIKE = 0.35
MOST_PAIRS = 4_000
MOST_WORDS = 60_000
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
        return frozenset(TOKEN.findall(self.html.casefold()))


def compare(old: str, new: str, *, start: int = 0) -> Comparison:
    """Compare two rendered texts; show one page of changed blocks from ``start`` on."""
    olds, news = _blocks(old), _blocks(new)
    pairs = list(_paired(olds, news))
    marks = [number for number, pair in enumerate(pairs) if not _is_same(pair)]
    shown = marks[start : start + PAGE]
    rest = len(marks) > start + PAGE
    moved = {b.key for b in olds} & {b.key for b in news}
    parts, budget = [], _Budget()
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


class _Budget:
    """How many words of one page are still compared one by one."""

    def __init__(self) -> None:
        self.words = MOST_WORDS


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


def _row(pair: Pair, moved: set[str], budget: _Budget) -> Row:
    old, new = pair
    if old and new:
        if old.html == new.html:
            return Row("same", old.html, new.html, new.html)
        left, right, both = _compared(old.html, new.html, budget)
        return Row("changed", left, right, both)
    block = old or new
    assert block
    mark = "del" if old else "ins"
    kind: Kind = "removed" if old else "added"
    if block.key in moved:
        whole, kind = block.html, "moved"
    else:
        whole = _marked(TOKEN.findall(block.html), mark)
    return Row(kind, whole if old else "", "" if old else whole, whole)


def _compared(old: str, new: str, budget: _Budget) -> tuple[str, str, str]:
    """Return both sides with their words marked, and both in one."""
    rows = TABLE_ROW.findall(old), TABLE_ROW.findall(new)
    is_table = all(part.count("<table") == 1 for part in (old, new))
    if is_table and all(rows):
        return _tables(old, new, *rows, budget)
    return _words(old, new, budget)


def _tables(
    old: str, new: str, olds: list[str], news: list[str], budget: _Budget
) -> tuple[str, str, str]:
    """Compare two tables row by row, and rows cell by cell."""
    gone: dict[int, list[str]] = {}
    lefts, rights, boths = list(olds), list(news), list(news)
    a = c = 0
    runs = align([_text(r) for r in olds], [_text(r) for r in news], all_single=True)
    for i, j, length in (*runs, (len(olds), len(news), 0)):
        same = min(i - a, j - c)
        for number in range(same):
            left, right, both = _cells(olds[a + number], news[c + number], budget)
            lefts[a + number], rights[c + number] = left, right
            boths[c + number] = both
        for number in range(a + same, i):
            lefts[number] = _marked(TOKEN.findall(olds[number]), "del")
            gone.setdefault(j, []).append(lefts[number])
        for number in range(c + same, j):
            rights[number] = _marked(TOKEN.findall(news[number]), "ins")
            boths[number] = rights[number]
        a, c = i + length, j + length
    last = len(news)
    for place, rows in gone.items():
        if place < last:
            boths[place] = "".join(rows) + boths[place]
        else:
            boths[-1] += "".join(rows)
    return _put(old, lefts), _put(new, rights), _put(new, boths)


def _put(table: str, rows: list[str]) -> str:
    following = iter(rows)
    return TABLE_ROW.sub(lambda _: next(following), table)


def _cells(old: str, new: str, budget: _Budget) -> tuple[str, str, str]:
    olds, news = CELL.findall(old), CELL.findall(new)
    if len(olds) != len(news):
        return _words(old, new, budget)
    sides = [_words(o[2], n[2], budget) for o, n in zip(olds, news, strict=True)]
    return (
        CELL.sub(_filled(side[0] for side in sides), old),
        CELL.sub(_filled(side[1] for side in sides), new),
        CELL.sub(_filled(side[2] for side in sides), new),
    )


def _filled(contents: Iterator[str]) -> Callable[[re.Match[str]], str]:
    return lambda cell: f"{cell[1]}{next(contents)}{cell[4]}"


def _text(row: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", row).split())


def _words(old: str, new: str, budget: _Budget) -> tuple[str, str, str]:
    """Mark the words that only one side has."""
    olds, news = TOKEN.findall(old), TOKEN.findall(new)
    budget.words -= len(olds) + len(news)
    if budget.words < 0:
        left, right = _marked(olds, "del"), _marked(news, "ins")
        return left, right, right
    left_words = [n for n, token in enumerate(olds) if _counts(token)]
    right_words = [n for n, token in enumerate(news) if _counts(token)]
    runs = align(
        [olds[n] for n in left_words], [news[n] for n in right_words], all_single=True
    )
    kept_left = {left_words[i + n] for i, _, size in runs for n in range(size)}
    kept_right = {right_words[j + n] for _, j, size in runs for n in range(size)}
    left = _marked(olds, "del", kept_left)
    right = _marked(news, "ins", kept_right)
    gone = _gone(olds, left_words, right_words, runs)
    return left, right, _marked(news, "ins", kept_right, gone)


def _counts(token: str) -> bool:
    """Whether a token is a word: a formula and an image are one each."""
    if token[0] == "<":
        return token.startswith(WORDS_OF_THEIR_OWN)
    return not token.isspace()


def _gone(
    olds: Sequence[str],
    left_words: Sequence[int],
    right_words: Sequence[int],
    runs: Sequence[tuple[int, int, int]],
) -> dict[int, str]:
    """Return the words that went, by the new word that they stood before."""
    gone: dict[int, str] = {}
    a = c = 0
    for i, j, length in (*runs, (len(left_words), len(right_words), 0)):
        if i > a:
            tokens = olds[left_words[a] : left_words[i - 1] + 1]
            words = "".join(t for t in tokens if t.isspace() or _counts(t))
            gone[right_words[c] if c < len(right_words) else -1] = words
        a, c = i + length, j + length
    return gone


def _marked(
    tokens: Sequence[str],
    mark: str,
    kept: set[int] | None = None,
    gone: dict[int, str] | None = None,
) -> str:
    """Put marks around the runs of words that are not kept, never around elements."""
    kept, gone = kept or set(), gone or {}
    parts: list[str] = []
    opened, waiting = False, ""
    last_word = max((n for n, t in enumerate(tokens) if _counts(t)), default=-1)
    for number, token in enumerate(tokens):
        if token.isspace():
            waiting += token
            continue
        marks = _counts(token) and number not in kept
        if opened and not marks:
            parts.append(f"</{mark}>")
            opened = False
        parts.append(waiting)
        waiting = ""
        if number in gone:
            if opened:
                parts.append(f"</{mark}>")
                opened = False
            parts.append(f"<del>{gone[number]}</del> ")
        if marks and not opened:
            parts.append(f"<{mark}>")
            opened = True
        parts.append(token)
        if number == last_word and -1 in gone:
            if opened:
                parts.append(f"</{mark}>")
                opened = False
            parts.append(f" <del>{gone[-1]}</del>")
    if opened:
        parts.append(f"</{mark}>")
    return "".join(parts) + waiting
