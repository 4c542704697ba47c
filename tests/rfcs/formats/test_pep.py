"""PEPs are read from their mail-like header."""

from dataclasses import replace
from datetime import date

import pytest

from rfcs.formats import pep
from rfcs.formats.source import SourceFile
from tests.rfcs.formats.reading import body_of, codes, read_files

PEP = """\
PEP: 9042
Title: Lanterns for
       Late Readers
Author: Ada Night <ada at lamp.example>, B. Day <b@day.example>,
        Chris Dusk, Jr., dawn@early.example (Dawn Early)
Discussions-To: https://talk.example/t/1
Status: Final
Type: Standards Track
Requires: 8, 0012
Superseded-By: 9043
Created: 03-Feb-2021
Post-History: `05-Feb-2021 <https://talk.example/t/1>`__,
              `09-Mar-2021 <https://talk.example/t/2>`__

Abstract
========

Light.
"""


def test_every_field_of_the_header_arrives():
    name, parsed = read_files({"peps/pep-9042.rst": PEP})
    metadata = parsed.metadata
    assert name == "pep"
    assert metadata.number == "9042"
    assert metadata.title == "Lanterns for Late Readers"
    assert metadata.status == "Final"
    assert [author.as_dict() for author in metadata.authors] == [
        {"name": "Ada Night", "email": "ada@lamp.example"},
        {"name": "B. Day", "email": "b@day.example"},
        {"name": "Chris Dusk, Jr."},
        {"name": "Dawn Early", "email": "dawn@early.example"},
    ]
    assert metadata.created == date(2021, 2, 3)
    assert metadata.created_raw == "03-Feb-2021"
    assert metadata.relations == {"requires": ("8", "12"), "superseded_by": ("9043",)}
    assert metadata.discussion == (
        "https://talk.example/t/1",
        "https://talk.example/t/2",
    )
    assert codes(parsed) == []


def test_the_text_keeps_its_line_numbers_without_the_header():
    _, parsed = read_files({"peps/pep-9042.rst": PEP})
    lines = body_of(parsed).split("\n")
    assert lines.index("Abstract") == PEP.split("\n").index("Abstract")
    assert "Title:" not in body_of(parsed)
    assert parsed.markup == "rst"


def test_old_texts_are_plain_unless_they_say_otherwise():
    old = "PEP: 3\nTitle: Old\nAuthor: A\nStatus: Active\nCreated: 25-Sep-2000\n\nText"
    assert read_files({"pep-0003.txt": old})[1].markup == "plain"
    said = old.replace("Status", "Content-Type: text/x-rst\nStatus")
    assert read_files({"pep-0003.txt": said})[1].markup == "rst"


@pytest.mark.parametrize(
    "path", ["peps/pep-0000.rst", "peps/README.rst", "tests/peps/pep-9001.rst"]
)
def test_indexes_and_samples_are_no_documents(path):
    assert read_files({path: PEP}) is None


def test_a_pep_without_a_header_is_kept_with_its_problem():
    _, parsed = read_files({"peps/pep-9042.rst": "\nNothing here.\n"})
    assert parsed.metadata.number == "9042"
    assert parsed.metadata.status is None
    assert "no-header" in codes(parsed)


def test_what_is_missing_odd_or_different_is_told():
    text = "PEP: 9041\nTitle: T\nAuthor: A\nCreated: soon\nnot a field\nTitle: U\n\nX\n"
    _, parsed = read_files({"peps/pep-9042.rst": text})
    assert parsed.metadata.created is None
    assert parsed.metadata.created_raw == "soon"
    assert codes(parsed) == [
        "header-line-unreadable",
        "repeated-field",
        "date-unreadable",
        "field-missing",
        "number-differs",
    ]


def test_bytes_that_are_not_utf_8_are_replaced_and_told():
    _, parsed = read_files({"peps/pep-9042.rst": PEP.encode() + b"caf\xe9\n"})
    assert body_of(parsed).endswith("caf\ufffd\n")
    assert codes(parsed) == ["not-utf-8"]
    assert parsed.metadata.problems[0].line == PEP.count("\n") + 1


@pytest.mark.parametrize(
    "text",
    [
        PEP,
        PEP.replace("\n", "\r\n"),
        "\ufeff" + PEP,
        "\n" + PEP,
        PEP.replace("Status", " \nStatus"),
        PEP.replace("\n\n", "\n", 1),
        "No header at all",
        "",
    ],
)
def test_the_lead_says_what_the_whole_file_says(text):
    path = "peps/pep-9042.rst"
    data = text.encode()
    whole, lead = (
        pep.parse({"text": SourceFile(path, part)}).metadata
        for part in (data, pep.lead(data))
    )
    assert replace(whole, problems=()) == replace(lead, problems=())
