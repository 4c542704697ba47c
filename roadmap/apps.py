"""The roadmap app."""

from django.apps import AppConfig


class RoadmapConfig(AppConfig):
    """See docs/architecture.md for what this room holds."""

    name = "roadmap"
    default_auto_field = "django.db.models.BigAutoField"
