"""RFCs and what was said of them, to read."""

from django.contrib import admin

from core.admin import ReadOnly
from rfcs.models import Concern, Review, Revision, Rfc


@admin.register(Rfc)
class RfcAdmin(ReadOnly):
    """Read only."""

    list_display = ("number", "title", "project", "status", "phase")


@admin.register(Revision)
class RevisionAdmin(ReadOnly):
    """Read only."""

    list_display = ("rfc", "index", "commit_oid", "committed_at")


@admin.register(Review)
class ReviewAdmin(ReadOnly):
    """Read only."""

    list_display = ("rfc", "reviewer", "verdict", "posted_at")


@admin.register(Concern)
class ConcernAdmin(ReadOnly):
    """Read only."""

    list_display = ("rfc", "name", "state", "raised_by")
