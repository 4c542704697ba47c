"""A matrix as its file declares it: rows, columns, and rules for each cell.

Plain Python. ``each`` states rules for every cell, in which ``{row.name}`` and
``{column.name}`` stand for what a row or a column says under that name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.plainyaml import Document, Unreadable, load
from roadmap import rules
from roadmap.formats.fields import KEY, Fields, keyed
from roadmap.formats.found import Issue
from roadmap.rules import Rule

MOST_LINES = 300
MOST_CELLS = 5_000
MEMBERS = {"matrix", "title", "description", "rows", "columns", "each", "cells"}
_HOLE = re.compile(r"\{(row|column)\.([A-Za-z0-9_-]{1,60})\}")


@dataclass(frozen=True)
class Line:
    """A row or a column: its id, what people read, and what rules may ask of it."""

    id: str
    title: str
    group: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """Where a row and a column meet: the file's word, and the rules that prove it."""

    row: str
    column: str
    says: str = ""
    note: str = ""
    rules: tuple[Rule, ...] = ()


@dataclass
class FoundMatrix:
    """All that a matrix file holds."""

    slug: str = ""
    title: str = ""
    description: str = ""
    rows: list[Line] = field(default_factory=list)
    columns: list[Line] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def read(stem: str, data: bytes) -> FoundMatrix:
    """Return the matrix that a file declares; what is odd about it is noted."""
    found = FoundMatrix()
    try:
        document = load(data)
    except Unreadable as error:
        found.issues.append(Issue("unreadable", error.message, error.line))
        return found
    if not isinstance(document.value, dict):
        found.issues.append(Issue("not-a-matrix", "The file should name members."))
        return found
    _Reader(document, found, stem).read()
    return found


class _Reader:
    def __init__(self, document: Document, found: FoundMatrix, stem: str) -> None:
        self.document = document
        self.found = found
        self.fields = Fields(document, document.value, "")
        self.stem = stem

    def read(self) -> None:
        for name in self.fields.members:
            if name not in MEMBERS:
                self.fields.note("unknown-member", f"“{name}” is not a member.", name)
        found = self.found
        said = self.fields.text("matrix", 80)
        found.slug = keyed(said or self.stem).lower()[:80] or "matrix"
        found.title = self.fields.text("title", 200) or found.slug
        found.description = self.fields.text("description", 5_000)
        found.rows = self._lines("rows")
        found.columns = self._lines("columns")
        if not found.rows or not found.columns:
            self._note("empty-matrix", "A matrix needs rows and columns.")
        elif len(found.rows) * len(found.columns) > MOST_CELLS:
            self._note("too-large", f"A matrix has at most {MOST_CELLS:,} cells.")
            found.rows, found.columns = [], []
        found.cells = self._cells()
        found.issues += self.fields.issues

    def _note(self, code: str, message: str, name: str = "") -> None:
        self.fields.note(code, message, name)

    def _lines(self, name: str) -> list[Line]:
        value = self.fields.members.get(name)
        lines: dict[str, Line] = {}
        listed = value if isinstance(value, list) else []
        for index, entry in enumerate(listed[:MOST_LINES]):
            said = entry if isinstance(entry, dict) else {"id": entry}
            own = Fields(self.document, said, f"{name}[{index}]")
            key = own.text("id", 120)
            if not KEY.fullmatch(key):
                message = f"An entry of “{name}” has no id that can be used: “{key}”."
                own.note("bad-id", message, "id")
            elif key in lines:
                own.note("duplicate-id", f"“{key}” is in “{name}” twice.", "id")
            else:
                values = {k: own.text(k, 200) for k in said if k not in _LINE}
                lines[key] = Line(
                    key, own.text("title", 120) or key, own.text("group", 120), values
                )
            self.found.issues += own.issues
        return list(lines.values())

    def _cells(self) -> list[Cell]:
        rows = {line.id: line for line in self.found.rows}
        columns = {line.id: line for line in self.found.columns}
        stated = self._stated(rows, columns)
        each = self.fields.members.get("each")
        found = []
        for row in rows.values():
            for column in columns.values():
                own = stated.get((row.id, column.id))
                said = own.members if own else {}
                asked = said.get("evidence", None if said.get("says") else each)
                cell = Cell(
                    row.id,
                    column.id,
                    own.text("says", 60) if own else "",
                    own.text("note", 500) if own else "",
                    self._rules(asked, row, column),
                )
                if cell.rules or cell.says or cell.note:
                    found.append(cell)
        return found

    def _stated(
        self, rows: Mapping[str, Line], columns: Mapping[str, Line]
    ) -> dict[tuple[str, str], Fields]:
        value = self.fields.members.get("cells")
        stated: dict[tuple[str, str], Fields] = {}
        for index, entry in enumerate(value if isinstance(value, list) else []):
            own = Fields(
                self.document,
                entry if isinstance(entry, dict) else {},
                f"cells[{index}]",
            )
            place = own.text("row", 120), own.text("column", 120)
            if place[0] not in rows or place[1] not in columns:
                message = f"There is no cell “{place[0]}” by “{place[1]}”."
                self._note("unknown-cell", message, f"cells[{index}]")
            else:
                stated[place] = own
        return stated

    def _rules(self, value: Any, row: Line, column: Line) -> tuple[Rule, ...]:
        listed = value if isinstance(value, list) else [] if value is None else [value]
        filled = [_filled(entry, row, column) for entry in listed]
        whole = [entry for entry in filled if entry is not None]
        name = "cells" if self.fields.members.get("cells") else "each"
        noted: list[tuple[str, str]] = []
        found = rules.read(whole, lambda code, message: noted.append((code, message)))
        for code, message in dict.fromkeys(noted):
            self._note(code, f"{row.id} by {column.id}: {message}", name)
        return found


_LINE = {"id", "title", "group"}


def _filled(entry: Any, row: Line, column: Line) -> Any:
    """Return a rule with its holes filled; nothing if one of them has no filling."""
    if not isinstance(entry, dict):
        return entry
    known = {
        **{("row", name): value for name, value in row.values.items()},
        **{("column", name): value for name, value in column.values.items()},
        ("row", "id"): row.id,
        ("row", "title"): row.title,
        ("column", "id"): column.id,
        ("column", "title"): column.title,
    }
    filled: dict[str, Any] = {}
    for name, value in entry.items():
        if not isinstance(value, str):
            filled[name] = value
            continue
        holes = _HOLE.findall(value)
        if any(not known.get(hole) for hole in holes):
            return None
        filled[name] = _HOLE.sub(lambda match: known[match[1], match[2]], value)
    return filled
