"""Which words of a text somebody means. Plain Python.

A selection comes as a browser or a person gives it: the block where it begins, its
first words, and, where it ends in another block, that block and its last words.
White space does not count: a browser and a rendering rarely agree on it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rfcs.errors import UnknownBlock, WordsNotThere


@dataclass(frozen=True)
class Selection:
    """Words found: where they begin, where they end, and what they are."""

    block: str
    last_block: str = ""
    quote: str = ""
    offset: int | None = None

    @property
    def words(self) -> str:
        """The words, where they are not just one whole block."""
        return "" if self.offset is None else self.quote


def find(
    blocks: Sequence[Mapping[str, str]],
    block: str,
    *,
    words: str = "",
    last_block: str = "",
    until: str = "",
) -> Selection:
    """Return the selection; refuse blocks and words that are not in the text.

    Without words, one block is meant as a whole, or all from one to another.
    """
    order = {each["id"]: position for position, each in enumerate(blocks)}
    if not block:
        return Selection("")
    if block not in order:
        raise UnknownBlock("The text has no such paragraph. Reload it and try again.")
    first = blocks[order[block]]["text"]
    if last_block in ("", block):
        return _within(block, first, words, until)
    if last_block not in order or order[last_block] < order[block]:
        raise UnknownBlock("The text has no such paragraph. Reload it and try again.")
    last = blocks[order[last_block]]["text"]
    start = _place(first, words)[0] if words.strip() else 0
    end = _place(last, until)[1] if until.strip() else len(last)
    between = [each["text"] for each in blocks[order[block] + 1 : order[last_block]]]
    quote = "\n".join([first[start:], *between, last[:end]])
    return Selection(block, last_block, quote, start)


def _within(block: str, text: str, words: str, until: str) -> Selection:
    if not words.strip():
        return Selection(block, quote=text)
    start, end = _place(text, words)
    if until.strip():
        end = max(end, _place(text, until, after=start)[1])
    if (start, end) == (0, len(text)):
        return Selection(block, quote=text)
    return Selection(block, quote=text[start:end], offset=start)


def _place(text: str, words: str, *, after: int = 0) -> tuple[int, int]:
    """Return where the words begin and end in the text."""
    kept = [i for i, sign in enumerate(text) if not sign.isspace() and i >= after]
    squeezed = "".join(text[i] for i in kept)
    wanted = "".join(words.split())
    found = squeezed.find(wanted)
    if found < 0 or not wanted:
        raise WordsNotThere(
            "These words are not in the paragraph. Copy them from it exactly, or "
            "leave the field empty to mean the whole paragraph."
        )
    return kept[found], kept[found + len(wanted) - 1] + 1
