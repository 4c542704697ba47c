"""What pull requests, changes and branches would add to documents or change in them."""

from typing import Any

import django_filters
from rest_framework import serializers

from api.resource import Resource, Row, absolute, moment
from rfcs.models import Proposal


class ProposalSerializer(serializers.Serializer[Any]):
    """One document of one proposal; ``revision`` is what it would make of it."""

    id = serializers.IntegerField()
    url = serializers.URLField(allow_null=True)
    rfc = serializers.IntegerField()
    page = serializers.URLField()
    repository = serializers.CharField()
    ref = serializers.CharField()
    number = serializers.CharField()
    path = serializers.CharField()
    base = serializers.CharField()
    head = serializers.CharField()
    adds = serializers.BooleanField()
    revision = serializers.IntegerField(allow_null=True)
    state = serializers.CharField()
    opened = serializers.DateTimeField()
    pushed = serializers.DateTimeField()
    settled = serializers.DateTimeField(allow_null=True)


class ProposalFilter(django_filters.FilterSet):
    """Which proposals."""

    rfc = django_filters.NumberFilter(field_name="rfc_id")
    repository = django_filters.CharFilter(field_name="repository__name")
    project = django_filters.CharFilter(field_name="repository__project__slug")
    state = django_filters.CharFilter()


class Proposals(Resource):
    """Every document of every mirrored proposal."""

    queryset = Proposal.objects.all()
    serializer_class = ProposalSerializer
    filterset_class = ProposalFilter
    ordering_fields = ("pushed_at", "opened_at")
    changes_with = ((Proposal, "pushed_at"), (Proposal, "settled_at"))
    columns = (
        "id",
        "url",
        "rfc_id",
        "rfc__slug",
        "rfc__project__slug",
        "repository__name",
        "ref",
        "label",
        "path",
        "base_oid",
        "head_oid",
        "adds",
        "revision__index",
        "state",
        "opened_at",
        "pushed_at",
        "settled_at",
    )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return a proposal."""
        page = f"/rfcs/{row['rfc__project__slug']}/{row['rfc__slug']}/"
        return {
            "id": row["id"],
            "url": row["url"] or None,
            "rfc": row["rfc_id"],
            "page": absolute(self.request, page),
            "repository": row["repository__name"],
            "ref": row["ref"],
            "number": row["label"],
            "path": row["path"],
            "base": row["base_oid"],
            "head": row["head_oid"],
            "adds": row["adds"],
            "revision": row["revision__index"],
            "state": row["state"],
            "opened": moment(row["opened_at"]),
            "pushed": moment(row["pushed_at"]),
            "settled": moment(row["settled_at"]),
        }
