"""The roadmap's programmes: designations, audits, adopters' reports."""

from importlib import import_module

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """See docs/programmes.md for what they promise."""

    name = "roadmap.programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make designations known to the ballots."""
        import_module("roadmap.programmes.subjects").register()
