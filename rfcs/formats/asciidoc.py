"""AsciiDoc headers: title, author line, ``:key: value``, and tables. Plain Python."""

import re

from rfcs.formats import tables, words
from rfcs.formats.header import Header, add, counts, top
from rfcs.formats.source import SourceFile

TITLE = re.compile(r"(?:=|#)[ \t]+(\S.*)$")
ATTRIBUTE = re.compile(
    r":!?(?P<key>[A-Za-z0-9_][\w-]{0,40}):(?:[ \t]+(?P<value>.*)|[ \t]*)$"
)
AUTHOR = re.compile(r"[^\W\d_][^<>:|=\n]{1,80}(?:<[^<>\s]+@[^<>\s]+>)?(?:;.*)?$")
REVISION = re.compile(r"(?:v?[\d.]+,?[ \t]*)?(\d{4}-\d{2}-\d{2})\b.*$")
DEFINED = re.compile(r"(?P<key>[^\W\d_][^:\n]{0,40})::(?:[ \t]+(?P<value>.*)|[ \t]*)$")
MOST_LINES = 100


def read(source: SourceFile) -> Header | None:
    """Return attributes, the author's line, and the first table's fields."""
    if not source.path.lower().endswith((".adoc", ".asciidoc", ".asc")):
        return None
    lines = top(source, MOST_LINES)
    fields: dict[str, str] = {}
    title, end, after_title = "", 0, False
    for number, line in enumerate(lines, start=1):
        if not title and (found := TITLE.match(line)):
            title, after_title, end = found[1], True, number
        elif found := ATTRIBUTE.match(line):
            if found["value"] and words.role(found["key"]):
                add(fields, found["key"], found["value"].strip())
            elif found["value"]:
                fields.setdefault(found["key"], found["value"].strip())
            end = number
        elif after_title and line.strip() and end == number - 1:
            if found := REVISION.match(line):
                fields.setdefault("date", found[1])
            elif AUTHOR.match(line) and len(line.split()) <= 8:
                fields.setdefault("author", line.strip())
            end = number
            after_title = not REVISION.match(line)
        elif not line.strip():
            after_title = False
        elif line.startswith("|==="):
            table, stop = _table(lines, number)
            if counts(table):
                fields = {**table, **fields}
                end = stop
            break
        elif line.startswith("== "):
            break
        elif (found := DEFINED.match(line)) and words.role(found["key"]):
            value = found["value"] or (lines[number] if number < len(lines) else "")
            add(fields, found["key"], value.strip())
            end = number
    return Header(dict(fields), end, title) if title or counts(fields) else None


def _table(lines: list[str], start: int) -> tuple[dict[str, str], int]:
    """Return the fields of a table of two columns that begins after a line."""
    cells: list[str] = []
    rows: list[list[str]] = []
    number = start
    for number in range(start, len(lines)):
        line = lines[number]
        if line.startswith("|==="):
            break
        parts = [
            part.strip() for part in re.split(r"(?:^|\s)[\w.+^<>*]{0,6}\|", line)[1:]
        ]
        if len(parts) >= 2:
            rows.append(parts)
        else:
            cells += parts
    if cells and not rows:
        rows = [cells[at : at + 2] for at in range(0, len(cells), 2)]
    return tables.fields_of(rows), number + 1
