"""The log, to read."""

from django.contrib import admin

from core.admin import ReadOnly
from ledger.models import Checkpoint, Entry, Pending


@admin.register(Entry)
class EntryAdmin(ReadOnly):
    """Read only."""

    list_display = ("index", "kind", "subject", "created_at")


@admin.register(Checkpoint)
class CheckpointAdmin(ReadOnly):
    """Read only."""

    list_display = ("size", "published_at")


@admin.register(Pending)
class PendingAdmin(ReadOnly):
    """Read only."""

    list_display = ("entry_id", "kind", "created_at")
