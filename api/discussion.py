"""What people said of RFCs: revisions, comments, reviews and concerns."""

from typing import Any

import django_filters
from rest_framework import serializers

from api.resource import Person, Resource, Row, absolute, moment, person
from rfcs.models import Comment, Concern, Review, Revision, Thread


def _rfc_url(view: Resource, row: Row) -> str:
    page = f"/rfcs/{row['rfc__project__slug']}/{row['rfc__slug']}/"
    return absolute(view.request, page)


class _OfRfc(django_filters.FilterSet):
    rfc = django_filters.NumberFilter(field_name="rfc_id")
    project = django_filters.CharFilter(field_name="rfc__project__slug")


class RevisionSerializer(serializers.Serializer[Any]):
    """One state of a document: an exact commit and blob."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    rfc = serializers.IntegerField()
    index = serializers.IntegerField()
    commit = serializers.CharField()
    blob = serializers.CharField()
    path = serializers.CharField()
    title = serializers.CharField()
    status = serializers.CharField(allow_null=True)
    author = serializers.CharField()
    subject = serializers.CharField()
    committed = serializers.DateTimeField()


class Revisions(Resource):
    """Every revision of every RFC, as git has them."""

    queryset = Revision.objects.all()
    serializer_class = RevisionSerializer
    filterset_class = _OfRfc
    ordering_fields = ("committed_at", "index")
    changes_with = ((Revision, "id"),)
    columns = (
        "id",
        "rfc_id",
        "rfc__slug",
        "rfc__project__slug",
        "index",
        "commit_oid",
        "blob_oid",
        "path",
        "title",
        "status",
        "author_name",
        "subject",
        "committed_at",
    )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return a revision."""
        return {
            "id": row["id"],
            "url": f"{_rfc_url(self, row)}{row['index']}/",
            "rfc": row["rfc_id"],
            "index": row["index"],
            "commit": row["commit_oid"],
            "blob": row["blob_oid"],
            "path": row["path"],
            "title": row["title"],
            "status": row["status"],
            "author": row["author_name"],
            "subject": row["subject"],
            "committed": moment(row["committed_at"]),
        }


class CommentSerializer(serializers.Serializer[Any]):
    """A comment: Markdown as written, and its safe HTML."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    rfc = serializers.IntegerField()
    revision = serializers.IntegerField()
    thread = serializers.IntegerField()
    block = serializers.CharField()
    quote = serializers.CharField()
    author = Person()
    body = serializers.CharField()
    html = serializers.CharField()
    posted = serializers.DateTimeField()
    resolved = serializers.BooleanField()
    entry_id = serializers.CharField()


class Comments(Resource):
    """Every comment, with the thread and the place it belongs to."""

    queryset = Comment.objects.all()
    serializer_class = CommentSerializer
    filterset_class = _OfRfc
    ordering_fields = ("posted_at",)
    changes_with = ((Comment, "id"), (Thread, "resolved_at"))
    columns = (
        "id",
        "rfc_id",
        "rfc__slug",
        "rfc__project__slug",
        "thread_id",
        "thread__block",
        "thread__quote",
        "thread__resolved_at",
        "thread__revision__index",
        "author__public_id",
        "author__name",
        "body",
        "html",
        "posted_at",
        "entry_id",
    )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return a comment."""
        return {
            "id": row["id"],
            "url": f"{_rfc_url(self, row)}#comment-{row['id']}",
            "rfc": row["rfc_id"],
            "revision": row["thread__revision__index"],
            "thread": row["thread_id"],
            "block": row["thread__block"],
            "quote": row["thread__quote"],
            "author": person(self.request, row, "author"),
            "body": row["body"],
            "html": row["html"],
            "posted": moment(row["posted_at"]),
            "resolved": row["thread__resolved_at"] is not None,
            "entry_id": row["entry_id"],
        }


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
    entry_id = serializers.CharField()


class Reviews(Resource):
    """Every review, newest first; a later one of the same person supersedes."""

    queryset = Review.objects.all()
    serializer_class = ReviewSerializer
    filterset_class = _OfRfc
    ordering_fields = ("posted_at",)
    changes_with = ((Review, "id"),)
    columns = (
        "id",
        "rfc_id",
        "revision__index",
        "revision__commit_oid",
        "reviewer__public_id",
        "reviewer__name",
        "organisation__slug",
        "weight",
        "verdict",
        "summary",
        "posted_at",
        "entry_id",
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
    entry_id = serializers.CharField()


class Concerns(Resource):
    """Every concern and how it ended."""

    queryset = Concern.objects.all()
    serializer_class = ConcernSerializer
    filterset_class = _OfRfc
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
        "entry_id",
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
            "entry_id": row["entry_id"],
        }
