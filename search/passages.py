"""Find the passage of a text that shows why it was found. Plain Python.

A passage is a list of pieces, each marked or not; who shows it escapes every piece.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from search.query import Term
from search.words import Span, spans

LENGTH = 260
READ = 60_000
ENOUGH = 40


class Piece(NamedTuple):
    """A bit of text, and whether it is one of the words that were asked for."""

    text: str
    hit: bool


def passage(text: str, terms: Sequence[Term], *, length: int = LENGTH) -> list[Piece]:
    """Return about ``length`` characters around most of the words asked for."""
    text = " ".join(text[:READ].split())
    hits = _hits(text, terms)
    start = _best_start(hits, length)
    end = min(len(text), start + length)
    start, end = _whole_words(text, start, end)
    inside = [hit for hit in hits if start <= hit.start and hit.end <= end]
    pieces = _cut(text, start, end, inside)
    if start > 0:
        pieces.insert(0, Piece("… ", hit=False))
    if end < len(text):
        pieces.append(Piece(" …", hit=False))
    return pieces


def marked(text: str, terms: Sequence[Term]) -> list[Piece]:
    """Return the whole of a short text with the words asked for marked."""
    return _cut(text, 0, len(text), _hits(text, terms))


def _hits(text: str, terms: Sequence[Term]) -> list[Span]:
    """Return where a term stands, each of its words by itself, in order."""
    found: list[Span] = []
    recent: list[Span] = []
    longest = max((len(term.words) for term in terms), default=0)
    seen = -1
    for span in spans(text):
        recent = [*recent[-longest + 1 :], span] if longest > 1 else [span]
        for term in terms:
            size = len(term.words)
            if size <= len(recent) and _fits(recent[-size:], term):
                found += [hit for hit in recent[-size:] if hit.start > seen]
                seen = span.start
        if len(found) >= ENOUGH:
            break
    return found


def _fits(run: Sequence[Span], term: Term) -> bool:
    for place, (span, word) in enumerate(zip(run, term.words, strict=True), start=1):
        begun = term.prefix and place == len(run)
        if not (span.word.startswith(word) if begun else span.word == word):
            return False
    return True


def _best_start(hits: Sequence[Span], length: int) -> int:
    """Return where to begin so that most different words are in sight."""
    best, most = 0, -1
    for first in hits:
        window = [h for h in hits if first.start <= h.start < first.start + length - 60]
        kinds = len({hit.word for hit in window}) * 10 + len(window)
        if kinds > most:
            best, most = first.start, kinds
    return max(0, best - 50)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    if start:
        space = text.find(" ", start, start + 30)
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", end - 30, end)
        end = space if space > start else end
    return start, end


def _cut(text: str, start: int, end: int, hits: Iterable[Span]) -> list[Piece]:
    pieces, here = [], start
    for hit in hits:
        if hit.start > here:
            pieces.append(Piece(text[here : hit.start], hit=False))
        pieces.append(Piece(text[hit.start : hit.end], hit=True))
        here = hit.end
    if here < end:
        pieces.append(Piece(text[here:end], hit=False))
    return pieces
