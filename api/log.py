"""The ledger's entries, and what they say happened."""

import base64
import json
from typing import Any

import django_filters
from rest_framework import serializers

from api.resource import Pages, Resource, Row, absolute
from ledger.models import Entry


class EntryFilter(django_filters.FilterSet):
    """Which entries."""

    kind = django_filters.CharFilter()
    subject = django_filters.CharFilter()
    entry_id = django_filters.CharFilter()


class EntrySerializer(serializers.Serializer[Any]):
    """A leaf of the tree: its exact bytes, and the hash of the leaf."""

    index = serializers.IntegerField()
    url = serializers.URLField()
    entry_id = serializers.CharField()
    kind = serializers.CharField()
    leaf_hash = serializers.CharField()
    bytes = serializers.CharField(help_text="base64 of the exact bytes")


class NewestFirst(Pages):
    """An entry's key is its index."""

    ordering = "-index"


class Entries(Resource):
    """Every entry, newest first. Verifiers read the tiles, not this."""

    queryset = Entry.objects.all()
    serializer_class = EntrySerializer
    filterset_class = EntryFilter
    ordering_fields = ("index",)
    lookup_field = "index"
    pagination_class = NewestFirst
    columns = ("index", "entry_id", "kind", "leaf_hash", "data")

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return an entry."""
        return {
            "index": row["index"],
            "url": absolute(self.request, f"/ledger/entry/{row['index']}"),
            "entry_id": row["entry_id"],
            "kind": row["kind"],
            "leaf_hash": bytes(row["leaf_hash"]).hex(),
            "bytes": base64.b64encode(bytes(row["data"])).decode(),
        }


class EventSerializer(serializers.Serializer[Any]):
    """What happened, as the log has it."""

    index = serializers.IntegerField()
    kind = serializers.CharField()
    subject = serializers.CharField()
    time = serializers.DateTimeField()
    actor = serializers.CharField(allow_null=True)
    body = serializers.DictField()
    entry = serializers.URLField()


class Events(Resource):
    """Everything that happened, newest first."""

    queryset = Entry.objects.all()
    serializer_class = EventSerializer
    filterset_class = EntryFilter
    ordering_fields = ("index",)
    lookup_field = "index"
    pagination_class = NewestFirst
    columns = ("index", "kind", "subject", "data")

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return an event."""
        entry = json.loads(bytes(row["data"]))
        return {
            "index": row["index"],
            "kind": row["kind"],
            "subject": row["subject"],
            "time": entry["time"],
            "actor": entry.get("actor"),
            "body": entry["body"],
            "entry": absolute(self.request, f"/ledger/entry/{row['index']}"),
        }
