"""A ballot from draft to count."""

import json
from datetime import timedelta
from fractions import Fraction

import pytest
from django.utils import timezone

from contributors.models import Affiliation, Organisation
from core.canonical import sha256_hex
from core.errors import NotPermitted
from governance import ballots, counting, frozen, keeping, policies, tally
from governance.errors import (
    BallotClosed,
    BallotNotReady,
    InvalidBallot,
    InvalidVote,
    NotOnTheRoll,
    UnknownSubject,
)
from governance.models import Ballot, Elector, Vote
from ledger.models import Pending
from tests.governance import community
from tests.rfcs import community as rfc_community


def entry(entry_id):
    return json.loads(bytes(Pending.objects.get(entry_id=entry_id).data))


def draft(rfc, by, **fields):
    return ballots.draft_ballot(
        "rfc", str(rfc.pk), by=by, question="Accept it?", **fields
    )


def test_opening_freezes_the_roll_the_rule_and_the_text(ballot, rfc, voters):
    document = frozen.thaw(bytes(ballot.frozen))
    assert ballot.frozen_hash == sha256_hex(bytes(ballot.frozen))
    assert document["subject"]["revision"] == rfc.current_revision.commit_oid
    assert document["parameters"] == {
        "threshold": "2/3",
        "comparator": ">=",
        "base": "cast-minus-abstain",
        "quorum": "1/4",
        "organisation_cap": document["parameters"]["organisation_cap"],
    }
    assert {line["id"] for line in document["electors"]} == {
        voter.contributor.public_id for voter in voters.values()
    }
    by_party = {line["organisation"] for line in document["electors"]}
    assert by_party == {"acme", "borg", "corp", "", "(undeclared)"}
    opened = entry(ballot.opened_entry_id)
    assert opened["kind"] == "ballot.opened"
    assert opened["body"]["hash"] == ballot.frozen_hash
    assert opened["body"]["electors"] == len(voters)


def test_nothing_that_changes_later_changes_the_count(ballot, voters, rfc, project):
    for name in ("ann", "bea", "ian"):
        ballots.cast_vote(ballot, by=voters[name], choice="yes")
    before = counting.count(ballot)
    policies.adopt_policy(project, "rules", {"caps": {"organisation": "1"}}, by=None)
    Affiliation.objects.update(
        organisation=Organisation.objects.create(
            slug="mega", name="Mega", created_at=timezone.now()
        )
    )
    rfc_community.make_revision(rfc, 2, ["Another text."])
    ballot.refresh_from_db()
    ballot.parameters = {"threshold": "1"}
    assert counting.count(ballot) == before


def test_only_a_maintainer_may_draft_and_open(rfc, maintainer, voters):
    with pytest.raises(NotPermitted, match="Only maintainers"):
        draft(rfc, voters["ann"])
    ballot = draft(rfc, maintainer)
    with pytest.raises(NotPermitted, match="Only maintainers"):
        ballots.open_ballot(ballot, by=voters["ann"])


def test_a_ballot_without_electors_stays_a_draft(rfc, maintainer):
    ballot = draft(rfc, maintainer)
    with pytest.raises(BallotNotReady, match="Nobody is on the roll"):
        ballots.open_ballot(ballot, by=maintainer)
    ballot.refresh_from_db()
    assert ballot.state == Ballot.State.DRAFT
    assert ballot.frozen is None
    assert not Pending.objects.filter(kind="ballot.opened").exists()


def test_a_text_that_changed_since_the_draft_is_not_voted_on(rfc, maintainer, voters):
    ballot = draft(rfc, maintainer)
    rfc_community.make_revision(rfc, 2, ["Another text."])
    with pytest.raises(BallotNotReady, match="text has changed"):
        ballots.open_ballot(ballot, by=maintainer)


def test_a_text_that_cannot_be_read_is_not_voted_on(rfc, maintainer, voters):
    ballot = draft(rfc, maintainer)
    rfc_community.Text.objects.all().delete()
    with pytest.raises(BallotNotReady, match="could not be read"):
        ballots.open_ballot(ballot, by=maintainer)


