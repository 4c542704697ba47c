"""The evidence, to read and not to change."""

from django.contrib import admin

from core.admin import ReadOnly
from roadmap.evidence.models import Check, Evidence, Loss, Matrix


@admin.register(Check)
class CheckAdmin(ReadOnly):
    """Read only."""

    list_display = ("rule", "project", "state", "trouble", "changed_at")


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly):
    """Read only."""

    list_display = ("rule", "repository", "tag", "commit_oid", "found_at")


@admin.register(Loss)
class LossAdmin(ReadOnly):
    """Read only."""

    list_display = ("evidence", "reason", "lost_at")


@admin.register(Matrix)
class MatrixAdmin(ReadOnly):
    """Read only."""

    list_display = ("title", "project", "path", "gone_at")
