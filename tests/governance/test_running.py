"""What votes come to on a page is worked out once per change of them."""

import pickle

import pytest
from django.core.cache import caches

from governance import ballots, counting, mandates, policies, running
from tests.governance import community

OPTIONS = ["Alpha", "Beta", "Gamma"]


@pytest.fixture
def memory(monkeypatch):
    """Let pages remember, as they do outside of tests."""
    kept = {}
    cache = caches["local"]
    monkeypatch.setattr(cache, "get", lambda key, default=None: kept.get(key, default))
    monkeypatch.setattr(cache, "set", lambda key, value, _: kept.update({key: value}))
    return kept


@pytest.fixture
def counts(monkeypatch):
    """Return a list that grows by one with every count."""
    done, count = [], counting.votes_from
    monkeypatch.setattr(
        counting, "votes_from", lambda *args, **kw: done.append(1) or count(*args, **kw)
    )
    return done


def election(project, rfc, maintainer, **rules):
    policies.adopt_policy(
        project, "rules", {"weights": community.EASY, "ballots": rules}, by=None
    )
    return community.open_ballot(
        rfc, maintainer, procedure="election", options=OPTIONS, asked={"seats": 1}
    )


def read(client, ballot):
    return client.get(ballot.get_absolute_url()).content.decode()


def test_a_ballot_is_counted_once_however_often_it_is_looked_at(
    client, project, rfc, maintainer, voters, memory, counts
):
    ballot = election(project, rfc, maintainer)
    ballots.cast_vote(ballot, by=voters["ann"], ranking=[["Alpha"]])
    first = read(client, ballot)
    for user in (voters["ann"], maintainer):
        client.force_login(user)
        assert "Alpha is ahead of all others" in read(client, ballot)
    assert "Alpha is ahead of all others" in first
    assert len(counts) == 1


def test_every_vote_and_every_change_of_one_is_seen_at_once(
    client, project, rfc, maintainer, voters, memory, counts
):
    ballot = election(project, rfc, maintainer)
    for number, favourite in enumerate(OPTIONS, start=1):
        ballots.cast_vote(ballot, by=voters["ann"], ranking=[[favourite]])
        assert f"{favourite} is ahead of all others" in read(client, ballot)
        assert len(counts) == number


def test_a_mandate_that_is_given_or_ended_is_seen_at_once(
    client, project, rfc, maintainer, voters, memory
):
    ballot = election(project, rfc, maintainer, proxies=2)
    ballots.cast_vote(ballot, by=voters["bea"], ranking=[["Beta"]])
    assert "answered for by Bea" not in read(client, ballot)
    mandate = mandates.give(
        project, by=voters["ann"], proxy=voters["bea"].contributor, ballot=ballot
    )
    assert "answered for by Bea" in read(client, ballot)
    mandates.end(mandate, by=voters["ann"])
    assert "answered for by Bea" not in read(client, ballot)


def test_closing_shows_the_count_and_not_what_was_remembered(
    client, ballot, voters, memory, later
):
    ballots.cast_vote(ballot, by=voters["ann"], choice="yes")
    assert "What it still needs" in read(client, ballot)
    later(ballot)
    ballots.close_ballot(ballot)
    text = read(client, ballot)
    assert "What it still needs" not in text
    assert "Counted weight by organisation" in text


@pytest.mark.parametrize("procedure", ["", "election"])
def test_nothing_sealed_is_remembered(
    client, project, rfc, maintainer, voters, memory, procedure
):
    body = {"weights": community.EASY, "ballots": {"embargo": True}}
    policies.adopt_policy(project, "rules", body, by=None)
    asked = {"options": OPTIONS, "asked": {"seats": 1}} if procedure else {}
    ballot = community.open_ballot(rfc, maintainer, procedure=procedure, **asked)
    answer = {"ranking": [["Gamma"]]} if procedure else {"choice": "yes"}
    ballots.cast_vote(ballot, by=voters["ann"], **answer)
    told = read(client, ballot)
    assert "1 of 10 electors have answered" in told
    (found,) = (v for v in memory.values() if isinstance(v, running.Running))
    assert found.answered == 1
    assert found.prospects == ()
    assert found.outlook is None or found.outlook.threshold is None
    assert b"Gamma" not in pickle.dumps(found)


def test_a_long_roll_shows_its_heaviest_and_always_the_reader(
    client, ballot, voters, monkeypatch
):
    monkeypatch.setattr(running, "ROLL_ROWS", 2)
    for name in ("ann", "bea", "cat", "ian"):
        ballots.cast_vote(ballot, by=voters[name], choice="yes")
    client.force_login(voters["ian"])
    text = read(client, ballot)
    assert text.count("The 2 heaviest are shown") == 2
    assert "4 have answered" in text
    assert "6 have not answered yet" in text
    assert "Your receipt" in text
