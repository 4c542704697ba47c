"""What a year and an edition look like in an address, and which edition is meant."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from mirror.models import Project
from roadmap.models import Edition


class YearConverter:
    """A year of four digits."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        """Return the year."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return its four digits."""
        return f"{int(value):04}"


class EditionConverter:
    """A year and the number of its edition: 2026.0."""

    regex = r"[0-9]{4}\.(?:0|[1-9][0-9]{0,3})"

    def to_python(self, value: str) -> tuple[int, int]:
        """Return year and number."""
        year, number = value.split(".")
        return int(year), int(number)

    def to_url(self, value: object) -> str:
        """Return "2026.0", from an edition, its name or a pair."""
        if isinstance(value, tuple):
            return f"{value[0]:04}.{value[1]}"
        return str(value)


def project_of(slug: str) -> Project:
    """Return the project, or answer that there is no such page."""
    project = Project.objects.filter(slug=slug).first()
    if project is None:
        raise Http404("There is no such project.")
    return project


def published(name: tuple[int, int], slug: str = "") -> Edition:
    """Return the published edition of this name.

    Without a project the name stands for the edition that was published first, so
    that an address, once given, means the same for ever.
    """
    editions = Edition.objects.published().filter(year=name[0], number=name[1])
    if slug:
        editions = editions.filter(project__slug=slug)
    found = editions.select_related("project", "published_by")
    found = found.defer("json_bytes", "markdown_bytes")
    edition = found.order_by("published_at", "pk").first()
    if edition is None:
        raise Http404("There is no such edition.")
    return edition


def draft_of(project: str, year: int) -> Edition:
    """Return the year's draft, or answer that there is no such page."""
    drafts = Edition.objects.drafts().select_related("project", "published_by")
    return get_object_or_404(drafts, project__slug=project, year=year)
