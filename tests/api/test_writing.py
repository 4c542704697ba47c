"""Programs comment, review, object and vote by a token that has the scope."""

import pytest
from django.test import Client

from api import writing
from contributors import tokens
from contributors.models import AccessToken
from governance.models import Vote
from rfcs.models import Comment, Concern, Review
from tests.governance import community

EVERYTHING = AccessToken.Scope.values


@pytest.fixture
def project(db):
    return community.make_project()


@pytest.fixture
def rfc(project):
    return community.make_rfc(project)


@pytest.fixture
def ann(project):
    return community.make_voter(project, "ann")


@pytest.fixture
def post(client, ann):
    """A function that posts JSON by Ann's token."""
    _, secret = tokens.make_token(ann, name="bot", scopes=EVERYTHING, days=1)

    def send(resource, body, secret=secret):
        return client.post(
            f"/api/v1/{resource}/",
            body,
            content_type="application/json",
            headers={"authorization": f"Bearer {secret}"},
        )

    return send


def test_a_comment_is_posted_answered_and_read_back(client, post, rfc, ann):
    first = post("comments", {"rfc": rfc.pk, "body": "Is it *so*?"})
    assert first.status_code == 201, first.content
    row = first.json()
    assert (row["html"], row["revision"]) == ("<p>Is it <em>so</em>?</p>\n", 1)
    assert client.get(first["Location"]).json() == row
    second = post("comments", {"thread": row["thread"], "body": "It is."}).json()
    assert second["thread"] == row["thread"]
    assert Comment.objects.filter(author=ann.contributor).count() == 2


def test_a_review_and_a_concern_are_posted(client, post, rfc):
    review = post("reviews", {"rfc": rfc.pk, "revision": 1, "verdict": "approve"})
    assert review.status_code == 201, review.content
    assert review.json()["verdict"] == Review.objects.get().verdict == "approve"
    concern = {"rfc": rfc.pk, "name": "Cost", "reason": "Nobody measured it."}
    assert post("concerns", concern).json()["state"] == "open"
    again = post("concerns", concern)
    assert again.status_code == 409
    assert again["Content-Type"] == "application/problem+json"
    assert Concern.objects.count() == 1


@pytest.mark.parametrize("embargo", [False, True])
def test_a_vote_is_cast_and_its_receipt_comes_back(client, project, ann, post, embargo):
    community.policies.adopt_policy(
        project,
        "rules",
        {"weights": community.EASY, "ballots": {"embargo": embargo}},
        by=None,
    )
    mary = community.make_maintainer(project)
    ballot = community.open_ballot(community.make_rfc(project), mary)
    vote = post("votes", {"ballot": ballot.pk, "choice": "yes"})
    assert vote.status_code == 201, vote.content
    assert vote.json()["entry_id"] == Vote.objects.get().entry_id
    seen = client.get(f"/api/v1/votes/?ballot={ballot.pk}").json()["results"]
    assert len(seen) == (0 if embargo else 1)
    assert post("votes", {"ballot": ballot.pk, "choice": "maybe"}).status_code == 400


def test_whoever_is_not_on_the_roll_is_told_so(client, project, rfc, ann):
    ballot = community.open_ballot(rfc, community.make_maintainer(project))
    eve = community.make_user("eve")
    _, secret = tokens.make_token(eve, name="x", scopes=["votes:write"], days=1)
    answer = client.post(
        "/api/v1/votes/",
        {"ballot": ballot.pk, "choice": "yes"},
        content_type="application/json",
        headers={"authorization": f"Bearer {secret}"},
    )
    assert answer.status_code == 403
    assert "roll" in answer.json()["detail"]


@pytest.mark.parametrize("resource", ["comments", "reviews", "concerns", "votes"])
def test_nobody_writes_without_a_token_that_has_the_scope(client, post, ann, resource):
    bare = client.post(f"/api/v1/{resource}/", {}, content_type="application/json")
    assert bare.status_code == 401
    assert bare["WWW-Authenticate"].startswith("Bearer")
    assert post(resource, {}, secret="althing_nonsense").status_code == 401
    others = [scope for scope in EVERYTHING if scope != f"{resource}:write"]
    _, secret = tokens.make_token(ann, name="other", scopes=others, days=1)
    refused = post(resource, {}, secret=secret)
    assert refused.status_code == 403
    assert f"{resource}:write" in refused.json()["detail"]


def test_a_session_writes_only_with_its_csrf_token(rfc, ann):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ann)
    body = {"rfc": rfc.pk, "body": "Hm."}
    address, kind = "/api/v1/comments/", "application/json"
    assert client.post(address, body, content_type=kind).status_code == 403
    client.get("/desk/tokens/")
    headers = {"x-csrftoken": client.cookies["csrftoken"].value}
    answer = client.post(address, body, content_type=kind, headers=headers)
    assert answer.status_code == 201, answer.content


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "rfc"),
        ({"rfc": 999_999, "body": "x"}, "rfc"),
        ({"rfc": "x", "body": "x"}, "rfc"),
        ({"thread": 999_999, "body": "x"}, "thread"),
    ],
)
def test_what_is_wrong_is_named(post, body, field):
    answer = post("comments", body)
    assert answer.status_code == 400
    assert answer.json()["errors"].keys() & {field, "body"}


@pytest.mark.parametrize("body", ["{", "[]", '"x"', "null", "\x00"])
def test_a_body_that_is_no_object_is_refused(post, body):
    assert post("comments", body).status_code == 400


def test_endless_bodies_and_endless_posting_are_refused(post, rfc, monkeypatch):
    long = {"rfc": rfc.pk, "body": "x" * (writing.MAX_BYTES + 1)}
    assert post("comments", long).status_code == 413
    assert post(
        "comments", {"rfc": rfc.pk, "revision": 9, "body": "x"}
    ).status_code in (
        400,
        404,
    )
    monkeypatch.setattr(writing, "PER_MINUTE", 0)
    assert post("comments", {"rfc": rfc.pk, "body": "x"}).status_code == 429


def test_reading_asks_for_nobodys_name(client, rfc):
    headers = {"authorization": "Bearer althing_nonsense"}
    assert client.get("/api/v1/comments/", headers=headers).status_code == 200


def test_the_openapi_document_says_what_is_posted(client, db):
    document = client.get("/api/v1/schema/?format=json").json()
    asked = document["paths"]["/api/v1/votes/"]["post"]
    assert "votes:write" in asked["description"]
    assert {"token": []} in asked["security"]
    body = asked["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    fields = document["components"]["schemas"][body.rsplit("/", 1)[-1]]["properties"]
    assert set(fields) == {"ballot", "choice", "ranking", "reason"}
    assert "security" not in document["paths"]["/api/v1/votes/"]["get"]
