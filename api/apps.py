"""The api app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """See docs/architecture.md for what this room holds."""

    name = "api"
    default_auto_field = "django.db.models.BigAutoField"
