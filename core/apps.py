"""The core app: words without a domain."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Jobs and append-only rows."""

    name = "core"
    default_auto_field = "django.db.models.BigAutoField"
