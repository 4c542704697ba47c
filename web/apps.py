"""The web app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """See docs/architecture.md for what this room holds."""

    name = "web"
    default_auto_field = "django.db.models.BigAutoField"
