"""Pages of the roadmap: editions, drafts, comparison, milestones."""

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.errors import InvalidInput
from governance.models import Decision
from governance.permissions import can_maintain, can_open_ballot
from ledger import log
from mirror.models import Project
from roadmap import (
    annex,
    approvals,
    calls,
    citation,
    downloads,
    drafting,
    editions,
    facts,
    freezing,
    overview,
    readiness,
    retrospectives,
    showing,
    updates,
)
from roadmap.acting import valid, writer
from roadmap.addresses import draft_of, project_of, published
from roadmap.forms import AddForm, DescriptionForm, ItemForm, UpdateForm
from roadmap.models import Edition, Milestone
from roadmap.programmes import pages
from roadmap.programmes.forms import MeasureForm
from roadmap.year_forms import CallForm, OccasionForm

VIEWS = ("document", "board", "timeline")
ARRANGEMENTS = ("track", "quarter", "state", "confidence")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the editions and what is planned for this year."""
    year = timezone.now().year
    context = overview.of_year(year) | {"projects": Project.objects.all()}
    return render(request, "roadmap/list.html", context)


@require_safe
def project_page(request: HttpRequest, project: str) -> HttpResponse:
    """List the editions of one project."""
    found = project_of(project)
    context = overview.of_year(timezone.now().year, found) | {"project": found}
    context["may_draft"] = can_maintain(request.user, found)
    return render(request, "roadmap/list.html", context)


@require_safe
def year_page(request: HttpRequest, year: int, project: str = "") -> HttpResponse:
    """Show a year: its editions, its draft, and what is planned as of today."""
    found = project_of(project) if project else None
    context = overview.of_year(year, found) | {"project": found}
    if found:
        context |= overview.of_call(found, year)
        context["may_draft"] = can_maintain(request.user, found)
        context["may_propose"] = calls.can_propose(request.user, found, context["call"])
        context["call_form"] = CallForm(initial=context["call_dates"])
        context["day_form"] = OccasionForm()
    return render(request, "roadmap/year.html", context)


@require_safe
def edition_page(
    request: HttpRequest, edition: tuple[int, int], project: str = ""
) -> HttpResponse:
    """Show a published edition as document, board or timeline."""
    found = published(edition, project)
    pictured = request.GET.get("view") in ("board", "timeline")
    if pictured or found.items.count() > showing.FOLD_TRAILS_ABOVE:
        document, items = facts.outlined(found)
    else:
        items = list(facts.published_items(found))
        document = facts.frozen(found, items)
    context = _shown(request, found, document, showing.lines_of(document, items))
    context["entry"] = log.indices([found.entry_id]).get(found.entry_id)
    context["others"] = _others(found)
    context["deliveries"] = list(found.deliveries.all()[:5])
    context["citation"] = citation.plain(document, freezing.base_of(found))
    context["looked_back"] = retrospectives.is_due(found)
    context["files"] = downloads.named(freezing.digests_of(found))
    context["base"] = settings.PUBLIC_URL
    return render(request, "roadmap/detail.html", context)


@require_safe
def line_page(
    request: HttpRequest, project: str, edition: tuple[int, int], key: str
) -> HttpResponse:
    """Show one line of a published edition with its whole trail."""
    found = published(edition, project)
    item = get_object_or_404(facts.published_items(found), milestone__key=key)
    (line,) = showing.lines_of(facts.frozen(found, [item]), [item])
    context = {"edition": found, "project": found.project, "line": line}
    context["base"] = settings.PUBLIC_URL
    return render(request, "roadmap/line.html", context)


@require_safe
def download(
    request: HttpRequest, project: str, edition: tuple[int, int], kind: str
) -> HttpResponse:
    """Serve a published edition as a file; JSON and Markdown as they were hashed."""
    if kind not in downloads.WRITERS:
        raise Http404("There is no such download.")
    found = published(edition, project)
    etag = f'"{found.json_hash[:32]}-{kind}"'
    media_type, write = downloads.WRITERS[kind]
    if etag in request.headers.get("If-None-Match", ""):
        response: HttpResponse = HttpResponseNotModified()
    else:
        data = _kept(found, kind)
        if data is None:  # of an edition older than its files
            data = write(_published_document(found), freezing.base_of(found))
        response = HttpResponse(data, content_type=media_type)
        name = f"{found.project.slug}-{found}.{kind}"
        response["Content-Disposition"] = f'inline; filename="{name}"'
    response["ETag"] = etag
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
def milestone_page(request: HttpRequest, project: str, key: str) -> HttpResponse:
    """Show a milestone as its file says it today, and where it was published."""
    milestone = get_object_or_404(
        Milestone.objects.listed(), project__slug=project, key=key
    )
    context = overview.of_milestone(milestone) | {
        "milestone": milestone,
        "project": milestone.project,
        "may_ballot": not milestone.gone_at
        and can_open_ballot(request.user, milestone.project),
        "may_report": updates.can_report(request.user, milestone),
        "form": UpdateForm(),
        "measure_form": MeasureForm(auto_id="measure_%s"),
        "base": settings.PUBLIC_URL,
        **pages.of_milestone(milestone, request.user),
    }
    return render(request, "roadmap/milestone.html", context)


@require_POST
@login_required
def post_update(request: HttpRequest, project: str, key: str) -> HttpResponse:
    """Say how a milestone goes."""
    user = writer(request)
    found = get_object_or_404(Milestone, project__slug=project, key=key)
    updates.post_update(found, by=user, **valid(UpdateForm(request.POST)))
    messages.success(request, "Your update is recorded.")
    return redirect(f"{found.get_absolute_url()}#updates")


@require_safe
def draft_page(request: HttpRequest, project: str, year: int) -> HttpResponse:
    """Show a year's draft to everyone; maintainers can edit it."""
    draft = draft_of(project, year)
    view = request.GET.get("view", "")
    may_edit = can_maintain(request.user, draft.project)
    if view in VIEWS or not may_edit:
        items = facts.items_of(draft)
        ready = readiness.of(draft, items)
        document = facts.drawn(draft, items, annex.of(draft, items, ready))
        context = _shown(request, draft, document, showing.lines_of(document, items))
        offices = approvals.offices_of(request.user, draft.project)
        context |= {"may_edit": may_edit, "ready": ready, "offices": offices}
        context["call"] = calls.standing(draft.project, draft.year)
        return render(request, "roadmap/detail.html", context)
    context = drafting.desk(draft) | {"edition": draft, "project": draft.project}
    context["form"] = DescriptionForm(
        {"title": draft.title, "introduction": draft.introduction}
    )
    return render(request, "roadmap/draft.html", context)


