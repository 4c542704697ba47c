"""The following app."""

from django.apps import AppConfig


class FollowingConfig(AppConfig):
    """See docs/architecture.md for what this room holds."""

    name = "following"
    default_auto_field = "django.db.models.BigAutoField"
