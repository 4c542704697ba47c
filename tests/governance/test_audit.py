"""The ledger's check sees a ballot whose rows and entries part ways."""

import pytest
from django.db import connection

from governance import audit, ballots, decisions
from governance.models import Ballot, Vote
from ledger import log
from ledger.models import Pending


def reasons():
    return [finding.reason for finding in audit.examine()]


def unlocked(sql, params):
    """Change history behind the application's back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER governance_vote_no_update")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE governance_vote DISABLE TRIGGER USER")
        cursor.execute(sql, params)


@pytest.mark.parametrize("sequenced", [False, True])
def test_a_sound_ballot_has_no_findings(closed_ballot, maintainer, sequenced):
    decisions.record_decision(
        closed_ballot, by=maintainer, disposition="accept", outcome="Yes."
    )
    if sequenced:
        log.sequence()
        assert not Pending.objects.exists()
    assert reasons() == []


def test_a_changed_vote_is_found(closed_ballot):
    vote = Vote.objects.filter(choice="no").first()
    unlocked("UPDATE governance_vote SET choice = 'yes' WHERE id = %s", [vote.pk])
    found = " ".join(reasons())
    assert "differs from its entry" in found
    assert "counting again gives another tally" in found


def test_a_vote_without_a_row_is_found(ballot, voters):
    vote = ballots.cast_vote(ballot, by=voters["ann"], choice="yes")
    pending = Pending.objects.get(entry_id=vote.entry_id)
    Pending.objects.create(
        entry_id="0" * 32,
        kind=pending.kind,
        subject=pending.subject,
        data=pending.data,
        created_at=pending.created_at,
    )
    assert any("no row" in reason for reason in reasons())


def test_changed_frozen_bytes_are_found(ballot):
    Ballot.objects.filter(pk=ballot.pk).update(frozen=b'{"v":1,"electors":[]}')
    assert any("frozen" in reason for reason in reasons())


def test_a_changed_tally_is_found_whatever_it_changes(closed_ballot):
    kept = closed_ballot.tally
    for change in (
        {"passed": not kept["passed"]},
        {"figures": {**kept["figures"], "yes": "999"}},
        {"steps": []},
    ):
        Ballot.objects.filter(pk=closed_ballot.pk).update(tally={**kept, **change})
        assert reasons(), change