@require_POST
@login_required
def begin(request: HttpRequest, project: str, year: int) -> HttpResponse:
    """Begin the year's next draft."""
    user = writer(request)
    draft = editions.draft_edition(project_of(project), year=year, by=user)
    lines = draft.items.count()
    plural = "" if lines == 1 else "s"
    messages.success(request, f"The draft for {year} has {lines} line{plural}.")
    return redirect(draft)


@require_POST
@login_required
def change_draft(request: HttpRequest, project: str, year: int) -> HttpResponse:
    """Describe a draft, add milestones to it, or publish it."""
    user = writer(request)
    draft = draft_of(project, year)
    action = request.POST.get("action", "")
    if action == "describe":
        form = valid(DescriptionForm(request.POST))
        editions.describe(draft, by=user, **form)
        messages.success(request, "Title and introduction are saved.")
    elif action == "add":
        drafting.add(draft, by=user, **valid(AddForm(request.POST)))
    elif action == "publish":
        edition = editions.publish(draft, by=user)
        messages.success(request, f"Edition {edition} is published.")
        return redirect(edition)
    else:
        raise InvalidInput("Choose what to do with the draft.")
    return redirect(draft)


@require_POST
@login_required
def change_item(request: HttpRequest, project: str, year: int, pk: int) -> HttpResponse:
    """Save, move or remove one line of a draft."""
    user = writer(request)
    draft = draft_of(project, year)
    item = get_object_or_404(draft.items.with_grounds(), pk=pk)
    if request.POST.get("action") == "remove":
        editions.remove_item(item, by=user)
        return redirect(draft)
    form = valid(ItemForm(request.POST))
    decision = None
    if form["decision"]:
        decisions = Decision.objects.select_related("ballot")
        decision = decisions.filter(
            project=draft.project, number=form["decision"]
        ).first()
        if decision is None:
            raise InvalidInput(f"There is no decision {form['decision']}.")
    drafting.save_line(
        item, by=user, place=form["place"], decision=decision, note=form["note"]
    )
    return redirect(f"{draft.get_absolute_url()}#line-{item.pk}")


def _shown(
    request: HttpRequest,
    edition: Edition,
    document: dict[str, Any],
    lines: list[showing.Line],
) -> dict[str, Any]:
    """Return what the three views of an edition have in common."""
    asked = request.GET.get("view", "")
    view = asked if asked in VIEWS else "document"
    by = request.GET.get("by", "")
    by = by if by in ARRANGEMENTS else "track"
    context: dict[str, Any] = {
        "edition": edition,
        "project": edition.project,
        "document": document,
        "view": view,
        "by": by,
        "arrangements": ARRANGEMENTS,
        "count": len(lines),
        "decided": sum(line["decision"] is not None for line in lines),
        "done": sum(line["state"] == "done" for line in lines),
        "voided": " ".join(line["id"] for line in lines if line["voided"]),
        "fold_trails": len(lines) > showing.FOLD_TRAILS_ABOVE,
    }
    if view == "board":
        context["columns"] = showing.board(document, lines, by)
    elif view == "timeline":
        context["timeline"] = showing.timeline(document, lines)
    else:
        context["groups"] = showing.groups(document, lines)
    return context


def _others(edition: Edition) -> list[Edition]:
    """Return the project's other editions, the nearest in time first."""
    rows = Edition.objects.published().filter(project=edition.project_id)
    return list(rows.exclude(pk=edition.pk).without_bytes()[:20])


def _published_document(edition: Edition) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(bytes(edition.json_bytes or b"{}"))
    return document


def _kept(edition: Edition, kind: str) -> bytes | None:
    """Return the file as it was published, if it was."""
    if kind in ("json", "md"):
        columns = {"json": edition.json_bytes, "md": edition.markdown_bytes}
        return bytes(columns[kind] or b"")
    row = edition.files.filter(kind=kind).first()
    return bytes(row.data) if row else None
