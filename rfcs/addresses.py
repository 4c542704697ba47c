"""From the words of an address to what it names, and back."""

from typing import Any

from django.shortcuts import get_object_or_404

from mirror.models import Project
from rfcs.models import Revision, Rfc


def hold(project: int) -> None:
    """Let no other import choose addresses in the project until this one is written."""
    Project.objects.select_for_update(no_key=True).get(pk=project)


def rfc_at(project: str, slug: str) -> Rfc:
    """Return an RFC that has a revision, with what every page of it shows."""
    return get_object_or_404(
        Rfc.objects.select_related("project", "current_revision", "repository"),
        project__slug=project,
        slug=slug,
        current_revision__isnull=False,
    )


def head(rfc: Rfc) -> dict[str, Any]:
    """Return what the head of every page of an RFC shows."""
    return {
        "rfc": rfc,
        "revision": rfc.current_revision,
        "page": rfc.get_absolute_url(),
    }


def page_of(revision: Revision) -> str:
    """Return the RFC's own address for its latest revision, else the revision's."""
    rfc = revision.rfc
    if revision.pk == rfc.current_revision_id:
        return rfc.get_absolute_url()
    return revision.get_absolute_url()


def revision_at(project: str, slug: str, index: int) -> Revision:
    """Return one revision of an RFC."""
    return get_object_or_404(
        Revision.objects.select_related("rfc__project", "rfc__repository"),
        index=index,
        rfc__slug=slug,
        rfc__project__slug=project,
    )


def number(text: str) -> int | None:
    """Return a row's key or a count as an address or a form gives it."""
    fits = text.isascii() and text.isdecimal() and len(text) < 18
    return int(text) if fits else None
