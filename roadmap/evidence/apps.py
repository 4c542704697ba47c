"""The part of the roadmap that looks for evidence in git."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """See docs/evidence.md for what counts as evidence."""

    name = "roadmap.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"
