"""Contributors and organisations. Never an e-mail address."""

from typing import Any

from rest_framework import serializers

from api.resource import Resource, Row, absolute
from contributors.models import Contributor, Organisation


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
