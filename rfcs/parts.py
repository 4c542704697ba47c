"""A very long text in parts, each a page of its own. Plain Python on rendered blocks.

A part ends before a heading where one is near, else after any block. Links from one
part into another name the part that they lead to.
"""

import html
import re
from functools import cached_property

LONG = 400_000
PART = 200_000
LONGEST = 300_000
BLOCK = '<div class="block" id="'
HEADING = re.compile(r'[^>]*">\s*<h[23]\b')
ID = re.compile(r' id="([^"]*)"')
LINK = re.compile(r' href="#([^"]+)"')


class Parts:
    """The parts of one text, counted from one; a usual text is a single part."""

    def __init__(self, rendered: str) -> None:
        self._parts = [rendered] if len(rendered) <= LONG else list(_cut(rendered))

    @property
    def count(self) -> int:
        """How many parts there are."""
        return len(self._parts)

    def numbered(self, wanted: int | None) -> int:
        """Return the part that was asked for, or the nearest there is."""
        return min(max(wanted or 1, 1), self.count)

    def holding(self, identifier: str) -> int:
        """Return the part with the element of this id; the first where none has it."""
        return self._homes.get(identifier, 1) if self.count > 1 else 1

    def address(self, identifier: str, *, at: int) -> str:
        """Return the link from part ``at`` to the element of this id."""
        there = self.holding(identifier)
        return f"#{identifier}" if there == at else f"?part={there}#{identifier}"

    def html(self, number: int) -> str:
        """Return a part, its links leading into the others."""
        part = self._parts[number - 1]
        if self.count == 1:
            return part

        def led(link: re.Match[str]) -> str:
            address = self.address(html.unescape(link[1]), at=number)
            return f' href="{html.escape(address)}"'

        return LINK.sub(led, part)

    @cached_property
    def _homes(self) -> dict[str, int]:
        return {
            html.unescape(identifier): number
            for number, part in reversed(list(enumerate(self._parts, start=1)))
            for identifier in ID.findall(part)
        }


def _cut(rendered: str) -> list[str]:
    head, *blocks = rendered.split(BLOCK)
    parts: list[str] = []
    part, size = [head], 0
    for block in blocks:
        begins = size >= PART and HEADING.match(block)
        if begins or (size and size + len(block) > LONGEST):
            parts.append("".join(part))
            part, size = [], 0
        part.append(BLOCK + block)
        size += len(block)
    return [*parts, "".join(part)]
