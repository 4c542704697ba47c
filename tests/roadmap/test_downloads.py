"""CSV, iCalendar and Atom, read back by other programs' readers."""

import csv
import io
from xml.etree import ElementTree

import icalendar
import pytest

from roadmap import downloads
from tests.roadmap.documents import annex, edition, line
from tests.standards import atom_faults, calendar_faults

BASE = "https://althing.example"
ATOM = "{http://www.w3.org/2005/Atom}"


def test_csv_has_a_row_for_each_line_and_runs_no_formula():
    data = downloads.csv_bytes(edition(line(title='=cmd|"x",1')), BASE).decode()
    (row,) = csv.DictReader(io.StringIO(data))
    assert row["title"] == '\'=cmd|"x",1'
    assert row["due"] == "2026-09-30"
    assert row["commit"] == "c" * 40


def test_the_calendar_has_each_dated_line_as_a_day():
    long = "Übergang; with, commas \\ and a backslash " * 4
    dated, undated = line(title=long), line("x", due=None)
    data = downloads.calendar_bytes(edition(dated, undated), BASE)
    published, event = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert published["SUMMARY"] == "Open Stack roadmap, edition 2026.0"
    assert str(published.decoded("DTSTART")) == "2026-01-15"
    assert event["SUMMARY"] == long
    assert str(event.decoded("DTSTART")) == "2026-09-30"
    assert str(event.decoded("DTEND")) == "2026-10-01"
    assert all(len(row) <= 75 for row in data.split(b"\r\n"))


def test_the_feed_links_each_line_to_its_permanent_address():
    data = downloads.atom_bytes(edition(line(title="A & B \x07")), BASE)
    feed = ElementTree.fromstring(data)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == "A & B \ufffd"
    address = "https://althing.example/roadmap/stack/2026.0/"
    assert entry.find(f"{ATOM}id").text == f"{address}#driver"
    assert feed.find(f"{ATOM}id").text == address


def test_an_event_keeps_its_uid_from_edition_to_edition_and_counts_up():
    first, second = (
        icalendar.Calendar.from_ical(downloads.calendar_bytes(made, BASE)).walk(
            "VEVENT"
        )
        for made in (edition(line()), edition(line(due="2027-03-31"), name="2026.1"))
    )
    assert first[1]["UID"] == second[1]["UID"] == "driver.stack@althing.example"
    assert first[1]["SEQUENCE"] < second[1]["SEQUENCE"]
    assert first[0]["UID"] != second[0]["UID"]


HOSTILE = '\x00\x07\r\nEND:VCALENDAR\r\n=1+1;,\\"</entry>\u2028\ufffe' + "é" * 200


@pytest.mark.parametrize(
    "said",
    [
        edition(line()),
        edition(line("a", due=None)),
        edition(),
        edition(line(title=HOSTILE, summary=HOSTILE, track=HOSTILE), title=HOSTILE),
        edition(
            line(),
            **annex(
                calendar=[{"day": "2026-05-01", "title": HOSTILE, "kind": "freeze"}]
            ),
        ),
    ],
)
def test_feed_and_calendar_are_what_the_standards_ask(said):
    assert atom_faults(downloads.atom_bytes(said, BASE)) == []
    assert calendar_faults(downloads.calendar_bytes(said, BASE)) == []


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
def test_no_cell_of_the_table_begins_like_a_formula(lead):
    texts = dict.fromkeys(("title", "owner", "target", "note"), f'{lead}1+"1",\n2')
    data = downloads.csv_bytes(edition(line(**texts)), BASE).decode()
    head, row = csv.reader(io.StringIO(data, newline=""), strict=True)
    assert len(row) == len(head)
    assert not [cell for cell in row if cell.startswith(lead)]
    assert data.endswith("\r\n")


def test_every_download_is_the_same_twice():
    for _, write in downloads.WRITERS.values():
        assert write(edition(line()), BASE) == write(edition(line()), BASE)
