"""What should not be: refused, or decided exactly as the rule says, never half."""

from datetime import timedelta
from fractions import Fraction

import pytest
import time_machine

from governance import audit, ballots, counting, policies
from governance.errors import (
    BallotClosed,
    BallotNotReady,
    InvalidVote,
    NotOnTheRoll,
)
from governance.models import Ballot, Elector, Vote
from ledger.models import Pending
from tests.governance import community

INSTANT = timedelta(microseconds=1)


def adopt(project, caps=None, **rules):
    body = {"weights": community.EASY, "caps": caps or {}, "ballots": rules}
    return policies.adopt_policy(project, "rules", body, by=None)


def put(rfc, maintainer, procedure="", **fields):
    draft = ballots.draft_ballot(
        "rfc",
        str(rfc.pk),
        by=maintainer,
        question="Which?",
        procedure=procedure,
        **fields,
    )
    return ballots.open_ballot(draft, by=maintainer)


def nothing_was_written():
    return not Vote.objects.exists() and not Pending.objects.filter(kind="vote.cast")


def test_a_vote_at_the_closing_instant_is_late_and_one_before_is_not(ballot, voters):
    with (
        time_machine.travel(ballot.closes_at, tick=False),
        pytest.raises(BallotClosed, match="Voting closed on"),
    ):
        ballots.cast_vote(ballot, by=voters["ann"], choice="yes")
    assert nothing_was_written()
    with time_machine.travel(ballot.closes_at - INSTANT, tick=False):
        vote = ballots.cast_vote(ballot, by=voters["ann"], choice="yes")
    closed = ballots.close_ballot(ballot, at=ballot.closes_at)
    assert closed.tally["figures"]["voters"] == 1
    assert vote.cast_at == ballot.closes_at - INSTANT


def test_one_who_is_not_on_the_roll_leaves_no_trace(ballot, maintainer):
    with pytest.raises(NotOnTheRoll):
        ballots.cast_vote(ballot, by=maintainer, choice="yes")
    assert nothing_was_written()


@pytest.mark.parametrize(
    "ranking", [[["Alpha"], ["Gamma"]], [["Alpha"], ["Alpha"]], [["Alpha"], []], []]
)
def test_an_unknown_or_doubled_option_is_refused(rfc, maintainer, voters, ranking):
    ballot = put(rfc, maintainer, "election", options=["Alpha", "Beta"])
    with pytest.raises(InvalidVote):
        ballots.cast_vote(ballot, by=voters["ann"], ranking=ranking)
    assert nothing_was_written()


def test_a_weight_of_zero_votes_and_weighs_nothing(project, rfc, maintainer, voters):
    adopt(project, quorum=None)
    ballot = community.open_ballot(rfc, maintainer)
    mine = Elector.objects.get(contributor=voters["ann"].contributor)
    light = ballot.frozen.replace(
        f'"raw_weight":"{mine.raw_weight}","weight":"{mine.weight}"'.encode(),
        f'"raw_weight":"{mine.raw_weight}","weight":"0"'.encode(),
    )
    Ballot.objects.filter(pk=ballot.pk).update(frozen=light)
    ballots.cast_vote(ballot, by=voters["ann"], choice="yes")
    result = counting.count(Ballot.objects.get(pk=ballot.pk))
    assert result.figures["yes_votes"] == 1
    assert result.figures["yes"] in (0, Fraction(0))
    assert result.passed is False


def test_an_electorate_of_one_decides_alone_where_the_caps_allow_it(rfc, maintainer):
    alone = community.make_voter(rfc.project, "ian")
    ballot = community.open_ballot(rfc, maintainer)
    ballots.cast_vote(ballot, by=alone, choice="yes")
    closed = ballots.close_ballot(ballot, at=ballot.closes_at)
    assert closed.tally["passed"] is True
    assert closed.tally["figures"]["electors"] == 1


@pytest.mark.parametrize(
    "procedure",
    [
        "", "positions", "approval", "apache", "election",
        "proportional", "preference", "final-comment",
    ],
)  # fmt: skip
def test_where_all_recuse_themselves_nothing_passes(rfc, maintainer, voters, procedure):
    choices = ("approval", "election", "proportional", "preference")
    more = {"options": ["A", "B"]} if procedure in choices else {}
    asked = {
        "positions": {"class": "standards"},
        "apache": {"kind": "procedural"},
    }.get(procedure, {})
    ballot = put(rfc, maintainer, procedure, asked=asked, **more)
    for user in voters.values():
        ballots.cast_vote(ballot, by=user, choice="recuse", reason="All of us sell it.")
    closed = ballots.close_ballot(ballot, at=ballot.closes_at)
    assert closed.tally["passed"] is False
    assert list(audit.examine()) == []


def test_a_cap_that_cannot_be_met_keeps_the_ballot_shut_and_says_so(rfc, maintainer):
    for n in range(9):
        community.make_voter(rfc.project, f"v{n}", ["acme", "borg", "corp"][n % 3])
    with pytest.raises(BallotNotReady, match=r"takes 5 organisations .* has 3"):
        community.open_ballot(rfc, maintainer)
    ballot = Ballot.objects.get()
    assert (ballot.state, ballot.frozen, ballot.frozen_hash) == ("draft", None, "")
    assert not Elector.objects.exists()
    assert not Pending.objects.filter(kind="ballot.opened").exists()
    adopt(rfc.project, caps={"unattainable": "relax"})
    assert community.open_ballot(rfc, maintainer).state == "open"


def test_a_rule_that_names_a_stranger_keeps_the_ballot_shut(
    project, rfc, maintainer, voters
):
    me = voters["ann"].contributor.public_id
    for stranger, shut in (("nobody-here", True), (me, False)):
        rule = {"method": "apache", "kind": "code", "binding": [stranger]}
        policies.adopt_policy(
            project,
            "rules",
            {"weights": community.EASY, "procedures": {"patch": rule}},
            by=None,
        )
        if shut:
            with pytest.raises(BallotNotReady, match="nobody-here is not on the roll"):
                put(rfc, maintainer, "patch")
            assert Ballot.objects.get().frozen is None
        else:
            assert put(rfc, maintainer, "patch").state == "open"


def test_one_independent_makes_the_cap_attainable(rfc, maintainer):
    for n in range(9):
        community.make_voter(rfc.project, f"v{n}", ["acme", "borg", "corp"][n % 3])
    community.make_voter(rfc.project, "ian")
    assert community.open_ballot(rfc, maintainer).state == "open"


def test_an_extension_that_cannot_be_worked_out_keeps_the_ballot_shut(
    project, rfc, maintainer, voters
):
    adopt(project, **{"pivotal-extensions": 1})
    many = [f"Option {n}" for n in range(6)]
    with pytest.raises(BallotNotReady, match="at most 5,000 are made"):
        put(rfc, maintainer, "election", options=many)
    assert put(rfc, maintainer, "election", options=many[:3]).state == "open"
