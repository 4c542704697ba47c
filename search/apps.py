"""The search app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """See docs/architecture.md for what this room holds."""

    name = "search"
    default_auto_field = "django.db.models.BigAutoField"
