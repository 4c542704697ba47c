"""The outline beside a text: which headings it shows, and where they lead."""

from collections.abc import Sequence
from typing import Any

from rfcs.parts import Parts

MOST_HEADINGS = 400
Heading = dict[str, Any]


def repeats_title(headings: Sequence[Heading], title: str) -> bool:
    """Whether the text begins with the document's title as its one top heading."""
    if not headings or sum(h["level"] == 2 for h in headings) != 1:
        return False
    first = headings[0]
    return bool(first["level"] == 2 and _same(first["text"], title))


def shown(
    headings: Sequence[Heading], parts: Parts, *, at: int, below_title: bool
) -> list[Heading]:
    """Return two levels of headings, without a title that the page shows anyway.

    Of a text in parts, the second level is that of the part that is shown.
    """
    top = 3 if below_title else 2
    return [
        {
            "href": parts.address(h["id"], at=at),
            "text": h["text"],
            "depth": h["level"] - top + 1,
        }
        for h in headings
        if top <= h["level"] <= top + 1
        if h["level"] == top or parts.count == 1 or parts.holding(h["id"]) == at
    ][:MOST_HEADINGS]


def _same(heading: str, title: str) -> bool:
    """Whether a heading says the title, perhaps after the document's number."""
    heading, title = heading.casefold().strip(), title.casefold().strip()
    return bool(title) and heading.endswith(title) and len(heading) < len(title) + 20
