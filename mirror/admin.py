"""Projects, mirrors and what came of each fetch, to read."""

from django.contrib import admin

from core.admin import ReadOnly
from mirror.models import Fetch, Problem, Project, Repository


@admin.register(Project)
class ProjectAdmin(ReadOnly):
    """Read only."""

    list_display = ("name", "slug")


@admin.register(Repository)
class RepositoryAdmin(ReadOnly):
    """Read only."""

    list_display = ("name", "project", "url", "fetched_at", "failures")


@admin.register(Fetch)
class FetchAdmin(ReadOnly):
    """Read only."""

    list_display = ("repository", "started_at", "new_oid", "error_code")


@admin.register(Problem)
class ProblemAdmin(ReadOnly):
    """Read only."""

    list_display = ("repository", "path", "code", "message")
