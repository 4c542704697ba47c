"""Verdicts on exact revisions."""

import json

import pytest

from core.errors import InvalidInput, NotPermitted
from ledger.models import Pending
from rfcs import reviews
from rfcs.errors import EmptyText
from rfcs.models import Review


def test_a_review_names_the_exact_revision_and_the_weight_then(revision, alice):
    review = reviews.post_review(revision, by=alice, verdict="approve")
    body = json.loads(bytes(Pending.objects.get(kind="review.posted").data))["body"]
    assert body["revision"] == revision.commit_oid
    assert body["weight"] == review.weight == "0"
    assert body["verdict"] == "approve"


@pytest.mark.parametrize("verdict", ["request-changes", "approve-with-remarks"])
def test_remarks_and_requested_changes_must_be_said(revision, alice, verdict):
    with pytest.raises(EmptyText, match="summary is empty"):
        reviews.post_review(revision, by=alice, verdict=verdict)
    assert not Review.objects.exists()


def test_an_unknown_verdict_is_refused_with_those_that_exist(revision, alice):
    with pytest.raises(InvalidInput, match="request-changes"):
        reviews.post_review(revision, by=alice, verdict="maybe")


def test_a_locked_account_may_not_review(revision, alice):
    alice.is_active = False
    alice.save()
    with pytest.raises(NotPermitted):
        reviews.post_review(revision, by=alice, verdict="approve")


def test_a_second_review_stands_beside_the_first(revision, alice):
    reviews.post_review(revision, by=alice, verdict="approve")
    reviews.post_review(revision, by=alice, verdict="abstain")
    assert [r.verdict for r in Review.objects.all()] == ["approve", "abstain"]
