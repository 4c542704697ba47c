"""Whose turn a review is."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rfcs import actions, turns
from rfcs.actions import Facts
from rfcs.turns import Candidate

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=60)


def codes(*candidates):
    choice = turns.choose(candidates, at=NOW, interval_days=14)
    return {s.candidate.key: s.code for s in choice.standings}


def test_the_turn_goes_to_the_fewest_open_then_to_the_longest_unasked():
    found = codes(
        Candidate(1, open=1, last=LONG_AGO),
        Candidate(2, last=NOW - timedelta(days=20)),
        Candidate(3, last=LONG_AGO),
    )
    assert found == {3: "chosen", 2: "later", 1: "later"}


def test_who_was_never_asked_comes_first():
    assert codes(Candidate(1, last=LONG_AGO), Candidate(2))[2] == "chosen"


def test_everyone_who_is_passed_over_hears_why():
    found = codes(
        Candidate(1, excused="author"),
        Candidate(2, away_until=date(2026, 3, 9)),
        Candidate(3, last=NOW - timedelta(days=3)),
        Candidate(4, skips=1),
        Candidate(5, open=4),
    )
    assert found == {1: "author", 2: "away", 3: "recent", 4: "skips", 5: "chosen"}


def test_a_skip_is_used_only_by_who_would_have_had_the_turn():
    candidates = [Candidate(1), Candidate(2, open=2, skips=1)]
    choice = turns.choose(candidates, at=NOW, interval_days=14)
    assert (choice.chosen, choice.skipped) == (1, [])


def test_nobody_is_chosen_where_nobody_can():
    recent = Candidate(1, last=NOW - timedelta(days=3))
    choice = turns.choose([recent], at=NOW, interval_days=14)
    assert choice.chosen is None
    assert choice.standings[0].until == date(2026, 3, 13)


@pytest.mark.parametrize(
    ("facts", "action"),
    [
        (Facts("draft"), "author"),
        (Facts("review"), "community"),
        (Facts("review", asked_at=NOW), "reviewers"),
        (Facts("review", asked_at=NOW, met_at=NOW), "objectors"),
        (Facts("review", met_at=NOW, changes_at=NOW), "author"),
        (Facts("final_comment", concern_at=NOW), "author"),
        (Facts("review", concern_at=NOW, voting_at=NOW), "electors"),
        (Facts("review", counted_at=NOW), "maintainers"),
        (Facts("accepted", concern_at=NOW), "implementer"),
        (Facts("closed", voting_at=NOW), "nobody"),
        (Facts("review", gone=True), "nobody"),
        (Facts("unknown"), "nobody"),
    ],
)
def test_whose_action_it_is(facts, action):
    assert actions.whose(facts)[0] == action