def test_a_withdrawn_text_takes_neither_ballot_nor_vote(
    ballot, rfc, maintainer, voters
):
    rfc.resolution = "withdrawn"
    rfc.save()
    with pytest.raises(BallotClosed, match="withdrawn"):
        ballots.cast_vote(ballot, by=voters["ann"], choice="yes")
    with pytest.raises(BallotNotReady, match="withdrawn"):
        draft(rfc, maintainer)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"parameters": {"threshold": 0.66}}, "threshold"),
        ({"method": "dice", "parameters": {}}, "dice"),
        ({"closes_at": timezone.now() - timedelta(days=1)}, "deadline"),
        ({"closes_at": timezone.now() + timedelta(days=4000)}, "deadline"),
    ],
)
def test_a_rule_that_contradicts_itself_is_refused(rfc, maintainer, fields, message):
    with pytest.raises(InvalidBallot, match=message):
        draft(rfc, maintainer, **fields)


def test_unknown_subjects_are_refused(rfc, maintainer):
    for kind, key in (("rfc", "999999"), ("rfc", "x"), ("poem", "1")):
        with pytest.raises(UnknownSubject):
            ballots.draft_ballot(kind, key, by=maintainer, question="?")


def test_a_ballot_opens_once(ballot, maintainer):
    with pytest.raises(BallotNotReady, match="before"):
        ballots.open_ballot(ballot, by=maintainer)


def test_a_later_vote_supersedes_and_history_stays(ballot, voters):
    first = ballots.cast_vote(ballot, by=voters["ann"], choice="yes")
    second = ballots.cast_vote(ballot, by=voters["ann"], choice="no", reason="Hm.")
    assert (first.sequence, second.sequence) == (1, 2)
    assert list(Vote.objects.filter(ballot=ballot).current()) == [second]
    logged = entry(second.entry_id)
    assert logged["actor"] == voters["ann"].contributor.public_id
    assert logged["body"] == {
        "ballot": ballot.opened_entry_id,
        "choice": "no",
        "sequence": 2,
        "prev": first.entry_id,
        "reason": sha256_hex(b"Hm."),
    }
    result = counting.count(ballot)
    assert (result.figures["yes_votes"], result.figures["no_votes"]) == (0, 1)


def test_the_same_vote_again_adds_nothing(ballot, voters):
    first = ballots.cast_vote(ballot, by=voters["ann"], choice="yes")
    assert ballots.cast_vote(ballot, by=voters["ann"], choice="yes") == first
    assert Vote.objects.count() == 1


def test_a_late_vote_is_refused_with_the_deadline(ballot, voters, later):
    later(ballot)
    with pytest.raises(BallotClosed, match=r"Voting closed on .* UTC"):
        ballots.cast_vote(ballot, by=voters["ann"], choice="yes")
    assert not Vote.objects.exists()


def test_who_is_not_on_the_roll_is_told_why(ballot, maintainer, project):
    newcomer = community.make_voter(project, "nick")
    for stranger in (maintainer, newcomer):
        with pytest.raises(NotOnTheRoll, match="fixed when the ballot opened"):
            ballots.cast_vote(ballot, by=stranger, choice="yes")


@pytest.mark.parametrize(
    "answer",
    [
        {"choice": "maybe"},
        {"choice": ""},
        {"ranking": [["yes"], ["no"]]},
        {"ranking": "yes"},
        {"choice": "yes", "ranking": [["yes"]]},
    ],
)
def test_an_answer_that_is_not_offered_is_refused(ballot, voters, answer):
    with pytest.raises(InvalidVote):
        ballots.cast_vote(ballot, by=voters["ann"], **answer)


def test_recusal_needs_a_reason_and_shrinks_the_electorate(ballot, voters):
    with pytest.raises(InvalidVote, match="reason"):
        ballots.cast_vote(ballot, by=voters["ann"], choice="recuse")
    before = counting.count(ballot).figures
    ballots.cast_vote(
        ballot, by=voters["ann"], choice="recuse", reason="My employer sells it."
    )
    after = counting.count(ballot).figures
    assert after["electors"] == before["electors"] - 1
    weight = Fraction(
        Elector.objects.get(ballot=ballot, contributor=voters["ann"].contributor).weight
    )
    assert after["electorate_weight"] == before["electorate_weight"] - weight
    assert after["voters"] == 0


def test_the_policy_may_ask_for_reasons(rfc, maintainer, voters, project):
    body = {"weights": community.EASY, "ballots": {"reasons": ["no"]}}
    policies.adopt_policy(project, "rules", body, by=None)
    ballot = community.open_ballot(rfc, maintainer)
    with pytest.raises(InvalidVote, match="reason"):
        ballots.cast_vote(ballot, by=voters["ann"], choice="no")
    ballots.cast_vote(ballot, by=voters["ann"], choice="no", reason="Unsafe.")


