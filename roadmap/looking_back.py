"""Pages that hold two times side by side: comparison, and the year's retrospective."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.canonical import canonical_bytes
from ledger import log
from roadmap import comparison, retrospectives
from roadmap.acting import writer
from roadmap.addresses import published
from roadmap.comparison import Comparison
from roadmap.models import Edition, Retrospective

Name = tuple[int, int]


@require_safe
def compare_page(
    request: HttpRequest, edition: Name, other: Name, project: str = ""
) -> HttpResponse:
    """Show what changed between two editions, the older one first."""
    older, newer = _pair(edition, other, project)
    compared = comparison.compare(_document(older), _document(newer))
    context = {
        "older": older,
        "newer": newer,
        "project": newer.project,
        "comparison": compared,
        "sections": _sections(compared),
    }
    return render(request, "roadmap/compare.html", context)


@require_safe
def compare_json(
    request: HttpRequest, project: str, edition: Name, other: Name
) -> HttpResponse:
    """Answer the comparison for programs."""
    older, newer = _pair(edition, other, project)
    told = comparison.document(_document(older), _document(newer))
    response = HttpResponse(canonical_bytes(told), content_type="application/json")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
def retrospective_page(
    request: HttpRequest, project: str, edition: Name
) -> HttpResponse:
    """Show how the year went, or let a maintainer tell it."""
    found = published(edition, project)
    row = Retrospective.objects.filter(edition=found).select_related("told_by").first()
    context: dict[str, Any] = {
        "edition": found,
        "project": found.project,
        "retrospective": row,
        "outcomes": retrospectives.OUTCOMES.items(),
    }
    if row is not None:
        context["entry"] = log.indices([row.entry_id]).get(row.entry_id)
    else:
        context["may_tell"] = retrospectives.can_tell(request.user, found)
        context["lines"] = retrospectives.lines_of(found)
        context["unplanned"] = retrospectives.unplanned(found)
    return render(request, "roadmap/retrospective.html", context)


@require_POST
@login_required
def tell(request: HttpRequest, project: str, edition: Name) -> HttpResponse:
    """Publish the retrospective."""
    user = writer(request)
    found = published(edition, project)
    keys = found.items.values_list("pk", flat=True)
    outcomes = {
        pk: (request.POST[f"outcome-{pk}"], request.POST.get(f"words-{pk}", ""))
        for pk in keys
        if f"outcome-{pk}" in request.POST
    }
    text = request.POST.get("text", "")
    retrospectives.tell(found, by=user, text=text, outcomes=outcomes)
    messages.success(request, f"The retrospective of {found.year} is published.")
    return redirect("roadmap:retrospective", project, found)


@require_safe
def retrospective_json(
    request: HttpRequest, project: str, edition: Name
) -> HttpResponse:
    """Serve the retrospective as it was hashed."""
    row = Retrospective.objects.filter(edition=published(edition, project)).first()
    if row is None:
        raise Http404("The year is not looked back at yet.")
    response = HttpResponse(bytes(row.json_bytes), content_type="application/json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _pair(one: Name, other: Name, project: str) -> tuple[Edition, Edition]:
    first = published(one, project)
    second = published(other, first.project.slug)
    older, newer = sorted((first, second), key=lambda e: (e.year, e.number))
    return older, newer


def _document(edition: Edition) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(bytes(edition.json_bytes or b"{}"))
    return document


def _sections(compared: Comparison) -> list[tuple[str, str, int]]:
    named = (
        ("added", "Added", compared.added),
        ("completed", "Completed", compared.completed),
        ("dropped", "Dropped", compared.dropped),
        ("left-out", "No longer listed", compared.left_out),
        ("alike", "Perhaps the same", compared.alike),
        ("slipped", "Slipped", compared.slipped),
        ("dates", "Another date", compared.other_dates),
        ("rescoped", "Re-scoped", compared.rescoped),
        ("people", "Other people", compared.people_changed),
        ("confidence", "Other confidence", compared.confidence_changed),
        ("rfcs", "RFCs that moved", compared.rfc_changed),
        ("carried", "Carried over", compared.carried),
    )
    return [(name, title, len(lines)) for name, title, lines in named if lines]
