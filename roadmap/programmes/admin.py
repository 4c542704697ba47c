"""The programmes, to read and not to change."""

from django.contrib import admin

from core.admin import ReadOnly
from roadmap.programmes.models import AdopterReport, Application, Audit, Criteria


@admin.register(Criteria)
class CriteriaAdmin(ReadOnly):
    """Read only."""

    list_display = ("title", "version", "project", "path")


@admin.register(Application)
class ApplicationAdmin(ReadOnly):
    """Read only."""

    list_display = ("product", "criteria", "state", "expires_at")


@admin.register(Audit)
class AuditAdmin(ReadOnly):
    """Read only."""

    list_display = ("title", "project", "due", "auditor")


@admin.register(AdopterReport)
class AdopterReportAdmin(ReadOnly):
    """Read only."""

    list_display = ("metric", "milestone", "adopter", "state")
