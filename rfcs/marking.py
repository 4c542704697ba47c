"""Mark the words and cells by which two blocks of safe HTML differ. Plain Python.

A changed block keeps its own elements on either side and only runs of its words are
marked, so that whatever is compared comes out as well formed as it went in.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from rfcs.alignment import align

TOKEN = re.compile(
    r"<math\b.*?</math>|<[^>]*>|&\w+;|&#\w+;|\w+|\s+|[^\w\s<&]|&", re.DOTALL
)
WORDS_OF_THEIR_OWN = ("<math", "<img")
TABLE_ROW = re.compile(r"<tr[^>]*>.*?</tr>", re.DOTALL)
CELL = re.compile(r"(<(t[dh])[^>]*>)(.*?)(</\2>)", re.DOTALL)
MOST_WORDS = 60_000


class Budget:
    """How many words of one page are still compared one by one."""

    def __init__(self) -> None:
        self.words = MOST_WORDS


class Gone(NamedTuple):
    """Words that only the old text has, and the space around them there."""

    before: str
    words: str
    after: str


def tokens(text: str) -> list[str]:
    """Return elements, words, signs and spaces, in their order."""
    return TOKEN.findall(text)


def whole(text: str, mark: str) -> str:
    """Return a block all of whose words are marked."""
    return _marked(tokens(text), mark)


def compared(old: str, new: str, budget: Budget) -> tuple[str, str, str]:
    """Return both sides with their words marked, and both in one."""
    rows = TABLE_ROW.findall(old), TABLE_ROW.findall(new)
    is_table = all(part.count("<table") == 1 for part in (old, new))
    if is_table and all(rows):
        return _tables(old, new, *rows, budget)
    return _words(old, new, budget)


def _tables(
    old: str, new: str, olds: list[str], news: list[str], budget: Budget
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
            lefts[number] = whole(olds[number], "del")
            gone.setdefault(j, []).append(lefts[number])
        for number in range(c + same, j):
            rights[number] = whole(news[number], "ins")
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


def _cells(old: str, new: str, budget: Budget) -> tuple[str, str, str]:
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


def _words(old: str, new: str, budget: Budget) -> tuple[str, str, str]:
    """Mark the words that only one side has."""
    olds, news = tokens(old), tokens(new)
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
) -> dict[int, Gone]:
    """Return the words that went, by the new word that they stood before."""
    gone: dict[int, Gone] = {}
    a = c = 0
    for i, j, length in (*runs, (len(left_words), len(right_words), 0)):
        if i > a:
            first, last = left_words[a], left_words[i - 1]
            run = olds[first : last + 1]
            words = "".join(t for t in run if t.isspace() or _counts(t))
            before, after = _space(olds, first, -1), _space(olds, last, 1)
            there = right_words[c] if c < len(right_words) else -1
            gone[there] = Gone(before, words, after)
        a, c = i + length, j + length
    return gone


def _space(tokens: Sequence[str], at: int, step: int) -> str:
    """Return the space beside a word, across elements that begin or end there."""
    at += step
    while 0 <= at < len(tokens):
        if tokens[at].isspace():
            return tokens[at]
        if _counts(tokens[at]):
            break
        at += step
    return ""


def _marked(
    tokens: Sequence[str],
    mark: str,
    kept: set[int] | None = None,
    gone: dict[int, Gone] | None = None,
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
        if opened and (not marks or number in gone):
            parts.append(f"</{mark}>")
            opened = False
        if number in gone:
            parts.append(_struck(gone[number], waiting, before_new=marks))
        else:
            parts.append(waiting)
        waiting = ""
        if marks and not opened:
            parts.append(f"<{mark}>")
            opened = True
        parts.append(token)
        if number == last_word and -1 in gone:
            before = gone[-1].before or (" " if opened else "")
            parts.append(f"</{mark}>" if opened else "")
            parts.append(f"{before}<del>{gone[-1].words}</del>")
            opened = False
    if opened:
        parts.append(f"</{mark}>")
    return "".join(parts) + waiting


def _struck(gone: Gone, space: str, *, before_new: bool) -> str:
    """Return words that went, spaced as they were; ``space`` is the new text's here."""
    struck = f"<del>{gone.words}</del>"
    if before_new:
        return f"{space or gone.before}{struck} "
    if space and not gone.before and gone.after:
        return f"{struck}{gone.after}"
    return f"{space or gone.before}{struck}{gone.after}"
