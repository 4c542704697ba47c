"""A ballot announced, opened by the timetable, extended by its rule, closed early."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.errors import NotPermitted
from governance import ballots, keeping, permissions, policies, tasks
from governance.errors import BallotNotReady, InvalidBallot
from governance.models import Ballot, BallotAct, Role
from ledger.models import Pending
from tests.governance import community
from tests.rfcs import community as rfc_community

DAY = timedelta(days=1)


def adopt(project, acts=None, **rules):
    body = {"weights": community.EASY, "ballots": rules, "acts": acts or {}}
    return policies.adopt_policy(project, "rules", body, by=None)


def draft(rfc, by, **fields):
    return ballots.draft_ballot(
        "rfc", str(rfc.pk), by=by, question="Accept it?", **fields
    )


def logged(kind):
    rows = Pending.objects.filter(kind=kind).order_by("pk")
    return [json.loads(bytes(row.data)) for row in rows]


@pytest.fixture
def announced(rfc, maintainer, voters):
    return ballots.announce_ballot(
        draft(rfc, maintainer), by=maintainer, opening_at=timezone.now() + 2 * DAY
    )


def test_an_announced_ballot_opens_by_itself_and_not_before(announced, voters):
    assert announced.state == Ballot.State.ANNOUNCED
    assert announced.closes_at >= announced.opening_at + 10 * DAY
    tasks.close_due()
    announced.refresh_from_db()
    assert announced.state == Ballot.State.ANNOUNCED
    with time_machine.travel(announced.opening_at + timedelta(seconds=1), tick=True):
        tasks.open_one(ballot=announced.pk)
        announced.refresh_from_db()
        assert announced.state == Ballot.State.OPEN
        ballots.cast_vote(announced, by=voters["ann"], choice="yes")
    (said,) = logged("ballot.announced")
    assert said["body"]["opening_at"].endswith("Z")
    assert logged("ballot.opened")[0].get("actor") is None


def test_nobody_opens_it_before_its_time(announced, maintainer):
    with pytest.raises(BallotNotReady, match="not before"):
        ballots.open_ballot(announced, by=maintainer)


def test_the_policy_may_ask_for_days_of_notice(project, rfc, maintainer, voters):
    adopt(project, **{"announce-days": 7})
    ballot = draft(rfc, maintainer)
    with pytest.raises(BallotNotReady, match="announcement 7 days before"):
        ballots.open_ballot(ballot, by=maintainer)
    soon = timezone.now() + 6 * DAY
    with pytest.raises(InvalidBallot, match="7 days of notice"):
        ballots.announce_ballot(ballot, by=maintainer, opening_at=soon)
    ballots.announce_ballot(ballot, by=maintainer, opening_at=soon + 2 * DAY)


def test_what_cannot_open_at_its_time_is_a_draft_again_and_says_why(announced, rfc):
    rfc_community.make_revision(rfc, 2, ["Another text."])
    with time_machine.travel(announced.opening_at + timedelta(seconds=1), tick=True):
        tasks.close_due()
    announced.refresh_from_db()
    assert announced.state == Ballot.State.DRAFT
    act = announced.acts.get(kind=BallotAct.Kind.REFUSED)
    assert "text has changed" in act.reason
    assert act.by is None
    assert len(logged("ballot.refused")) == 1


def test_an_extended_ballot_says_so_and_takes_votes(ballot, maintainer, voters):
    later = ballot.closes_at + DAY
    keeping.extend_ballot(ballot, by=maintainer, closes_at=later, reason="Holidays.")
    ballot.refresh_from_db()
    assert ballot.state == Ballot.State.EXTENDED
    ballots.cast_vote(ballot, by=voters["ann"], choice="yes")
    assert list(Ballot.objects.open_at(timezone.now())) == [ballot]


def test_a_close_vote_is_extended_by_its_rule_a_number_of_times(
    project, rfc, maintainer, voters
):
    most = {"threshold": "1/2", "comparator": ">", "quorum": None}
    adopt(project, **most, **{"pivotal-extensions": 1, "pivotal-days": 3})
    ballot = community.open_ballot(rfc, maintainer)
    ballots.cast_vote(ballot, by=voters["ida"], choice="yes")
    ballots.cast_vote(ballot, by=voters["ian"], choice="no")
    deadline = ballot.closes_at
    extended = ballots.close_ballot(ballot, at=deadline)
    assert extended.state == Ballot.State.EXTENDED
    assert extended.closes_at == deadline + 3 * DAY
    (said,) = logged("ballot.extended")
    assert said["body"]["rule"] == "pivotal"
    assert "actor" not in said
    closed = ballots.close_ballot(extended, at=extended.closes_at)
    assert closed.state == Ballot.State.CLOSED


def test_a_clear_vote_is_not_extended(project, rfc, maintainer, voters):
    adopt(project, **{"pivotal-extensions": 1, "quorum": None})
    ballot = community.open_ballot(rfc, maintainer)
    for voter in voters.values():
        ballots.cast_vote(ballot, by=voter, choice="yes")
    assert ballots.close_ballot(ballot, at=ballot.closes_at).state == "closed"


def test_a_settled_ballot_closes_early_after_its_least_time(
    project, rfc, maintainer, voters
):
    adopt(project, **{"early-close-days": 2})
    ballot = community.open_ballot(rfc, maintainer)
    for name in ("ann", "amy", "abe", "bea", "ben", "ian", "ida", "ike"):
        ballots.cast_vote(ballot, by=voters[name], choice="yes")
    assert ballots.close_if_settled(ballot).state == "open"
    with pytest.raises(BallotNotReady, match="cannot close before"):
        ballots.close_if_settled(ballot, by=maintainer, reason="All is said.")
    with time_machine.travel(ballot.opens_at + 2 * DAY, tick=True):
        for name in ("cat", "una"):
            ballots.cast_vote(ballot, by=voters[name], choice="yes")
        tasks.settle(ballot=ballot.pk)
    ballot.refresh_from_db()
    assert ballot.state == Ballot.State.CLOSED
    assert ballot.closed_at < ballot.opens_at + 3 * DAY
    assert ballot.tally["passed"] is True
    assert len(logged("ballot.ended")) == 1


def test_an_open_question_does_not_close_early(project, rfc, maintainer, voters):
    adopt(project, **{"early-close-days": 0})
    ballot = community.open_ballot(rfc, maintainer)
    ballots.cast_vote(ballot, by=voters["ann"], choice="yes")
    with pytest.raises(BallotNotReady, match="could still change"):
        ballots.close_if_settled(ballot, by=maintainer, reason="I am tired.")
    assert ballots.close_if_settled(ballot).state == "open"


def test_a_ballot_without_the_rule_does_not_close_early(ballot, maintainer):
    with pytest.raises(BallotNotReady, match="no early end"):
        ballots.close_if_settled(ballot, by=maintainer, reason="Why not.")


def test_offices_do_what_the_policy_lets_them(project, rfc, maintainer, voters):
    adopt(project, acts={"draft": ["editor"], "void": ["arbiter"], "extend": []})
    editor = community.make_user("edith")
    Role.objects.create(
        project=project,
        contributor=editor.contributor,
        name=Role.Name.EDITOR,
        granted_at=timezone.now(),
    )
    with pytest.raises(NotPermitted, match="Only editors of"):
        draft(rfc, maintainer)
    ballot = draft(rfc, editor)
    with pytest.raises(NotPermitted, match="Only maintainers"):
        ballots.open_ballot(ballot, by=editor)
    ballot = ballots.open_ballot(ballot, by=maintainer)
    with pytest.raises(NotPermitted, match="Only arbiters"):
        keeping.void_ballot(ballot, by=maintainer, reason="Wrong.")
    with pytest.raises(NotPermitted, match="nobody may extend"):
        keeping.extend_ballot(
            ballot, by=maintainer, closes_at=ballot.closes_at + DAY, reason="x"
        )
    may = permissions.acts_of(maintainer, ballot)
    assert (may["open"], may["void"], may["extend"]) == (True, False, False)


def test_electors_may_draft_where_the_policy_says_so(project, rfc, maintainer, voters):
    adopt(project, acts={"draft": ["maintainer", "elector"]})
    assert draft(rfc, voters["ann"]).created_by == voters["ann"].contributor
    stranger = community.make_user("sid")
    with pytest.raises(NotPermitted, match="maintainers and electors"):
        draft(rfc, stranger)
