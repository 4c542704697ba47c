"""Althing's own style: YAML front matter before Markdown."""

from datetime import date

import pytest

from tests.rfcs.formats.reading import body_of, codes, read_files

RFC = """\
---
number: 12
title: Wages in light
status: final-comment
authors:
- Ada Night <ada@lamp.example>
created: 2025-01-02
updated: 2025-03-04
requires: [3]
superseded-by: 14
discussion:
- https://talk.example/12
---

# Wages in light

## Summary

Light.
"""


def test_every_member_arrives():
    name, parsed = read_files({"rfcs/0012-wages-in-light.md": RFC})
    metadata = parsed.metadata
    assert name == "althing"
    assert (metadata.number, metadata.title) == ("12", "Wages in light")
    assert metadata.status == "final-comment"
    assert metadata.authors[0].email == "ada@lamp.example"
    assert (metadata.created, metadata.updated) == (date(2025, 1, 2), date(2025, 3, 4))
    assert metadata.relations == {"requires": ("3",), "superseded_by": ("14",)}
    assert metadata.discussion == ("https://talk.example/12",)
    assert codes(parsed) == []
    assert body_of(parsed).count("\n") == RFC.count("\n")
    assert "Wages" not in body_of(parsed)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("---\ntitle: [x\n---\nText.\n", "header-unreadable"),
        ("---\ntitle: never closed\n\nText.\n", "header-unreadable"),
        ("Just text.\n", "no-header"),
        ("---\nx: &a [1]\ny: *a\n---\n", "header-unreadable"),
    ],
)
def test_a_numbered_file_that_cannot_be_read_is_kept(text, code):
    _, parsed = read_files({"rfcs/0012-wages.md": text})
    assert parsed.metadata.number == "12"
    assert codes(parsed) == [code]


def test_what_is_missing_is_told_and_not_invented():
    _, parsed = read_files(
        {"rfcs/0012-wages.md": "---\nnumber: 12\n---\n\n# From here\n"}
    )
    assert parsed.metadata.title == "From here"
    assert parsed.metadata.status is None
    assert codes(parsed) == ["field-missing"]


@pytest.mark.parametrize(
    "path",
    ["README.md", "template.md", "rfcs/0000-template.md", "docs/notes.md", "a.md"],
)
def test_other_markdown_is_no_document(path):
    text = RFC if "template" in path else "# Words\n"
    assert read_files({path: text}) is None


def test_numbered_notes_elsewhere_are_no_documents():
    assert read_files({"docs/manual/0001-floors.md": "# Floors\n"}) is None
    assert read_files({"docs/decisions/0001-floors.md": "# Floors\n"})[0] == "bare"


def test_a_document_without_a_number_is_one_by_its_header():
    text = "---\nnumber: 31\ntitle: By name\nstatus: draft\nauthors: [A]\n---\nText\n"
    assert read_files({"proposals/by-name.md": text})[1].metadata.number == "31"
