"""Cut a rendered text into its sections, and tell which of them changed.

Plain Python. A section is named by the anchor of its heading and goes on to the next
heading of the same or a higher level.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_MARKS = re.compile(
    r'<div class="block" id="(?P<block>[^"]+)"'
    r'|<h(?P<level>[1-6])[^>]*? id="(?P<anchor>[^"]+)"'
)


@dataclass(frozen=True)
class Section:
    """A heading, the blocks that stand under it, and their words."""

    title: str
    blocks: tuple[str, ...]
    words: str


def sections(html: str, blocks: Iterable[Mapping[str, str]]) -> dict[str, Section]:
    """Return the sections of a text by the anchor of their heading."""
    words = {block["id"]: block["text"] for block in blocks}
    order: list[str] = []
    headings: list[tuple[str, int, int]] = []
    for mark in _MARKS.finditer(html):
        if mark["block"]:
            order.append(mark["block"])
        elif order:
            headings.append((mark["anchor"], int(mark["level"]), len(order) - 1))
    found = {}
    for place, (anchor, level, start) in enumerate(headings):
        after = (where for _, depth, where in headings[place + 1 :] if depth <= level)
        under = tuple(order[start : next(after, len(order))])
        found[anchor] = Section(
            title=words.get(under[0], anchor) if under else anchor,
            blocks=under,
            words="\n".join(" ".join(words.get(b, "").split()) for b in under),
        )
    return found


def changed(old: Mapping[str, Section], new: Mapping[str, Section]) -> set[str]:
    """Return the anchors of the sections that say something else, came or went."""
    return {
        anchor
        for anchor in old.keys() | new.keys()
        if anchor not in old
        or anchor not in new
        or old[anchor].words != new[anchor].words
    }
