"""Contributors, organisations and weights. Never an e-mail address."""

from datetime import UTC, datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.resource import Resource, Row, absolute, open_to_all
from contributors.models import Contributor, Organisation
from core.errors import InvalidInput
from governance import electorates
from mirror.models import Project


class ContributorSerializer(serializers.Serializer[Any]):
    """A person in the public record."""

    id = serializers.CharField()
    name = serializers.CharField()
    url = serializers.URLField()
    bot = serializers.BooleanField()


class Contributors(Resource):
    """Every contributor with an account or a verified identity."""

    queryset = Contributor.objects.all()
    serializer_class = ContributorSerializer
    ordering_fields = ("name", "created_at")
    lookup_field = "public_id"
    changes_with = ((Contributor, "id"),)
    columns = ("id", "public_id", "name", "is_bot")

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return a contributor."""
        return {
            "id": row["public_id"],
            "name": row["name"],
            "url": absolute(self.request, f"/people/{row['public_id']}/"),
            "bot": row["is_bot"],
        }


class OrganisationSerializer(serializers.Serializer[Any]):
    """A body that people work for."""

    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()
    url = serializers.URLField()


class Organisations(Resource):
    """Every organisation."""

    queryset = Organisation.objects.all()
    serializer_class = OrganisationSerializer
    ordering_fields = ("name",)
    lookup_field = "slug"
    changes_with = ((Organisation, "id"),)
    columns = ("id", "slug", "name")

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return an organisation."""
        return {
            **{name: row[name] for name in self.columns},
            "url": absolute(self.request, f"/organisations/{row['slug']}/"),
        }


class WeightSerializer(serializers.Serializer[Any]):
    """An earned weight: exact, as a rational number."""

    contributor = serializers.CharField()
    name = serializers.CharField()
    affiliation = serializers.CharField()
    raw = serializers.IntegerField()
    weight = serializers.CharField()


class Weights(APIView):
    """The weights of a project at a moment, recomputed from commits and policy."""

    renderer_classes = (JSONRenderer,)

    @extend_schema(
        parameters=[
            OpenApiParameter("project", required=True),
            OpenApiParameter("at", description="UTC time; now where absent"),
        ],
        responses=WeightSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Return every weight, heaviest first."""
        slug = request.query_params.get("project", "")
        if not slug:
            raise InvalidInput("Name the project: ?project=SLUG.")
        project = get_object_or_404(Project, slug=slug)
        at = _moment(request.query_params.get("at", ""))
        weights = electorates.weigh(project, at=at)
        response = Response(
            [
                {
                    "contributor": weight.public_id,
                    "name": weight.name,
                    "affiliation": weight.affiliation,
                    "raw": weight.raw,
                    "weight": str(weight.weight),
                }
                for weight in sorted(weights, key=lambda w: (-w.weight, w.public_id))
            ]
        )
        open_to_all(response)
        return response


def _moment(text: str) -> datetime:
    if not text:
        return timezone.now()
    try:
        value = parse_datetime(text)
    except ValueError:
        value = None
    if value is None:
        raise InvalidInput("at= is not a time like 2026-11-01T00:00:00Z.")
    return value if value.tzinfo else value.replace(tzinfo=UTC)
