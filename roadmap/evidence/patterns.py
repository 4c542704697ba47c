"""Bounded patterns: ``*`` and ``?``, matched without ever going back. Plain Python."""

import re
from functools import lru_cache

LONGEST = 4_000
ANY_FOLDERS = "**"


def matches(text: str, pattern: str) -> bool:
    """Whether the whole of ``text`` is as ``pattern`` says; ``*`` is anything.

    Every part between stars has a fixed length, and the leftmost place is as good as
    any other: the search never comes back to a place that it has passed.
    """
    text = text[:LONGEST]
    first, *rest = _parts(pattern)
    if not rest:
        return bool(first.fullmatch(text))
    begin = first.match(text)
    if begin is None:
        return False
    place = begin.end()
    for part in rest[:-1]:
        found = part.search(text, place)
        if found is None:
            return False
        place = found.end()
    return _ends(text, place, pattern.rpartition("*")[2], rest[-1])


def is_pattern(text: str) -> bool:
    """Whether the text has wildcards."""
    return "*" in text or "?" in text


def _ends(text: str, place: int, last: str, part: re.Pattern[str]) -> bool:
    start = len(text) - len(last)
    return start >= place and bool(part.match(text, start))


@lru_cache(maxsize=1_000)
def _parts(pattern: str) -> list[re.Pattern[str]]:
    return [
        re.compile("".join("." if c == "?" else re.escape(c) for c in part), re.DOTALL)
        for part in pattern.split("*")
    ]
