"""What a rendering gives, and the plainest one of all: escaped text."""

import hashlib
import html
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, NotRequired, TypedDict

from core.markup import hidden

SPACE = re.compile(r"\s+")
BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)*")


class Heading(TypedDict):
    """A line of the outline."""

    level: int
    id: str
    text: str


class Block(TypedDict):
    """A block of the top level and its text, white space collapsed.

    A heading also has its ``level``.
    """

    id: str
    text: str
    level: NotRequired[int]


@dataclass(frozen=True)
class Rendered:
    """Safe HTML, what stands in it, and a notice when the source was too much."""

    html: str
    outline: list[Heading] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    notice: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the members as JSON knows them."""
        return {
            "html": self.html,
            "outline": self.outline,
            "blocks": self.blocks,
            "notice": self.notice,
        }


class BlockIds:
    """Give each block an id made from its words, so that it outlives an edit above."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._seen: dict[str, int] = {}

    def add(self, text: str, level: int = 0) -> str:
        """Record the block and return its id; equal texts are counted."""
        text = unicodedata.normalize("NFC", SPACE.sub(" ", text).strip())
        digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
        count = self._seen[digest] = self._seen.get(digest, 0) + 1
        identifier = f"b-{digest}" if count == 1 else f"b-{digest}-{count}"
        block: Block = {"id": identifier, "text": text}
        if level:
            block["level"] = level
        self.blocks.append(block)
        return identifier


def wrap(identifier: str, inner: str) -> str:
    """Return one block of the top level in the element that bears its id."""
    return f'<div class="block" id="{identifier}">{inner}</div>\n'


def plain(source: str, *, notice: str = "") -> Rendered:
    """Show the text as it is: escaped, a block for every paragraph."""
    ids = BlockIds()
    parts = []
    for paragraph in BLANK_LINES.split(source.replace("\r\n", "\n")):
        if not paragraph.strip():
            continue
        text = html.escape(paragraph.strip("\n"))
        parts.append(wrap(ids.add(paragraph), f'<pre class="plain">{text}</pre>'))
    shown, count = hidden.reveal("".join(parts))
    return Rendered(shown, [], ids.blocks, hidden.warned(notice, count))
