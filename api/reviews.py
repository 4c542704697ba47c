"""What people judge of RFCs: reviews and concerns."""

from typing import Any

from rest_framework import serializers

from api.discussion import OfRfc, OnRevision, revision_of
from api.resource import Person, Row, moment, person
from api.writing import Addable
from contributors.models import User
from rfcs import concerns, reviews
from rfcs.models import Concern, Review


class ReviewSerializer(serializers.Serializer[Any]):
    """A verdict on an exact revision, with the reviewer's weight then."""

    id = serializers.IntegerField()
    rfc = serializers.IntegerField()
    revision = serializers.IntegerField()
    commit = serializers.CharField()
    reviewer = Person()
    organisation = serializers.CharField(allow_null=True)
    weight = serializers.CharField()
    verdict = serializers.ChoiceField(choices=Review.Verdict.choices)
    summary = serializers.CharField()
    posted = serializers.DateTimeField()
    stale = serializers.BooleanField()
    entry_id = serializers.CharField()


class ReviewAddition(OnRevision):
    """A review to post; remarks and requested changes are said in the summary."""

    verdict = serializers.ChoiceField(choices=Review.Verdict.choices)
    summary = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="Markdown"
    )


class Reviews(Addable):
    """Every review, newest first; a later one of the same person supersedes."""

    queryset = Review.objects.all()
    serializer_class = ReviewSerializer
    addition = ReviewAddition
    scope = "reviews:write"
    filterset_class = OfRfc
    ordering_fields = ("posted_at",)
    changes_with = ((Review, "id"),)
    columns = (
        "id",
        "rfc_id",
        "revision__index",
        "revision__commit_oid",
        "rfc__current_revision__index",
        "reviewer__public_id",
        "reviewer__name",
        "organisation__slug",
        "weight",
        "verdict",
        "summary",
        "posted_at",
        "entry_id",
    )

    def add(self, said: Row, *, by: User) -> Review:
        """Post a review."""
        return reviews.post_review(
            revision_of(said), by=by, verdict=said["verdict"], summary=said["summary"]
        )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return a review."""
        return {
            "id": row["id"],
            "rfc": row["rfc_id"],
            "revision": row["revision__index"],
            "commit": row["revision__commit_oid"],
            "reviewer": person(self.request, row, "reviewer"),
            "organisation": row["organisation__slug"],
            "weight": row["weight"],
            "verdict": row["verdict"],
            "summary": row["summary"],
            "posted": moment(row["posted_at"]),
            "stale": row["revision__index"] != row["rfc__current_revision__index"],
            "entry_id": row["entry_id"],
        }


class ConcernSerializer(serializers.Serializer[Any]):
    """A named, owned objection; it blocks while it is open."""

    id = serializers.IntegerField()
    rfc = serializers.IntegerField()
    revision = serializers.IntegerField()
    name = serializers.CharField()
    reason = serializers.CharField()
    state = serializers.ChoiceField(choices=Concern.State.choices)
    raised_by = Person()
    raised = serializers.DateTimeField()
    settled = serializers.DateTimeField(allow_null=True)
    settled_reason = serializers.CharField()
    overruled_by = serializers.IntegerField(allow_null=True)
    threshold = serializers.CharField()
    entry_id = serializers.CharField()


class ConcernAddition(OnRevision):
    """A concern to raise."""

    name = serializers.CharField()
    reason = serializers.CharField(help_text="Markdown: what must be settled first")


class Concerns(Addable):
    """Every concern and how it ended."""

    queryset = Concern.objects.all()
    serializer_class = ConcernSerializer
    addition = ConcernAddition
    scope = "concerns:write"
    filterset_class = OfRfc
    ordering_fields = ("raised_at",)
    changes_with = ((Concern, "id"), (Concern, "settled_at"))
    columns = (
        "id",
        "rfc_id",
        "revision__index",
        "name",
        "reason",
        "state",
        "raised_by__public_id",
        "raised_by__name",
        "raised_at",
        "settled_at",
        "settled_reason",
        "overruled_by__number",
        "threshold",
        "entry_id",
    )

    def add(self, said: Row, *, by: User) -> Concern:
        """Raise a concern."""
        return concerns.raise_concern(
            revision_of(said), by=by, name=said["name"], reason=said["reason"]
        )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return a concern."""
        return {
            "id": row["id"],
            "rfc": row["rfc_id"],
            "revision": row["revision__index"],
            "name": row["name"],
            "reason": row["reason"],
            "state": row["state"],
            "raised_by": person(self.request, row, "raised_by"),
            "raised": moment(row["raised_at"]),
            "settled": moment(row["settled_at"]),
            "settled_reason": row["settled_reason"],
            "overruled_by": row["overruled_by__number"],
            "threshold": row["threshold"],
            "entry_id": row["entry_id"],
        }
