"""Decisions follow the tally and move what was voted on."""

import json

import pytest

from core.errors import NotPermitted
from governance import ballots, decisions
from governance.errors import BallotNotReady, DispositionNotAllowed, InvalidBallot
from governance.models import Ballot, Decision
from ledger.models import Pending
from rfcs.models import StateChange


def decide(ballot, by, disposition="accept", outcome="We take it."):
    return decisions.record_decision(
        ballot, by=by, disposition=disposition, outcome=outcome
    )


def test_a_decision_moves_the_rfc_in_the_same_breath(closed_ballot, maintainer, rfc):
    decision = decide(closed_ballot, maintainer, outcome="We **take** it.")
    assert decision.number == 1
    assert "<strong>take</strong>" in decision.outcome_html
    rfc.refresh_from_db()
    assert (rfc.phase, rfc.resolution) == ("accepted", "accepted")
    assert rfc.status == "review"  # the document's own word stays
    change = StateChange.objects.get(rfc=rfc)
    assert (change.phase, change.decision_number) == ("accepted", 1)
    closed_ballot.refresh_from_db()
    assert closed_ballot.state == Ballot.State.DECIDED
    body = json.loads(bytes(Pending.objects.get(entry_id=decision.entry_id).data))
    assert body["body"]["disposition"] == "accept"
    assert body["body"]["tally"] == closed_ballot.tally_entry_id


def test_what_passed_is_not_rejected(closed_ballot, maintainer):
    for disposition in ("reject", "postpone", "ignore"):
        with pytest.raises(DispositionNotAllowed):
            decide(closed_ballot, maintainer, disposition)
    assert not Decision.objects.exists()


def test_what_failed_is_rejected_or_postponed_but_not_accepted(
    ballot, voters, maintainer, rfc, later
):
    ballots.cast_vote(ballot, by=voters["ann"], choice="no")
    later(ballot)
    ballot = ballots.close_ballot(ballot)
    with pytest.raises(DispositionNotAllowed, match="did not pass"):
        decide(ballot, maintainer, "accept")
    decide(ballot, maintainer, "postpone", "Next year.")
    rfc.refresh_from_db()
    assert (rfc.phase, rfc.resolution) == ("closed", "postponed")


def test_an_open_ballot_and_a_decided_one_take_no_decision(
    ballot, voters, maintainer, later
):
    with pytest.raises(BallotNotReady, match="closed and counted"):
        decide(ballot, maintainer)
    for name in ("ann", "bea", "ian", "ida"):
        ballots.cast_vote(ballot, by=voters[name], choice="yes")
    later(ballot)
    ballot = ballots.close_ballot(ballot)
    decide(ballot, maintainer)
    with pytest.raises(BallotNotReady, match="already"):
        decide(ballot, maintainer)


def test_only_a_maintainer_decides_and_only_in_words(closed_ballot, maintainer, voters):
    with pytest.raises(NotPermitted):
        decide(closed_ballot, voters["ann"])
    with pytest.raises(InvalidBallot, match="Write down"):
        decide(closed_ballot, maintainer, outcome="  ")


def test_a_subject_that_fails_takes_the_decision_with_it(
    closed_ballot, maintainer, rfc, monkeypatch
):
    def fail(*args, **kwargs):
        raise RuntimeError("no room")

    monkeypatch.setattr(StateChange.objects, "create", fail)
    with pytest.raises(RuntimeError, match="no room"):
        decide(closed_ballot, maintainer)
    assert not Decision.objects.exists()
    closed_ballot.refresh_from_db()
    assert closed_ballot.state == Ballot.State.CLOSED
