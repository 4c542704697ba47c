"""The governance app."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """See docs/architecture.md for what this room holds."""

    name = "governance"
    default_auto_field = "django.db.models.BigAutoField"
