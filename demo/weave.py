"""One file that holds every revision of a document, and how to read one out.

A YAML head tells the document's history; after the line ``%% text`` comes the body.
A line ``%% 2-4`` says that the lines below it belong to revisions 2 to 4 only,
``%% 3-`` from 3 on, ``%% -2`` up to 2, and ``%%`` alone to all of them again.
"""

import re
from typing import Any

import yaml

_BEGIN_OF_TEXT = "%% text\n"
_SPAN = re.compile(r"%%(?: (\d*)(-?)(\d*))?")


def split(source: str) -> tuple[dict[str, Any], str]:
    """Return the head and the body, in which all revisions are woven."""
    head, _, body = source.partition(_BEGIN_OF_TEXT)
    return yaml.safe_load(head), body


def revision(body: str, index: int) -> str:
    """Return the lines of ``body`` that belong to one revision, counted from 1."""
    wanted, lines = True, []
    for line in body.splitlines(keepends=True):
        if line.startswith("%%"):
            wanted = _holds(line.rstrip(), index)
        elif wanted:
            lines.append(line)
    return re.sub(r"\n{3,}", "\n\n", "".join(lines)).strip("\n") + "\n"


def _holds(line: str, index: int) -> bool:
    match = _SPAN.fullmatch(line)
    if match is None:
        raise ValueError(f"not a span of revisions: {line}")
    low, dash, high = match[1] or "", match[2] or "", match[3] or ""
    if low and not dash:
        return int(low) == index
    return int(low or 1) <= index and (not high or index <= int(high))
