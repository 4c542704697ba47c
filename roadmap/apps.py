"""The roadmap app."""

from importlib import import_module

from django.apps import AppConfig


class RoadmapConfig(AppConfig):
    """See docs/architecture.md for what this room holds."""

    name = "roadmap"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make milestones and drafts known to the ballots."""
        import_module("roadmap.subjects").register()
