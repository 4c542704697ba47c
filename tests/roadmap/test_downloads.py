"""CSV, iCalendar and Atom, read back by other programs' readers."""

import csv
import io
from xml.etree import ElementTree

import icalendar

from roadmap import downloads
from tests.roadmap.documents import edition, line

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
    (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert event["SUMMARY"] == long
    assert str(event.decoded("DTSTART")) == "2026-09-30"
    assert event["UID"] == "driver.stack.2026.0@althing"
    assert all(len(row) <= 75 for row in data.split(b"\r\n"))


def test_the_feed_links_each_line_to_its_permanent_address():
    data = downloads.atom_bytes(edition(line(title="A & B \x07")), BASE)
    feed = ElementTree.fromstring(data)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == "A & B \ufffd"
    address = "https://althing.example/roadmap/stack/2026.0/"
    assert entry.find(f"{ATOM}id").text == f"{address}#driver"
    assert feed.find(f"{ATOM}id").text == address


def test_every_download_is_the_same_twice():
    for _, write in downloads.WRITERS.values():
        assert write(edition(line()), BASE) == write(edition(line()), BASE)
