"""The rfcs app."""

from importlib import import_module

from django.apps import AppConfig


class RfcsConfig(AppConfig):
    """See docs/architecture.md for what this room holds."""

    name = "rfcs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make RFCs known to the ballots, once the models are loaded."""
        import_module("rfcs.subjects").register()
