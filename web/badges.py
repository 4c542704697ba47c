"""Badges: the state of an RFC, or the latest edition, as a small SVG."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from rfcs.models import Rfc
from roadmap.models import Edition
from roadmap.programmes.models import Application

LETTER = 7
PADDING = 8
TONES = {
    "accepted": "#1a6b3c",
    "available": "#1a6b3c",
    "released": "#1a6b3c",
    "settled": "#1a6b3c",
    "closed": "#8f2323",
    "decision": "#7a5300",
    "final_comment": "#7a5300",
}


def rfc(request: HttpRequest, project: str, slug: str) -> HttpResponse:
    """Answer the badge of an RFC: its number, and the phase it is in."""
    found = get_object_or_404(
        Rfc.objects.only("number", "phase"), project__slug=project, slug=slug
    )
    label = f"RFC {found.number}".strip()
    return _badge(request, label, found.phase.replace("_", " "), TONES.get(found.phase))


def roadmap(request: HttpRequest, project: str) -> HttpResponse:
    """Answer the badge of a project's latest published roadmap."""
    editions = Edition.objects.filter(
        project__slug=project, state=Edition.State.PUBLISHED
    )
    latest = editions.only("year", "number").order_by("-year", "-number").first()
    if latest is None:
        raise Http404
    return _badge(request, "roadmap", str(latest), TONES["accepted"])


def designation(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the badge of a designation as it stands now."""
    rows = Application.objects.select_related("criteria")
    found = get_object_or_404(rows, pk=pk)
    held = found.state == Application.State.DESIGNATED
    lapsed = (
        held and found.expires_at is not None and found.expires_at <= timezone.now()
    )
    value = "lapsed" if lapsed else str(found.state)
    tone = TONES["accepted"] if value == "designated" else TONES["closed"]
    if value == "filed":
        value, tone = "applied", TONES["decision"]
    return _badge(request, found.criteria.title, value, tone)


def _badge(
    request: HttpRequest, label: str, value: str, tone: str | None
) -> HttpResponse:
    left = len(label) * LETTER + 2 * PADDING
    right = len(value) * LETTER + 2 * PADDING
    context = {
        "label": label,
        "value": value,
        "tone": tone or "#1d4f8a",
        "left": left,
        "right": right,
        "width": left + right,
        "label_x": left / 2,
        "value_x": left + right / 2,
    }
    response = render(request, "web/badge.svg", context, content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=300"
    response["Access-Control-Allow-Origin"] = "*"
    return response
