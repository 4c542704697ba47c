"""The contributors app."""

from django.apps import AppConfig


class ContributorsConfig(AppConfig):
    """See docs/architecture.md for what this room holds."""

    name = "contributors"
    default_auto_field = "django.db.models.BigAutoField"
