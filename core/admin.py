"""The admin pages show the record; acts go through the rooms' own functions."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core.models import Job


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows rows and lets nobody add, edit or delete them."""

    list_select_related = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody edits here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes here."""
        return False


@admin.register(Job)
class JobAdmin(ReadOnly):
    """Work that waits, runs, is done or failed, and why."""

    list_display = ("name", "state", "attempts", "due_at", "finished_at", "error")
    list_filter = ("state", "name")
