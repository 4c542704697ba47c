"""The ledger app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """See docs/architecture.md for what this room holds."""

    name = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
