"""An outcome is named by what was asked: passed, chosen or elected."""

from datetime import timedelta

import pytest

from following import of_ballots
from governance import ballots, outcomes
from ledger.models import Entry
from tests.governance import community

PEOPLE = ["Ann", "Bob", "Cyd"]


@pytest.mark.parametrize(
    ("method", "parameters", "passed", "winners", "sentence"),
    [
        ("threshold", {}, True, ["yes"], "It passed."),
        ("ietf", {}, False, [], "It did not pass."),
        ("apache", {}, None, [], "It has its result."),
        ("stv", {"seats": 2}, True, ["Bob", "Ann"], "Elected: Bob and Ann, in this "),
        ("approval", {"seats": "3"}, False, [], "Nobody elected: no option has what"),
        ("schulze", {"organisations": {"Ann": "x"}}, True, ["Ann"], "Elected: Ann."),
        ("schulze", {"seats": 1}, True, ["Beta"], "Chosen: Beta."),
        ("approval", {}, False, [], "Nothing chosen: no option has what it needs."),
    ],
)
def test_what_a_count_came_to(method, parameters, passed, winners, sentence):
    told = outcomes.tell(method, parameters, passed, winners)
    assert told.sentence.startswith(sentence)


def test_a_default_option_that_wins_is_chosen_but_nothing_passes():
    told = outcomes.tell("debian", {"default": "Neither"}, False, ["Neither"])
    assert (told.tone, told.sentence) == ("reject", "Chosen: Neither.")


def test_many_names_are_cut_in_a_line_and_whole_in_the_sentence():
    told = outcomes.tell("stv", {"seats": 7}, True, list("ABCDEFG"))
    assert told.short == "A, B, C, D, E and 2 more"
    assert "F and G" in told.sentence


@pytest.fixture
def election(rfc, maintainer, voters, later):
    ballot = community.open_ballot(
        rfc, maintainer, procedure="election", options=PEOPLE, asked={"seats": 2}
    )
    for name in ("ann", "bea", "cat"):
        ballots.cast_vote(ballot, by=voters[name], ranking=[["Bob"], ["Ann"]])
    later(ballot)
    return ballots.close_ballot(ballot)


def test_an_election_names_who_was_elected_wherever_it_is_listed(client, election):
    for path in ("/ballots/", election.get_absolute_url()):
        text = client.get(path).content.decode()
        assert "Elected" in text
        assert "Bob and Ann" in text
        assert "Passed" not in text
    line = client.get(f"/api/v1/ballots/{election.pk}/").json()
    assert line["outcome"] == "Elected: Bob and Ann, in this order."


def test_news_of_an_election_names_who_was_elected(election):
    entry = Entry(
        kind="tally.made",
        subject=election.reference,
        created_at=election.closed_at + timedelta(seconds=1),
    )
    assert of_ballots.ballot(entry).text == "Elected: Bob and Ann, in this order."
