"""Headers that are tables of MediaWiki, two columns or a name above a value.

Plain Python.
"""

import re

from rfcs.formats import tables
from rfcs.formats.header import Header, counts, top
from rfcs.formats.source import SourceFile

SUFFIXES = (".mediawiki", ".wiki")
ATTRIBUTES = re.compile(r"[^\[\]{}|]*=[^\[\]{}|]*\|(?!\|)")
HEADING = re.compile(r"=+[ \t]*(.+?)[ \t]*=+[ \t]*$")
BEFORE = 30


def read(source: SourceFile) -> Header | None:
    """Return the fields of the first table, if it stands at the top."""
    if not source.path.lower().endswith(SUFFIXES):
        return None
    lines = top(source)
    start = next((n for n, line in enumerate(lines) if line.startswith("{|")), BEFORE)
    if start >= BEFORE:
        return None
    rows, end = _rows(lines, start)
    fields = tables.fields_of(rows)
    if not counts(fields, least=2):
        return None
    headings = (HEADING.match(line) for line in lines[:start] + lines[end:])
    title = next((found[1] for found in headings if found), "")
    return Header(dict(fields), end, title)


def _rows(lines: list[str], start: int) -> tuple[list[list[str]], int]:
    """Return the cells of a table, and the line after it."""
    rows: list[list[str]] = [[]]
    for number in range(start + 1, len(lines)):
        line = lines[number].strip()
        if line.startswith("|}"):
            return rows, number + 1
        if line.startswith("|-"):
            rows.append([])
        elif line.startswith(("|", "!")) and not line.startswith("|+"):
            parts = re.split(r"\|\||!!", line[1:])
            rows[-1] += [ATTRIBUTES.sub("", part, count=1).strip() for part in parts]
        elif rows[-1] and line:
            rows[-1][-1] = f"{rows[-1][-1]}\n{line}".strip()
    return rows, len(lines)
