"""The config app."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """See docs/architecture.md for what this room holds."""

    name = "config"
    default_auto_field = "django.db.models.BigAutoField"
