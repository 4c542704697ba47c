"""The rfcs app."""

from django.apps import AppConfig


class RfcsConfig(AppConfig):
    """See docs/architecture.md for what this room holds."""

    name = "rfcs"
    default_auto_field = "django.db.models.BigAutoField"
