"""Tracks, milestones and editions, to read."""

from django.contrib import admin

from core.admin import ReadOnly
from roadmap.models import Edition, Milestone, Track


@admin.register(Track)
class TrackAdmin(ReadOnly):
    """Read only."""

    list_display = ("title", "project", "position")


@admin.register(Milestone)
class MilestoneAdmin(ReadOnly):
    """Read only."""

    list_display = ("title", "project", "target", "state")


@admin.register(Edition)
class EditionAdmin(ReadOnly):
    """Read only."""

    list_display = ("project", "year", "number", "state", "published_at")
