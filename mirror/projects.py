"""Projects: named sets of mirrored repositories."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from core.errors import InvalidInput
from mirror.models import Project


@transaction.atomic
def ensure(slug: str, *, name: str = "") -> Project:
    """Return the project of that slug, made if there is none."""
    if not slug or slug != slugify(slug) or len(slug) > 60:
        raise InvalidInput(
            "A project's slug holds small letters, digits and hyphens, at most 60."
        )
    defaults = {"name": name or slug, "created_at": timezone.now()}
    return Project.objects.get_or_create(slug=slug, defaults=defaults)[0]
