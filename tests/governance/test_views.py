"""The pages of ballots and decisions, as browsers ask for them."""

import gc
import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from governance import ballots, decisions, policies, tally
from governance.models import Ballot, Decision, Vote
from tests.governance import community


def page(client, ballot, user=None, **headers):
    if user is not None:
        client.force_login(user)
    response = client.get(ballot.get_absolute_url(), headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def address(name, ballot):
    return reverse(f"governance:{name}", args=[ballot.pk])


def test_an_elector_is_told_that_and_why_they_may_vote(client, ballot, voters):
    text = page(client, ballot, voters["ann"])
    assert "Accept it?" in text
    assert "You may vote" in text
    assert "for Acme" in text
    assert "What it still needs" in text
    assert "Counts towards the quorum, and neither for yes nor for no." in text
    assert "Nobody has said yes or no yet; at least 1 person would" in text


def test_a_visitor_is_told_why_not_and_where_to_sign_in(client, ballot):
    text = page(client, ballot)
    assert "Sign in to see whether you are on the roll." in text
    assert f"/accounts/login/?next={ballot.get_absolute_url()}" in text


def test_one_who_is_not_on_the_roll_is_told_why(client, ballot, maintainer):
    assert "You are not on the roll" in page(client, ballot, maintainer)


def test_voting_needs_no_script_and_gives_a_receipt(client, ballot, voters):
    client.force_login(voters["ann"])
    response = client.post(address("cast_vote", ballot), {"choice": "yes"})
    assert response.status_code == 303
    assert response["Location"] == ballot.get_absolute_url()
    vote = Vote.objects.get()
    text = page(client, ballot)
    assert "Your receipt" in text
    assert vote.entry_id in text
    assert "Change my answer" in text


def test_a_fragment_is_answered_where_htmx_asks(client, ballot, voters):
    client.force_login(voters["ann"])
    response = client.post(
        address("cast_vote", ballot), {"choice": "no"}, headers={"HX-Request": "true"}
    )
    text = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in text
    assert "Your receipt" in text


def test_a_missing_reason_is_said_at_the_field(client, ballot, voters):
    client.force_login(voters["ann"])
    response = client.post(address("cast_vote", ballot), {"choice": "recuse"})
    assert response.status_code == 400
    assert "Give your reason" in response.content.decode()
    assert not Vote.objects.exists()


def test_a_late_vote_is_answered_with_the_reason(client, ballot, voters, later):
    later(ballot)
    client.force_login(voters["ann"])
    response = client.post(address("cast_vote", ballot), {"choice": "yes"})
    assert response.status_code == 409
    assert "Voting closed on" in response.content.decode()


@pytest.mark.parametrize(
    "act", ["cast_vote", "open_ballot", "extend_ballot", "void_ballot"]
)
def test_acts_lead_visitors_to_sign_in_and_browsers_back(client, ballot, act):
    response = client.post(address(act, ballot))
    assert response["Location"].startswith("/accounts/login/")
    assert client.get(address(act, ballot))["Location"] == ballot.get_absolute_url()


def test_a_maintainer_drafts_reads_what_opening_does_and_opens(
    client, rfc, maintainer, voters
):
    client.force_login(maintainer)
    new = f"/ballots/new/?subject=rfc:{rfc.pk}"
    form = client.get(new).content.decode()
    assert "Shall" in form
    assert 'value="10"' in form
    response = client.post(new, {"question": "Do we want it?", "days": 5})
    ballot = Ballot.objects.get()
    assert response["Location"] == ballot.get_absolute_url()
    text = page(client, ballot)
    assert "Opening freezes the question" in text
    assert "10 electors" in text
    client.post(address("open_ballot", ballot))
    ballot.refresh_from_db()
    assert ballot.state == Ballot.State.OPEN


def test_strangers_cannot_draft(client, rfc, voters):
    client.force_login(voters["ann"])
    response = client.get(f"/ballots/new/?subject=rfc:{rfc.pk}")
    assert response.status_code == 403
    assert client.get("/ballots/new/?subject=x:1").status_code == 400


def test_the_count_is_shown_step_by_step(client, closed_ballot):
    text = page(client, closed_ballot)
    assert "It passed." in text
    assert "Base: yes + no" in text
    assert "Counted weight by organisation" in text
    assert "count_votes" in text


def test_the_votes_file_counts_to_the_same_result(client, closed_ballot):
    response = client.get(f"/ballots/{closed_ballot.pk}/votes.json")
    assert response["Content-Type"] == "application/json"
    result = tally.count(tally.parse(json.loads(response.content)))
    assert result.as_json() == closed_ballot.tally


def test_the_frozen_bytes_are_given_as_they_were_hashed(client, ballot):
    response = client.get(f"/ballots/{ballot.pk}/frozen.json")
    assert response.content == bytes(ballot.frozen)


def test_a_sealed_ballot_shows_who_but_not_what(
    client, project, rfc, maintainer, voters
):
    body = {"weights": community.EASY, "ballots": {"embargo": True}}
    policies.adopt_policy(project, "rules", body, by=None)
    ballot = community.open_ballot(rfc, maintainer)
    ballots.cast_vote(ballot, by=voters["ann"], choice="no", reason="Unsafe at speed")
    assert not Vote.objects.disclosed().exists()
    text = page(client, ballot, voters["bea"])
    assert "sealed" in text
    assert "Unsafe at speed" not in text
    assert "as things stand" not in text
    assert client.get(f"/ballots/{ballot.pk}/votes.json").status_code == 403


def test_a_maintainer_decides_on_the_page(client, closed_ballot, maintainer, rfc):
    text = page(client, closed_ballot, maintainer)
    assert "The RFC is accepted; implementing it may begin." in text
    response = client.post(
        address("record_decision", closed_ballot),
        {"disposition": "accept", "outcome": "We take it."},
    )
    decision = Decision.objects.get()
    assert response["Location"] == decision.get_absolute_url()
    shown = client.get(decision.get_absolute_url()).content.decode()
    assert "We take it." in shown
    assert "Too early." in shown  # the dissent
    assert rfc.title in client.get("/decisions/").content.decode()
    assert "read the outcome" in page(client, closed_ballot)


def test_extending_and_voiding_are_said_on_the_page(client, ballot, maintainer):
    client.force_login(maintainer)
    client.post(address("extend_ballot", ballot), {"days": 2, "reason": "Holidays."})
    assert "Holidays." in page(client, ballot)
    refused = client.post(address("void_ballot", ballot), {"reason": ""})
    assert refused.status_code == 400
    client.post(address("void_ballot", ballot), {"reason": "Wrong text."})
    assert "Wrong text." in page(client, ballot)


def many(rfc, maintainer, number):
    for n in range(number):
        ballot = community.open_ballot(rfc, maintainer, question=f"Question {n}?")
        ballot.state = "closed"
        ballot.tally = {"passed": True, "winners": ["yes"]}
        ballot.save()
        decisions.record_decision(
            ballot, by=maintainer, disposition="accept", outcome="Yes."
        )


@pytest.mark.parametrize(
    ("path", "queries"),
    [("/ballots/", 4), ("/decisions/", 5)],  # decisions: statements, follow-ups too
)
def test_lists_take_the_same_queries_however_long(
    client, rfc, maintainer, voters, path, queries, django_assert_max_num_queries
):
    many(rfc, maintainer, 6)
    with django_assert_max_num_queries(queries):
        response = client.get(path)
    assert response.content.decode().count("<tr>") == 7


def test_a_ballot_takes_the_same_queries_however_many_vote(
    client, ballot, voters, django_assert_max_num_queries
):
    for user in voters.values():
        ballots.cast_vote(ballot, by=user, choice="yes")
    client.force_login(voters["ann"])
    client.get("/ballots/")
    with django_assert_max_num_queries(16):
        page(client, ballot)


def test_a_maintainer_finds_the_vote_on_the_rfc_page(client, rfc, maintainer, voters):
    client.force_login(voters["ann"])
    way = f"/ballots/new/?subject=rfc:{rfc.pk}"
    assert way not in client.get(rfc.get_absolute_url()).content.decode()
    client.force_login(maintainer)
    assert way in client.get(rfc.get_absolute_url()).content.decode()


def test_the_list_says_what_passed(client, closed_ballot):
    text = client.get("/ballots/").content.decode()
    assert "Passed" in text
    assert "9 of 10" in text


def test_the_command_on_the_page_gives_the_same_tally(client, closed_ballot, tmp_path):
    file = tmp_path / "votes.json"
    file.write_bytes(client.get(f"/ballots/{closed_ballot.pk}/votes.json").content)
    out = StringIO()
    call_command("count_votes", str(file), "--json", stdout=out)
    gc.enable()  # the command is a process of its own otherwise
    assert json.loads(out.getvalue()) == closed_ballot.tally
