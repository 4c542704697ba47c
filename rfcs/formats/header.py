"""What a dialect finds at the top of a document: fields, as stated. Plain Python."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rfcs.formats import words
from rfcs.formats.source import SourceFile
from rfcs.metadata import Issue

HEADER_LINES = 200
LONGEST_LINE = 4_000
LIKELY = 2


@dataclass(frozen=True)
class Header:
    """Fields by their own names, and the lines at the top that they take.

    ``title`` is a heading of the document's own; ``process`` is set by a dialect
    that only one process uses; ``least`` is how many known fields it takes to show
    that this is a proposal.
    """

    fields: dict[str, Any]
    end: int = 0
    title: str = ""
    issues: tuple[Issue, ...] = ()
    process: str = ""
    least: int = 2

    @property
    def is_sure(self) -> bool:
        """Whether these fields alone show that this is a proposal."""
        known = {role for name in self.fields if (role := words.role(name))}
        if known & {"number", "status", "stage"}:
            return len(known) >= self.least
        return len(known) > self.least and bool(known & {"authors"})

    @property
    def is_likely(self) -> bool:
        """Whether these fields show it of a file that is numbered as its neighbours."""
        known = {role for name in self.fields if (role := words.role(name))}
        return len(known) >= LIKELY and "authors" in known


Reader = Callable[[SourceFile], Header | None]


def top(source: SourceFile, most: int = HEADER_LINES) -> list[str]:
    """Return the first lines, none of them longer than a header's can be."""
    lines = source.text.split("\n", most)[:most]
    return [line[:LONGEST_LINE] for line in lines]


def counts(fields: dict[str, Any], *, least: int = 1) -> bool:
    """Whether enough of the fields are of the kind that proposals have."""
    return sum(1 for name in fields if words.role(name)) >= least


def add(fields: dict[str, Any], name: str, value: str) -> None:
    """Keep a field; what is there twice is kept together, a line each."""
    held = fields.get(name)
    fields[name] = f"{held}\n{value}".strip() if held else value


def blank(text: str, end: int) -> str:
    """Return the text with blank lines for its first ``end`` lines."""
    lines = text.split("\n")
    return "\n" * min(end, len(lines)) + "\n".join(lines[end:])


UNDERLINE = re.compile(r"([=\-~^\"'#*+`:.])\1{2,}\s*$")
