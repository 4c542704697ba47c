"""What RFCs say and what people say of them: revisions and comments."""

from typing import Any

import django_filters
from rest_framework import serializers

from api.resource import Person, Resource, Row, absolute, moment, person
from api.writing import Addable
from contributors.models import User
from core.errors import InvalidInput
from rfcs import comments
from rfcs.models import Comment, CommentEdit, Revision, Rfc, Suggestion, Thread


def _rfc_url(view: Resource, row: Row) -> str:
    page = f"/rfcs/{row['rfc__project__slug']}/{row['rfc__slug']}/"
    return absolute(view.request, page)


class OfRfc(django_filters.FilterSet):
    """Of which RFC, or of whose RFCs."""

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
    filterset_class = OfRfc
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


class OnRevision(serializers.Serializer[Any]):
    """Words about a revision of an RFC; about the newest where none is named."""

    rfc = serializers.PrimaryKeyRelatedField(
        queryset=Rfc.objects.select_related("project", "current_revision")
    )
    revision = serializers.IntegerField(
        required=False, help_text="its index; the newest where absent"
    )


def revision_of(said: Row) -> Revision:
    """Return the revision that is meant; raise ``InvalidInput`` where there is none."""
    rfc: Rfc = said["rfc"]
    index = said.get("revision")
    found = (
        rfc.current_revision
        if index is None
        else rfc.revisions.filter(index=index).first()
    )
    if found is None:
        raise InvalidInput("The RFC has no such revision.")
    found.rfc = rfc
    return found


class CommentAddition(OnRevision):
    """A comment to post: an answer in a thread, or the first of a new one."""

    thread = serializers.PrimaryKeyRelatedField(
        queryset=Thread.objects.all(), required=False, help_text="to answer in it"
    )
    rfc = serializers.PrimaryKeyRelatedField(
        queryset=Rfc.objects.select_related("project", "current_revision"),
        required=False,
        help_text="to start a thread on it",
    )
    block = serializers.CharField(
        required=False,
        help_text="the id of a block of the text; the whole where absent",
    )
    words = serializers.CharField(required=False, help_text="some words of the block")
    body = serializers.CharField(help_text="Markdown")

    def validate(self, attrs: Row) -> Row:
        """Ask for one place, and only one."""
        if ("thread" in attrs) == ("rfc" in attrs):
            raise serializers.ValidationError(
                {"rfc": ["Name the RFC, or the thread to answer in."]}
            )
        return attrs


class Comments(Addable):
    """Every comment, with the thread and the place it belongs to."""

    queryset = Comment.objects.all()
    serializer_class = CommentSerializer
    addition = CommentAddition
    scope = "comments:write"
    filterset_class = OfRfc
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

    def add(self, said: Row, *, by: User) -> Comment:
        """Post a comment."""
        if "thread" in said:
            return comments.reply(said["thread"], by=by, body=said["body"])
        revision = revision_of(said)
        place = {name: said[name] for name in ("block", "words") if name in said}
        thread = comments.start_thread(
            revision.rfc, revision, by=by, body=said["body"], **place
        )
        return thread.comments.order_by("pk")[0]

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
