"""Matrices: declared in a file, filled by git, shown, downloaded."""

import csv
import io

import pytest

from mirror.models import Problem
from roadmap.evidence import matrixfile
from roadmap.evidence.models import Matrix

FILE = """\
matrix: hardware
title: Hardware enablement
description: What runs *where*.
rows:
  - {id: gpu, title: Graphics cards, file: gpu.c}
  - {id: npu, title: "=Neural units", file: npu.c}
columns:
  - {id: r1, title: Release 1, group: Kernel, tag: v1}
  - {id: r2, title: Release 2, group: Kernel, tag: v2}
  - {id: edge, title: Edge board, group: Boards}
each:
  - {path: "drivers/{row.file}", at: "{column.tag}", repository: runtime}
cells:
  - {row: gpu, column: edge, says: planned, note: With the next board.}
  - row: npu
    column: edge
    evidence: [{tag: edge-1, repository: runtime}]
"""


@pytest.fixture
def filled(plans, code, sync):
    plans.commit({"matrices/hardware.yaml": FILE})
    code.git("tag", "v1", code.commit({"drivers/gpu.c": "1"}))
    code.git("tag", "v2", code.commit({"drivers/npu.c": "1"}))
    sync()
    return Matrix.objects.get()


def test_each_cell_is_filled_by_its_own_evidence(filled, client):
    found = client.get("/api/v1/matrices/").json()["results"][0]
    states = {(c["row"], c["column"]): c["state"] for c in found["cells"]}
    assert states == {
        ("gpu", "r1"): "fresh",
        ("gpu", "r2"): "fresh",
        ("gpu", "edge"): None,
        ("npu", "r1"): "open",
        ("npu", "r2"): "fresh",
        ("npu", "edge"): "open",
    }
    assert found["cells"][0]["evidence"][0]["tag"] == "v1"
    assert found["cells"][2]["says"] == "planned"


def test_the_page_shows_every_cell_with_its_evidence(filled, client):
    page = client.get(filled.get_absolute_url()).content.decode()
    assert "3 cells of 2 rows and 3 columns are shown by git itself" in page
    assert "drivers/gpu.c" in page
    assert "What runs <em>where</em>" in page
    assert 'colspan="2"' in page
    assert (
        'href="/roadmap/stack/matrix/hardware/"'
        in client.get("/roadmap/stack/").content.decode()
    )


def test_the_download_is_safe_for_spreadsheets(filled, client):
    answer = client.get(filled.get_absolute_url() + "matrix.csv")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert rows[0][:3] == ["row", "column", "state"]
    assert len(rows) == 7
    assert rows[4][0] == "'=Neural units"
    assert rows[1][5:7] == ["runtime", "v1"]


def test_a_matrix_costs_the_same_queries_at_any_size(
    filled, plans, sync, client, count_queries
):
    client.get(filled.get_absolute_url())
    small = count_queries(lambda: client.get(filled.get_absolute_url()))
    rows = "".join(f"  - {{id: r{n}, file: f{n}.c}}\n" for n in range(30))
    plans.commit(
        {"matrices/hardware.yaml": FILE.replace("columns:", f"{rows}columns:")}
    )
    sync()
    assert count_queries(lambda: client.get(filled.get_absolute_url())) == small
    before = count_queries(lambda: client.get("/api/v1/matrices/?page_size=10"))
    plans.commit({"matrices/b.yaml": FILE.replace("matrix: hardware", "matrix: b")})
    sync()
    assert count_queries(lambda: client.get("/api/v1/matrices/?page_size=11")) == before


def test_a_matrix_whose_file_goes_is_kept_and_marked(filled, plans, sync, client):
    plans.commit({"matrices/hardware.yaml": None})
    sync()
    assert "is gone since" in client.get(filled.get_absolute_url()).content.decode()
    plans.commit({"matrices/hardware.yaml": FILE})
    sync()
    assert Matrix.objects.standing().count() == 1


def test_what_is_odd_about_a_file_is_told(plans, code, sync):
    code.commit({"a": "1"})
    plans.commit(
        {
            "matrices/a.yaml": "matrix: same\nrows: [x, x]\ncolumns: [y]\n"
            "cells: [{row: z, column: y}]\nfoo: bar\n",
            "matrices/b.yaml": "matrix: same\nrows: [x]\ncolumns: [y]\n",
            "matrices/c.yaml": "[",
            "matrices/d.yaml": "rows: []\n",
        }
    )
    sync()
    rows = Problem.objects.filter(source="matrices").order_by("path", "code")
    assert list(rows.values_list("path", "code")) == [
        ("matrices/a.yaml", "duplicate-id"),
        ("matrices/a.yaml", "unknown-cell"),
        ("matrices/a.yaml", "unknown-member"),
        ("matrices/b.yaml", "duplicate-id"),
        ("matrices/c.yaml", "unreadable"),
        ("matrices/d.yaml", "empty-matrix"),
    ]


def test_a_rule_with_an_unfilled_hole_is_left_out():
    found = matrixfile.read("m", FILE.encode())
    assert found.issues == []
    cells = {(cell.row, cell.column): cell for cell in found.cells}
    assert cells["gpu", "edge"].rules == ()
    assert cells["npu", "r2"].rules[0].pattern == "drivers/npu.c"
    assert len(cells) == 6