def test_closing_counts_at_the_deadline_and_only_once(closed_ballot):
    ballot = closed_ballot
    assert ballot.state == Ballot.State.CLOSED
    assert ballot.closed_at == ballot.closes_at
    assert ballot.tally["passed"] is True
    assert ballot.tally["figures"]["voters"] == 9
    again = ballots.close_ballot(ballot, at=timezone.now() + timedelta(days=9))
    assert again.tally == ballot.tally
    made = entry(ballot.tally_entry_id)["body"]
    assert made["passed"] is True
    assert made["hash"] == counting.tally_hash(ballot.tally)
    assert len(made["counted"]) == 9
    file = counting.file_bytes(counting.votes_of(ballot))
    assert made["votes_file"] == sha256_hex(file)


def test_the_downloaded_votes_file_counts_to_the_stored_tally(closed_ballot):
    file = counting.file_bytes(counting.votes_of(closed_ballot))
    assert tally.count(tally.parse(json.loads(file))).as_json() == closed_ballot.tally


def test_a_ballot_is_not_closed_early(ballot):
    with pytest.raises(BallotNotReady, match="takes votes until"):
        ballots.close_ballot(ballot, at=ballot.closes_at - timedelta(microseconds=1))
    assert ballots.close_ballot(ballot, at=ballot.closes_at).tally["passed"] is False


def test_due_ballots_are_closed_and_others_left(rfc, maintainer, voters):
    soon = timezone.now() + timedelta(hours=1)
    due = community.open_ballot(rfc, maintainer, closes_at=soon)
    other = community.open_ballot(rfc, maintainer)
    assert ballots.close_due_ballots(at=soon) == [due]
    other.refresh_from_db()
    assert other.state == Ballot.State.OPEN


def test_an_extension_is_logged_and_limited(ballot, maintainer, voters):
    new = ballot.closes_at + timedelta(days=3)
    with pytest.raises(InvalidBallot, match="why"):
        keeping.extend_ballot(ballot, by=maintainer, closes_at=new, reason=" ")
    ballot = keeping.extend_ballot(
        ballot, by=maintainer, closes_at=new, reason="Holidays."
    )
    assert ballot.closes_at == new
    logged = entry(ballot.acts.get().entry_id)
    assert logged["kind"] == "ballot.extended"
    assert logged["body"]["closes_at"] == frozen.stamp(new)
    with pytest.raises(BallotNotReady, match="1 extensions"):
        keeping.extend_ballot(
            ballot, by=maintainer, closes_at=new + timedelta(days=1), reason="More."
        )
    with pytest.raises(NotPermitted):
        keeping.extend_ballot(ballot, by=voters["ann"], closes_at=new, reason="x")


def test_a_void_ballot_takes_no_votes_and_keeps_those_it_has(
    ballot, maintainer, voters
):
    ballots.cast_vote(ballot, by=voters["ann"], choice="yes")
    keeping.void_ballot(ballot, by=maintainer, reason="Wrong question.")
    with pytest.raises(BallotClosed, match="void"):
        ballots.cast_vote(ballot, by=voters["bea"], choice="yes")
    with pytest.raises(BallotNotReady):
        ballots.close_ballot(ballot, at=ballot.closes_at)
    assert Vote.objects.count() == 1


def test_sealed_votes_show_nothing_until_the_count(
    rfc, maintainer, voters, later, project
):
    body = {"weights": community.EASY, "ballots": {"embargo": True}}
    policies.adopt_policy(project, "rules", body, by=None)
    ballot = community.open_ballot(rfc, maintainer)
    vote = ballots.cast_vote(ballot, by=voters["ann"], choice="no", reason="Unsafe.")
    sealed = entry(vote.entry_id)["body"]
    assert sealed.keys() == {"ballot", "sequence", "commitment"}
    later(ballot)
    ballots.close_ballot(ballot)
    revealed = [
        json.loads(bytes(row.data))["body"]
        for row in Pending.objects.filter(kind="vote.revealed")
    ]
    assert [(r["vote"], r["choice"]) for r in revealed] == [(vote.entry_id, "no")]
    assert list(Vote.objects.disclosed()) == [vote]
    opened = frozen_commitment(revealed[0])
    assert opened == sealed["commitment"]


def frozen_commitment(body):
    from governance import records  # noqa: PLC0415  as an outsider would

    return records.commitment(body["choice"], None, body["salt"])
