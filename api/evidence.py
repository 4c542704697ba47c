"""Evidence found in git, the matrices that it fills, and what owners report."""

from typing import Any

import django_filters
from rest_framework import serializers

from api.resource import Person, Resource, Row, absolute, moment, person
from roadmap.evidence import tables
from roadmap.evidence.models import Check, Evidence, Loss, Matrix, Scan
from roadmap.models import StatusUpdate


class StatusUpdateSerializer(serializers.Serializer[Any]):
    """How a milestone goes, as its owner said on a day."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    project = serializers.CharField()
    milestone = serializers.CharField()
    state = serializers.CharField()
    text = serializers.CharField()
    author = Person()
    posted = serializers.DateTimeField()
    entry_id = serializers.CharField()


class StatusUpdateFilter(django_filters.FilterSet):
    """Which updates."""

    project = django_filters.CharFilter(field_name="milestone__project__slug")
    milestone = django_filters.CharFilter(field_name="milestone__key")
    state = django_filters.CharFilter()


class StatusUpdates(Resource):
    """Every status update; none is ever edited."""

    queryset = StatusUpdate.objects.all()
    serializer_class = StatusUpdateSerializer
    filterset_class = StatusUpdateFilter
    ordering_fields = ("posted_at",)
    changes_with = ((StatusUpdate, "id"),)
    columns = (
        "id",
        "milestone__project__slug",
        "milestone__key",
        "state",
        "text",
        "author__public_id",
        "author__name",
        "posted_at",
        "entry_id",
    )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return an update."""
        project, key = row["milestone__project__slug"], row["milestone__key"]
        page = f"/roadmap/{project}/milestones/{key}/"
        return {
            "id": row["id"],
            "url": absolute(self.request, page),
            "project": project,
            "milestone": key,
            "state": row["state"],
            "text": row["text"],
            "author": person(self.request, row, "author"),
            "posted": moment(row["posted_at"]),
            "entry_id": row["entry_id"],
        }


class EvidenceSerializer(serializers.Serializer[Any]):
    """Something that was found in git for a rule; lost, if it is gone since."""

    id = serializers.IntegerField()
    project = serializers.CharField()
    repository = serializers.CharField()
    rule = serializers.DictField()
    rule_hash = serializers.CharField()
    commit = serializers.CharField()
    committed = serializers.DateTimeField(allow_null=True)
    tag = serializers.CharField(allow_null=True)
    path = serializers.CharField(allow_null=True)
    line = serializers.IntegerField(allow_null=True)
    found = serializers.DateTimeField()
    entry_id = serializers.CharField()
    lost = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(allow_null=True)


class EvidenceFilter(django_filters.FilterSet):
    """Which evidence."""

    project = django_filters.CharFilter(field_name="project__slug")
    repository = django_filters.CharFilter(field_name="repository__name")
    rule_hash = django_filters.CharFilter()
    commit = django_filters.CharFilter(field_name="commit_oid")


class Evidences(Resource):
    """Everything that was ever found for a rule, also what is gone since."""

    queryset = Evidence.objects.all()
    serializer_class = EvidenceSerializer
    filterset_class = EvidenceFilter
    ordering_fields = ("found_at",)
    changes_with = ((Evidence, "id"), (Loss, "id"))
    columns = (
        "id",
        "project__slug",
        "repository__name",
        "rule",
        "rule_hash",
        "commit_oid",
        "committed_at",
        "tag",
        "path",
        "line",
        "found_at",
        "entry_id",
        "loss__lost_at",
        "loss__reason",
    )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return one piece of evidence."""
        return {
            "id": row["id"],
            "project": row["project__slug"],
            "repository": row["repository__name"],
            "rule": row["rule"],
            "rule_hash": row["rule_hash"],
            "commit": row["commit_oid"],
            "committed": moment(row["committed_at"]),
            "tag": row["tag"] or None,
            "path": row["path"] or None,
            "line": row["line"],
            "found": moment(row["found_at"]),
            "entry_id": row["entry_id"],
            "lost": moment(row["loss__lost_at"]),
            "reason": row["loss__reason"],
        }


class MatrixSerializer(serializers.Serializer[Any]):
    """A table that evidence fills, with the evidence of every cell."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    project = serializers.CharField()
    matrix = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    repository = serializers.CharField()
    path = serializers.CharField()
    commit = serializers.CharField()
    gone = serializers.BooleanField()
    rows = serializers.ListField()
    columns = serializers.ListField()
    cells = serializers.ListField()


class MatrixFilter(django_filters.FilterSet):
    """Which matrices."""

    project = django_filters.CharFilter(field_name="project__slug")
    matrix = django_filters.CharFilter(field_name="slug")


class Matrices(Resource):
    """Every matrix, with its cells as they stand now."""

    queryset = Matrix.objects.all()
    serializer_class = MatrixSerializer
    filterset_class = MatrixFilter
    ordering_fields = ("title",)
    changes_with = (
        (Matrix, "id"),
        (Matrix, "commit_oid"),
        (Matrix, "gone_at"),
        (Check, "id"),
        (Check, "changed_at"),
        (Scan, "scanned_at"),
    )
    columns = ("id",)

    def gather(self, rows: list[Row]) -> Any:
        """Return the tables of a page's matrices."""
        found = Matrix.objects.filter(pk__in=[row["id"] for row in rows])
        matrices = list(found.select_related("project", "repository"))
        return {table.matrix.pk: table for table in tables.tables(matrices)}

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return a matrix with its cells."""
        table = gathered[row["id"]]
        matrix = table.matrix
        return {
            "id": matrix.pk,
            "url": absolute(self.request, matrix.get_absolute_url()),
            "project": matrix.project.slug,
            "matrix": matrix.slug,
            "title": matrix.title,
            "description": matrix.description,
            "repository": matrix.repository.name,
            "path": matrix.path,
            "commit": matrix.commit_oid,
            "gone": matrix.gone_at is not None,
            **tables.table_json(table),
        }
