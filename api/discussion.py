"""What people said of RFCs: revisions, comments, reviews and concerns."""

from typing import Any

import django_filters
from rest_framework import serializers

from api.resource import Person, Resource, Row, absolute, moment, person
from rfcs.models import (
    Comment,
    CommentEdit,
    Concern,
    Review,
    Revision,
    Suggestion,
    Thread,
)


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


class SuggestionSerializer(serializers.Serializer[Any]):
    """An edit that a comment suggests, and what became of it."""

    state = serializers.ChoiceField(choices=Suggestion.State.choices)
    base = serializers.CharField()
    first_line = serializers.IntegerField()
    old = serializers.CharField()
    new = serializers.CharField()
    reason = serializers.CharField()


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
    edited = serializers.DateTimeField(allow_null=True)
    words = serializers.CharField()
    suggestion = SuggestionSerializer(allow_null=True)
    entry_id = serializers.CharField()


class Comments(Resource):
    """Every comment, with the thread and the place it belongs to."""

    queryset = Comment.objects.all()
    serializer_class = CommentSerializer
    filterset_class = _OfRfc
    ordering_fields = ("posted_at",)
    changes_with = (
        (Comment, "id"),
        (CommentEdit, "id"),
        (Thread, "resolved_at"),
        (Suggestion, "settled_at"),
    )
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
        "thread__words",
        "thread__edits",
        "thread__suggestions",
        "author__public_id",
        "author__name",
        "body",
        "html",
        "posted_at",
        "entry_id",
    )

    def gather(self, rows: list[Row]) -> tuple[dict[int, Any], dict[int, Suggestion]]:
        """Return newer words and suggestions of the page's comments."""
        edited = [row["id"] for row in rows if row["thread__edits"]]
        carrying = [row["id"] for row in rows if row["thread__suggestions"]]
        edits = CommentEdit.objects.filter(comment__in=edited).order_by("pk")
        changes = Suggestion.objects.filter(comment__in=carrying)
        return (
            {each.comment_id: each for each in edits} if edited else {},
            {each.comment_id: each for each in changes} if carrying else {},
        )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return a comment; ``body`` is what it says now."""
        edit, change = (found.get(row["id"]) for found in gathered)
        return {
            "id": row["id"],
            "url": f"{_rfc_url(self, row)}#comment-{row['id']}",
            "rfc": row["rfc_id"],
            "revision": row["thread__revision__index"],
            "thread": row["thread_id"],
            "block": row["thread__block"],
            "quote": row["thread__quote"],
            "author": person(self.request, row, "author"),
            "body": edit.body if edit else row["body"],
            "html": edit.html if edit else row["html"],
            "posted": moment(row["posted_at"]),
            "resolved": row["thread__resolved_at"] is not None,
            "edited": moment(edit.edited_at) if edit else None,
            "words": row["thread__words"],
            "suggestion": _suggestion(change) if change else None,
            "entry_id": row["entry_id"],
        }


def _suggestion(suggestion: Suggestion) -> Row:
    return {
        "state": str(suggestion.state),
        "base": suggestion.base_hash,
        "first_line": suggestion.first_line,
        "old": suggestion.old,
        "new": suggestion.new,
        "reason": suggestion.settled_reason,
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
    stale = serializers.BooleanField()
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
        "overruled_by__number",
        "threshold",
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
            "overruled_by": row["overruled_by__number"],
            "threshold": row["threshold"],
            "entry_id": row["entry_id"],
        }
