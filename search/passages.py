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
BEFORE = 50


class Piece(NamedTuple):
    """A bit of text, and whether it is one of the words that were asked for."""

    text: str
    hit: bool


def passage(
    text: str,
    terms: Sequence[Term],
    *,
    signs: Iterable[str] = (),
    length: int = LENGTH,
) -> list[Piece]:
    """Return about ``length`` characters around most of the words asked for.

    Where words were typed with ``signs``, around the first that is there as it is.
    """
    text = " ".join(text[:READ].split())
    spelled = [place for sign in signs if (place := text.find(sign)) >= 0]
    best = spelled[0] if spelled else _best(_hits(text, terms), length)
    start = max(0, best - BEFORE)
    end = min(len(text), start + length)
    start, end = _whole_words(text, start, end)
    pieces = marked(text[start:end], terms)
    if start > 0:
        pieces.insert(0, Piece("… ", hit=False))
    if end < len(text):
        pieces.append(Piece(" …", hit=False))
    return pieces


def marked(text: str, terms: Sequence[Term]) -> list[Piece]:
    """Return the whole of a short text with the words asked for marked."""
    pieces, here = [], 0
    for hit in _hits(text, terms):
        if hit.start > here:
            pieces.append(Piece(text[here : hit.start], hit=False))
        pieces.append(Piece(text[hit.start : hit.end], hit=True))
        here = hit.end
    if here < len(text):
        pieces.append(Piece(text[here:], hit=False))
    return pieces


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


def _best(hits: Sequence[Span], length: int) -> int:
    """Return the place from which most different words are in sight."""
    best, most = 0, -1
    for first in hits:
        window = [h for h in hits if first.start <= h.start < first.start + length - 60]
        kinds = len({hit.word for hit in window}) * 10 + len(window)
        if kinds > most:
            best, most = first.start, kinds
    return best


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    if start:
        space = text.find(" ", start, start + 30)
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", end - 30, end)
        end = space if space > start else end
    return start, end
