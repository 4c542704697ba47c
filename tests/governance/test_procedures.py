"""Every counting method, drafted and voted as a browser does it, without scripts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from governance import audit, ballots, policies
from governance.errors import InvalidBallot, InvalidPolicy
from governance.models import Ballot, Vote
from tests.governance import community

OPTIONS = "Alpha\nBeta\nFurther discussion\n"
FIRST, SECOND = {"place_0": 1, "place_1": 2}, {"place_0": 2, "place_1": 1}
ASKED = {
    "approval": {"options": OPTIONS, "seats": 1},
    "preference": {"options": OPTIONS, "default": ""},
    "election": {"options": OPTIONS, "seats": 1},
    "proportional": {"options": OPTIONS, "seats": 1},
    "positions": {"class": "other"},
    "apache": {"kind": "code"},
    "final-comment": {},
}
ANSWERS = {
    "approval": [{"approved": ["Alpha", "Beta"]}, {"approved": ["Alpha"]}, {}],
    "preference": [FIRST, FIRST, SECOND],
    "election": [FIRST, {"place_0": 1, "place_1": 1}, FIRST],
    "proportional": [FIRST, SECOND, FIRST],
    "positions": [{"choice": "yes"}, {"choice": "noobj"}, {"choice": "abstain"}],
    "apache": [{"choice": "+1"}, {"choice": "+1"}, {"choice": "+1"}],
    "final-comment": [{"choice": "reviewed"}] * 3,
}


def put(client, rfc, name, **more):
    way = f"/ballots/new/?subject=rfc:{rfc.pk}&procedure={name}"
    assert client.get(way).status_code == 200
    fields = {"question": "Which?", "days": "12", "zone": "AoE", **ASKED[name], **more}
    return client.post(way, fields)


def cast(client, ballot, user, answer):
    client.force_login(user)
    return client.post(reverse("governance:cast_vote", args=[ballot.pk]), answer)


@pytest.mark.parametrize("name", ASKED)
def test_a_procedure_from_draft_to_count(client, rfc, maintainer, voters, later, name):
    client.force_login(maintainer)
    assert put(client, rfc, name).status_code == 303
    ballot = Ballot.objects.get()
    client.post(reverse("governance:open_ballot", args=[ballot.pk]))
    people = [voters[name] for name in ("ann", "bea", "ian")]
    for user, answer in zip(people, ANSWERS[name], strict=True):
        assert cast(client, ballot, user, answer).status_code == 303
        page = client.get(ballot.get_absolute_url()).content.decode()
        assert "Your receipt" in page
        assert "anywhere on Earth" in page
    recused = {"choice": "recuse", "recuse": "on", "reason": "I sell it."}
    assert cast(client, ballot, voters["ida"], recused).status_code == 303
    later(ballot)
    closed = ballots.close_ballot(ballot)
    if name != "final-comment":  # ten people, of whom seven said nothing
        assert closed.tally["passed"] is True
    if name in ("approval", "preference", "election", "proportional"):
        assert closed.tally["winners"] == ["Alpha"]
    assert client.get(ballot.get_absolute_url()).status_code == 200
    assert list(audit.examine()) == []


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("positions", {"choice": "discuss"}, "Give your reason to answer “Discuss”"),
        ("apache", {"choice": "-1"}, "Give your reason"),
        ("final-comment", {"choice": "concern"}, "Give your reason"),
        ("election", {}, "Give at least one option a place"),
        ("election", {"recuse": "on"}, "Give your reason to recuse yourself"),
        ("proportional", {"place_0": 1, "place_1": 1}, "Each place can be given once"),
    ],
)
def test_what_cannot_count_is_said_on_the_form(
    client, rfc, maintainer, voters, name, answer, words
):
    client.force_login(maintainer)
    put(client, rfc, name)
    ballot = ballots.open_ballot(Ballot.objects.get(), by=maintainer)
    refused = cast(client, ballot, voters["ann"], answer)
    assert refused.status_code == 400
    assert words in refused.content.decode()
    assert not Vote.objects.exists()


@pytest.mark.parametrize(
    ("name", "more", "words"),
    [
        ("election", {"options": "Only one"}, "2 to 40 options"),
        ("election", {"options": "A\nA"}, "listed twice"),
        ("election", {"options": "A\nB", "seats": 3}, "3 seats for 2 options"),
        ("preference", {"default": "Nothing"}, "is not an option"),
        ("election", {"zone": "Nowhere"}, "no time zone"),
        ("election", {"days": ""}, "Say how many days"),
        ("election", {"options": "A | rfc:999\nB"}, "no RFC"),
    ],
)
def test_a_rule_that_is_not_whole_is_refused_before_anyone_votes(
    client, rfc, maintainer, name, more, words
):
    client.force_login(maintainer)
    refused = put(client, rfc, name, **more)
    assert refused.status_code in (400, 409)
    assert words in refused.content.decode()
    assert not Ballot.objects.exists()


def test_a_comment_period_runs_from_the_opening_of_its_gate(rfc, maintainer, later):
    project = rfc.project
    people = [community.make_voter(project, f"v{n}") for n in range(3)]
    ballot = ballots.open_ballot(
        ballots.draft_ballot(
            "rfc",
            str(rfc.pk),
            by=maintainer,
            question="Merge?",
            procedure="final-comment",
        ),
        by=maintainer,
    )
    for person in people:
        ballots.cast_vote(ballot, by=person, choice="reviewed")
    closed = ballots.close_ballot(ballot, at=ballot.closes_at)
    assert closed.tally["passed"] is True
    assert closed.tally["figures"]["finished"] is True
    assert list(audit.examine()) == []


def test_a_deadline_can_be_a_day_anywhere_on_earth(client, rfc, maintainer):
    client.force_login(maintainer)
    day = (timezone.now() + timedelta(days=5)).date()
    put(client, rfc, "apache", until=day.isoformat())
    ballot = Ballot.objects.get()
    assert f"{ballot.closes_at:%H:%M}" == "11:59"
    assert ballot.closes_at.date() == day + timedelta(days=1)


def test_a_policy_names_the_procedures_and_fixes_what_it_does_not_ask(
    client, project, rfc, maintainer
):
    body = {
        "weights": community.EASY,
        "procedures": {
            "seat": {"method": "schulze", "seats": 1, "options": ["A", "B"]}
        },
    }
    policies.adopt_policy(project, "rules", body, by=None)
    client.force_login(maintainer)
    way = f"/ballots/new/?subject=rfc:{rfc.pk}"
    assert client.get(f"{way}&procedure=election").status_code == 400
    page = client.get(f"{way}&procedure=seat").content.decode()
    assert 'name="options"' not in page
    assert 'name="seats"' not in page
    assert "be accepted?" not in page  # options are chosen from, not accepted
    client.post(f"{way}&procedure=seat", {"question": "Who?", "days": 3})
    ballot = Ballot.objects.get()
    assert (ballot.options, ballot.parameters["seats"]) == (["A", "B"], 1)


def test_a_policy_may_limit_an_organisation_to_a_share_of_the_seats_it_asks_for(
    project, rfc, maintainer
):
    steering = {"method": "stv", "ask": ["seats"], "seat_limit": "1/3"}
    body = {"weights": community.EASY, "procedures": {"steering": steering}}
    policies.adopt_policy(project, "rules", body, by=None)
    put = {"by": maintainer, "question": "Who?", "procedure": "steering"}
    names = ["A", "B", "C", "D"]

    def draft(seats):
        return ballots.draft_ballot(
            "rfc", str(rfc.pk), **put, options=names, asked={"seats": seats}
        )

    assert draft(3).parameters["seat_limit"] == "1/3"
    with pytest.raises(InvalidBallot, match="leaves no organisation a whole seat"):
        draft(2)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"acts": {"open": []}}, r"acts\.open: somebody has to"),
        ({"acts": {"open": ["king"]}}, r"acts\.open: 'king' is none of"),
        ({"acts": {"dance": []}}, r"acts\.dance: no such member"),
        ({"acts": {"appeals": []}, "ballots": {"appeal-days": 9}}, r"ballots\.appeal-"),
        ({"acts": {"adopt": []}}, r"acts\.adopt: with amendment"),
        ({"amendment": {"by": "vote"}}, r"amendment\.by: is office or ballot"),
        ({"amendment": {"procedure": "x"}}, r"amendment\.procedure: there is no"),
        ({"caps": {"unattainable": "shrug"}}, r"caps\.unattainable"),
        (
            {"ballots": {"embargo": True, "pivotal-extensions": 1}},
            r"ballots\.pivotal-extensions: .* sealed",
        ),
        ({"ballots": {"early-close-days": 10}}, r"ballots\.early-close-days"),
        ({"ballots": {"proxy-chains": True}}, r"ballots\.proxy-chains"),
        ({"ballots": {"reasons": ["maybe"]}}, r"ballots\.reasons: 'maybe'"),
        ({"procedures": {"A b": {}}}, r"procedures\.A b: is not a name"),
        ({"procedures": {"x": {"method": "dice"}}}, r"procedures\.x\.method"),
        (
            {"procedures": {"x": {"method": "schulze", "unranked": "first"}}},
            r"procedures\.x: \$\.parameters\.unranked",
        ),
        (
            {"procedures": {"x": {"method": "stv", "ask": ["kind"]}}},
            r"procedures\.x\.ask: stv has no 'kind'",
        ),
        (
            {"procedures": {"x": {"method": "stv", "seats": 2, "ask": ["seats"]}}},
            r"procedures\.x\.seats: is fixed here",
        ),
        (
            {"procedures": {"x": {"method": "consensus", "period_days": "10"}}},
            r"procedures\.x\.days: the deadline would come before",
        ),
        ({"auto": [{"name": "x"}]}, r"auto\[0\]: without path and state"),
        (
            {"auto": [{"name": "x", "path": "*", "procedure": "election"}]},
            r"auto\[0\]\.procedure: it asks for seats",
        ),
        ({"auto": [{"name": "x", "path": "*", "do": "sing"}]}, r"auto\[0\]\.do"),
    ],
)
def test_contradictions_are_refused_with_their_place(project, body, place):
    with pytest.raises(InvalidPolicy, match=place):
        policies.adopt_policy(project, "rules", body, by=None)
