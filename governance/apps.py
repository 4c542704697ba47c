"""The governance app."""

from importlib import import_module

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """See docs/architecture.md for what this room holds."""

    name = "governance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the ledger's check look at ballots, and policies be voted on.

        Both once the models are loaded.
        """
        import_module("governance.audit").register()
        import_module("governance.policyfiles").register()
