"""Projects and the repositories that they mirror."""

from typing import Any

import django_filters
from rest_framework import serializers

from api.resource import Resource, Row, absolute, moment
from mirror.models import Fetch, Project, Repository


class ProjectSerializer(serializers.Serializer[Any]):
    """A software project that many share."""

    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    url = serializers.URLField()


class Projects(Resource):
    """Every project."""

    queryset = Project.objects.all()
    serializer_class = ProjectSerializer
    ordering_fields = ("name",)
    lookup_field = "slug"
    changes_with = ((Project, "id"),)
    columns = ("id", "slug", "name", "description")

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return a project."""
        return {
            **{name: row[name] for name in self.columns},
            "url": absolute(self.request, f"/rfcs/{row['slug']}/"),
        }


class RepositorySerializer(serializers.Serializer[Any]):
    """A mirrored repository and where its mirror stands."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    project = serializers.CharField()
    url = serializers.CharField()
    holds = serializers.ListField(child=serializers.CharField())
    format = serializers.CharField()
    branch = serializers.CharField()
    head = serializers.CharField(allow_null=True)
    fetched = serializers.DateTimeField(allow_null=True)
    failures = serializers.IntegerField()
    retired = serializers.BooleanField()
    page = serializers.URLField()


class RepositoryFilter(django_filters.FilterSet):
    """Which repositories."""

    project = django_filters.CharFilter(field_name="project__slug")


class Repositories(Resource):
    """Every mirrored repository."""

    queryset = Repository.objects.all()
    serializer_class = RepositorySerializer
    filterset_class = RepositoryFilter
    ordering_fields = ("name", "added_at")
    lookup_field = "name"
    changes_with = ((Fetch, "id"), (Repository, "id"), (Repository, "retired_at"))
    columns = (
        "id",
        "name",
        "project__slug",
        "url",
        "holds_rfcs",
        "holds_roadmap",
        "holds_code",
        "format",
        "branch",
        "head_oid",
        "fetched_at",
        "failures",
        "retired_at",
    )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return a repository."""
        return {
            "id": row["id"],
            "name": row["name"],
            "project": row["project__slug"],
            "url": row["url"],
            "holds": [
                word for word in ("rfcs", "roadmap", "code") if row[f"holds_{word}"]
            ],
            "format": row["format"],
            "branch": row["branch"],
            "head": row["head_oid"] or None,
            "fetched": moment(row["fetched_at"]),
            "failures": row["failures"],
            "retired": row["retired_at"] is not None,
            "page": absolute(self.request, f"/repositories/{row['name']}/"),
        }
