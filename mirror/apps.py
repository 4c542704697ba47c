"""The mirror app."""

from django.apps import AppConfig


class MirrorConfig(AppConfig):
    """See docs/architecture.md for what this room holds."""

    name = "mirror"
    default_auto_field = "django.db.models.BigAutoField"
