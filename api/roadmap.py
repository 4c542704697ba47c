"""Milestones and published roadmaps."""

import json
from typing import Any

import django_filters
from rest_framework import serializers

from api.resource import Resource, Row, absolute, moment
from roadmap.models import Edition, Milestone


class MilestoneSerializer(serializers.Serializer[Any]):
    """Something to be delivered, as a file in git says it."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    project = serializers.CharField()
    repository = serializers.CharField()
    key = serializers.CharField()
    path = serializers.CharField()
    format = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    track = serializers.CharField(allow_null=True)
    owner = serializers.CharField(allow_null=True)
    champion = serializers.CharField(allow_null=True)
    target = serializers.CharField(allow_null=True)
    confidence = serializers.CharField(allow_null=True)
    status = serializers.CharField(allow_null=True)
    state = serializers.CharField()
    said = serializers.CharField()
    proof = serializers.CharField(allow_null=True)
    rules = serializers.ListField()
    criteria = serializers.ListField()
    needs = serializers.ListField()
    links = serializers.ListField()
    asks = serializers.ListField()
    more = serializers.ListField()
    tracking = serializers.CharField(allow_null=True)
    due = serializers.DateField(allow_null=True)
    dependencies = serializers.ListField()
    rfc = serializers.IntegerField(allow_null=True)
    commit = serializers.CharField()
    gone = serializers.BooleanField()


class MilestoneFilter(django_filters.FilterSet):
    """Which milestones."""

    project = django_filters.CharFilter(field_name="project__slug")
    repository = django_filters.CharFilter(field_name="repository__name")
    track = django_filters.CharFilter(field_name="track__slug")
    target = django_filters.CharFilter()
    state = django_filters.CharFilter()
    rfc = django_filters.NumberFilter(field_name="rfc_id")


class Milestones(Resource):
    """Every milestone that a mirrored repository states."""

    queryset = Milestone.objects.all()
    serializer_class = MilestoneSerializer
    filterset_class = MilestoneFilter
    ordering_fields = ("key", "target")
    changes_with = (
        (Milestone, "id"),
        (Milestone, "committed_at"),
        (Milestone, "gone_at"),
    )
    columns = (
        "id",
        "project__slug",
        "repository__name",
        "key",
        "path",
        "format",
        "title",
        "summary",
        "track__slug",
        "owner",
        "champion",
        "target",
        "confidence",
        "status",
        "state",
        "said",
        "proof",
        "rules",
        "criteria",
        "needs",
        "links",
        "asks",
        "more",
        "tracking",
        "target_date",
        "dependencies",
        "rfc_id",
        "commit_oid",
        "gone_at",
    )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return a milestone."""
        page = f"/roadmap/{row['project__slug']}/milestones/{row['key']}/"
        return {
            "id": row["id"],
            "url": absolute(self.request, page),
            "project": row["project__slug"],
            "repository": row["repository__name"],
            "key": row["key"],
            "path": row["path"],
            "format": row["format"],
            "title": row["title"],
            "summary": row["summary"],
            "track": row["track__slug"],
            **{
                name: row[name] or None
                for name in ("owner", "champion", "target", "confidence", "status")
            },
            "state": row["state"],
            "said": row["said"],
            "proof": row["proof"] or None,
            **{
                name: row[name]
                for name in ("rules", "criteria", "needs", "links", "asks", "more")
            },
            "tracking": row["tracking"] or None,
            "due": row["target_date"] and row["target_date"].isoformat(),
            "dependencies": row["dependencies"],
            "rfc": row["rfc_id"],
            "commit": row["commit_oid"],
            "gone": row["gone_at"] is not None,
        }


class RoadmapSerializer(serializers.Serializer[Any]):
    """A published edition: what was published, and its document."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    project = serializers.CharField()
    edition = serializers.CharField()
    year = serializers.IntegerField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    published = serializers.DateTimeField()
    json_hash = serializers.CharField()
    markdown_hash = serializers.CharField()
    entry_id = serializers.CharField()
    document = serializers.DictField()


class RoadmapFilter(django_filters.FilterSet):
    """Which editions."""

    project = django_filters.CharFilter(field_name="project__slug")
    year = django_filters.NumberFilter()


class Roadmaps(Resource):
    """Every published edition; none of them ever changes."""

    queryset = Edition.objects.filter(state=Edition.State.PUBLISHED)
    serializer_class = RoadmapSerializer
    filterset_class = RoadmapFilter
    ordering_fields = ("year",)
    changes_with = ((Edition, "id"), (Edition, "published_at"))
    columns = (
        "id",
        "project__slug",
        "year",
        "number",
        "title",
        "published_at",
        "json_bytes",
        "json_hash",
        "markdown_hash",
        "entry_id",
    )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return an edition with its document, parsed."""
        edition = f"{row['year']}.{row['number']}"
        page = f"/roadmap/{row['project__slug']}/{edition}/"
        return {
            "id": row["id"],
            "url": absolute(self.request, page),
            "project": row["project__slug"],
            "edition": edition,
            "year": row["year"],
            "number": row["number"],
            "title": row["title"],
            "published": moment(row["published_at"]),
            "json_hash": row["json_hash"],
            "markdown_hash": row["markdown_hash"],
            "entry_id": row["entry_id"],
            "document": json.loads(bytes(row["json_bytes"])),
        }
