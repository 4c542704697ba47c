"""Feeds, calendar and badges say what happened to programs."""

from xml.etree import ElementTree

import pytest
import time_machine
from icalendar import Calendar

from governance.models import Ballot
from rfcs.models import Rfc
from tests.api.conftest import NOW, world  # noqa: F401
from tests.standards import atom_faults, calendar_faults

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize(
    ("feed", "title"),
    [
        ("rfcs", "0007 Proposal 7"),
        ("ballots", "Accept?"),
        ("decisions", "Accept: Proposal 7"),
        ("roadmaps", "2026 (2026.0)"),
    ],
)
def test_a_feed_tells_the_newest(client, world, feed, title):  # noqa: F811
    answer = client.get(f"/feeds/{feed}/?project=oas")
    assert answer["Content-Type"].startswith("application/atom+xml")
    entries = ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}title").text for entry in entries] == [title]
    other = client.get(f"/feeds/{feed}/?project=nobody").content
    assert not ElementTree.fromstring(other).findall(f"{ATOM}entry")


@pytest.mark.parametrize("feed", ["rfcs", "ballots", "decisions", "roadmaps"])
@pytest.mark.parametrize("query", ["", "?project=oas", "?project=nobody"])
def test_feeds_are_what_the_standard_asks(client, world, feed, query):  # noqa: F811
    Rfc.objects.update(title="A title \x07 with\x0b controls & <b>")
    data = client.get(f"/feeds/{feed}/{query}").content
    assert atom_faults(data) == []
    itself = ElementTree.fromstring(data).find(f"{ATOM}id").text
    assert itself == f"http://testserver/feeds/{feed}/{query}"


def test_the_calendar_is_what_the_standard_asks(client, world):  # noqa: F811
    Ballot.objects.update(question="A question; of, commas \\ and\x07 é" * 9)
    with time_machine.travel(NOW):
        assert calendar_faults(client.get("/calendar.ics").content) == []


def test_the_calendar_holds_a_ballots_deadline(client, world):  # noqa: F811
    with time_machine.travel(NOW):
        answer = client.get("/calendar.ics")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == ["Closes: Accept?"]


def test_badges_say_state_and_edition(client, world):  # noqa: F811
    rfc = client.get("/badges/rfc/oas/7.svg")
    assert rfc["Content-Type"] == "image/svg+xml"
    assert b"RFC 0007: draft" in rfc.content
    assert b"roadmap: 2026.0" in client.get("/badges/roadmap/oas.svg").content
    assert client.get("/badges/rfc/oas/99.svg").status_code == 404


def test_the_page_names_every_feed(client, db):
    page = client.get("/feeds/").content.decode()
    assert "/feeds/decisions/" in page
    assert "/calendar.ics" in page
