"""Looking back at a year: once, line by line, with its digest in the ledger."""

import json

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from core.canonical import sha256_hex
from core.errors import Conflict, InvalidInput, NotPermitted
from ledger.models import Pending
from roadmap import editions, retrospectives
from roadmap.models import Retrospective

PAGE = "/roadmap/stack/2026.0/retrospective/"


@pytest.fixture
def edition(draft, maintainer):
    with time_machine.travel("2026-01-15", tick=False):
        return editions.publish(draft, by=maintainer)


@pytest.fixture(autouse=True)
def december():
    with time_machine.travel("2026-12-20", tick=False):
        yield


def change(edition, key, **fields):
    milestone = edition.items.get(milestone__key=key).milestone
    for name, value in fields.items():
        setattr(milestone, name, value)
    milestone.save()


def test_every_line_gets_the_outcome_that_its_file_says(
    edition, maintainer, make_milestone
):
    change(edition, "driver", state="done", status="released")
    change(edition, "scheduler", target="2027-Q1", target_date="2027-03-31")
    make_milestone("surprise", state="done")
    row = retrospectives.tell(edition, by=maintainer, text="We *learned*.")
    driver, scheduler = row.facts["lines"]
    assert (driver["outcome"], scheduler["outcome"]) == ("done", "not_done")
    assert scheduler["slipped_quarters"] == 2
    assert "“released”" in driver["words"]
    assert row.facts["unplanned"] == [{"id": "surprise", "title": "The surprise"}]
    assert row.facts["figures"] == {
        "lines": 2,
        "done": 1,
        "partly": 0,
        "not_done": 1,
        "dropped": 0,
        "slipped": 1,
        "unplanned": 1,
    }
    entry = json.loads(bytes(Pending.objects.get(kind="roadmap.told").data))
    assert entry["body"]["json"] == sha256_hex(bytes(row.json_bytes))


def test_a_maintainer_says_otherwise(edition, maintainer):
    item = edition.items.first()
    row = retrospectives.tell(
        edition, by=maintainer, text="x", outcomes={item.pk: ("partly", "Half of it.")}
    )
    first = row.facts["lines"][0]
    assert (first["outcome"], first["words"]) == ("partly", "Half of it.")


def test_it_is_told_once_by_maintainers_as_the_year_ends(
    edition, maintainer, passer_by
):
    with pytest.raises(NotPermitted):
        retrospectives.tell(edition, by=passer_by, text="x")
    with pytest.raises(InvalidInput, match="learn"):
        retrospectives.tell(edition, by=maintainer, text=" ")
    with (
        time_machine.travel("2026-07-01"),
        pytest.raises(Conflict, match="not over yet"),
    ):
        retrospectives.tell(edition, by=maintainer, text="x")
    retrospectives.tell(edition, by=maintainer, text="x")
    with pytest.raises(Conflict, match="never changes"):
        retrospectives.tell(edition, by=maintainer, text="y")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute("UPDATE roadmap_retrospective SET text = 'y'")


def test_a_year_is_looked_back_at_from_its_last_edition(edition, project, maintainer):
    amendment = editions.draft_edition(project, year=2026, by=maintainer)
    editions.publish(amendment, by=maintainer)
    with pytest.raises(Conflict, match="last edition"):
        retrospectives.tell(edition, by=maintainer, text="x")


def test_the_page_takes_and_shows_it(client, edition, maintainer):
    text = client.get(PAGE).content.decode()
    assert "Nobody has looked back" in text
    assert "<textarea" not in text
    assert "in retrospect" in client.get("/roadmap/2026.0/").content.decode()
    client.force_login(maintainer)
    item = edition.items.first()
    assert "Publish the retrospective" in client.get(PAGE).content.decode()
    wrong = {"text": "x", f"outcome-{item.pk}": "splendid"}
    assert client.post(f"{PAGE}tell/", wrong).status_code == 400
    fields = {f"outcome-{item.pk}": "dropped", f"words-{item.pk}": "<b>No</b> need."}
    client.post(f"{PAGE}tell/", {"text": "We *learned*."} | fields)
    text = client.get(PAGE).content.decode()
    assert "We <em>learned</em>." in text
    assert "&lt;b&gt;No&lt;/b&gt; need." in text
    assert text.count("<h1") == 1
    data = client.get(f"{PAGE}retrospective.json").content
    assert sha256_hex(data) == Retrospective.objects.get().json_hash


def test_the_page_takes_constant_queries(
    client, draft, maintainer, make_milestone, count_queries
):
    for n in range(20):
        editions.add_item(draft, by=maintainer, milestone=make_milestone(f"m{n}"))
    editions.publish(draft, by=maintainer)
    client.get(PAGE)
    assert count_queries(lambda: client.get(PAGE)) <= 12
