"""A matrix with its evidence: what pages, files and the API show of it."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import groupby
from typing import Any

from roadmap import standing
from roadmap.evidence.gathering import resolved
from roadmap.evidence.models import Matrix
from roadmap.evidence.showing import Answers, Shown, as_json
from roadmap.rules import Rule

_HEADER = [
    "row",
    "column",
    "state",
    "says",
    "note",
    "repository",
    "tag",
    "commit",
    "path",
]
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class ShownCell:
    """A cell: how its rules stand together, and each of them."""

    column: dict[str, Any]
    state: str = ""
    says: str = ""
    note: str = ""
    shown: tuple[Shown, ...] = ()


@dataclass(frozen=True)
class Table:
    """A matrix, row by row, every row with a cell for each column."""

    matrix: Matrix
    rows: list[tuple[dict[str, Any], list[ShownCell]]]
    groups: list[tuple[str, int]]
    counts: dict[str, int]


Stated = dict[tuple[str, str], tuple[dict[str, Any], list[Rule]]]


def tables(matrices: Sequence[Matrix]) -> list[Table]:
    """Return matrices with their evidence; the same few queries for any number."""
    stated = [_stated(matrix) for matrix in matrices]
    rules = (rule for cells in stated for _, own in cells.values() for rule in own)
    answers = Answers({matrix.project_id for matrix in matrices}, rules)
    return [
        _table(matrix, cells, answers)
        for matrix, cells in zip(matrices, stated, strict=True)
    ]


def _stated(matrix: Matrix) -> Stated:
    return {
        (cell["row"], cell["column"]): (
            cell,
            resolved(cell["rules"], matrix.repository.name),
        )
        for cell in matrix.cells
    }


def _table(matrix: Matrix, stated: Stated, answers: Answers) -> Table:
    rows = []
    counts: dict[str, int] = {}
    for row in matrix.rows:
        cells = []
        for column in matrix.columns:
            cell, rules = stated.get((row["id"], column["id"]), ({}, []))
            shown = tuple(answers.of(matrix.project_id, rule) for rule in rules)
            state = standing.together([each.state for each in shown])
            counts[state] = counts.get(state, 0) + 1
            cells.append(
                ShownCell(
                    column, state, cell.get("says", ""), cell.get("note", ""), shown
                )
            )
        rows.append((row, cells))
    grouped = groupby(matrix.columns, lambda column: str(column["group"]))
    groups = [(name, len(list(members))) for name, members in grouped]
    return Table(matrix, rows, groups if any(n for n, _ in groups) else [], counts)


def csv_text(found: Table) -> str:
    """Return the table with one line for each cell, for a spreadsheet.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEADER)
    for row, cells in found.rows:
        for cell in cells:
            for shown in cell.shown or (None,):
                evidence = shown.check.evidence if shown and shown.check else None
                state = shown.state if shown else ""
                line = [row["title"], cell.column["title"], state, cell.says, cell.note]
                if evidence:
                    line += [evidence.repository.name, evidence.tag]
                    line += [evidence.commit_oid, evidence.path]
                writer.writerow([_safe(word) for word in line])
    return out.getvalue()


def table_json(found: Table) -> dict[str, Any]:
    """Return rows, columns and cells with their evidence as JSON."""
    return {
        "rows": found.matrix.rows,
        "columns": found.matrix.columns,
        "cells": [
            {
                "row": row["id"],
                "column": cell.column["id"],
                "state": cell.state or None,
                "says": cell.says or None,
                "note": cell.note or None,
                "evidence": [as_json(shown) for shown in cell.shown],
            }
            for row, cells in found.rows
            for cell in cells
        ],
    }


def _safe(word: str) -> str:
    return f"'{word}" if word.startswith(_DANGEROUS) else word
