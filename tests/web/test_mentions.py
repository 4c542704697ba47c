"""The ledger's pages name people and things, in a constant number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contributors import accounts
from core import ids
from governance import ballots
from ledger import log
from tests.governance import community


@pytest.fixture
def logged(db):
    project = community.make_project()
    rfc = community.make_rfc(project)
    mary = community.make_maintainer(project)
    ann = community.make_voter(project, "ann")
    ballot = community.open_ballot(rfc, mary, "Accept <b>it</b>?")
    ballots.cast_vote(ballot, by=ann, choice="yes")
    log.sequence()
    return ballot


def queries(client):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get("/ledger/")
    return len(captured)


def test_an_entry_says_who_did_it_and_on_what(client, logged):
    page = client.get("/ledger/").content.decode()
    ann = accounts.Contributor.objects.get(name="Ann")
    assert f'by <a href="/people/{ann.public_id}/">Ann</a>' in page
    link = f'<a href="/ballots/{logged.pk}/">Accept &lt;b&gt;it&lt;/b&gt;?</a>'
    assert link in page
    newest = log.newest_checkpoint().size - 1
    entry = client.get(f"/ledger/entry/{newest}", headers={"accept": "text/html"})
    assert link in entry.content.decode()
    assert ann.public_id in entry.content.decode()


def test_who_is_not_known_is_shown_by_the_id(client, logged):
    log.append(
        "log.note", {"number": 1}, entry_id="0" * 32, actor="0123456789abcdef" * 2
    )
    log.sequence()
    assert ">01234567</a>" in client.get("/ledger/").content.decode()


def test_more_entries_cost_no_more_queries(client, logged):
    before = queries(client)
    for choice in ("no", "abstain", "yes"):
        voter = community.make_voter(logged.project, f"late-{choice}")
        log.append(
            "log.note",
            {"number": 1},
            entry_id=ids.new_id(),
            actor=accounts.contributor_of(voter).public_id,
            subject=logged.reference,
        )
    log.sequence()
    assert queries(client) == before
