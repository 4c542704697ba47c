"""Suggested edits: write one, look at all, make them into a patch, refuse one."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import AlthingError
from rfcs import (
    addresses,
    discussion,
    drafts,
    passages,
    permissions,
    showing,
    suggestions,
    texts,
    writing,
)
from rfcs.models import Patch, Revision, Rfc, Suggestion
from rfcs.passages import Passage

PER_MINUTE = 20
SHOWN = 200


@dataclass(frozen=True)
class Shown:
    """A suggestion as its page shows it."""

    row: Suggestion
    html: str
    problem: str


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def suggest(request: HttpRequest, project: str, slug: str, index: int) -> HttpResponse:
    """Show lines of the source to be rewritten; take what was made of them."""
    revision = addresses.revision_at(project, slug, index)
    if request.method == "POST":
        return _take(request, revision)
    asked = request.GET
    block = asked.get("block", "")[:80]
    lines = suggestions.lines_of(revision)
    first, last = (
        addresses.number(asked.get("from", "")),
        addresses.number(asked.get("to", "")),
    )
    if first:
        passage = passages.between(lines, first, last or first)
    else:
        words = discussion.words_of(texts.text_of(revision), block) or ""
        passage = passages.find(lines, words)
    passage = passage or Passage(1, min(len(lines), 1) or 1)
    old = passage.of(lines)
    form = {"block": block, "old": old, "new": old, "body": "", "first": passage.first}
    return _form(request, revision, form, lines=len(lines))


@require_http_methods(["GET", "HEAD", "POST"])
def all_suggestions(request: HttpRequest, project: str, slug: str) -> HttpResponse:
    """Show every suggested edit; try some of them together, or make a patch."""
    rfc = addresses.rfc_at(project, slug)
    if request.method == "POST" and request.POST.get("act") == "try":
        picks = [("pick", key) for key in request.POST.getlist("pick")[:SHOWN]]
        return redirect(f"{rfc.get_absolute_url()}suggestions/?{urlencode(picks)}")
    if request.method == "POST":
        return make(request, rfc)
    rows = list(
        Suggestion.objects.filter(rfc=rfc)
        .select_related("comment__author", "settled_by", "revision")
        .order_by("-pk")[:SHOWN]
    )
    picked = [key for key in map(addresses.number, request.GET.getlist("pick")) if key]
    checked = suggestions.check(rfc, picked) if picked else None
    reasons = checked.reasons if checked else {}
    shown = [
        Shown(each, showing.difference(each), reasons.get(each.pk, "")) for each in rows
    ]
    context = {
        **addresses.head(rfc),
        "open": [each for each in shown if each.row.state == Suggestion.State.OPEN],
        "settled": [each for each in shown if each.row.state != Suggestion.State.OPEN],
        "patches": Patch.objects.filter(rfc=rfc)
        .select_related("made_by", "revision")
        .defer("content")
        .order_by("-pk")[:SHOWN],
        "picked": picked,
        "fits": checked is not None and not reasons,
        "reasons": reasons,
        "may_settle": permissions.can_settle_suggestions(request.user, rfc),
    }
    return render(request, "rfcs/suggestions.html", context)


@login_required
def make(request: HttpRequest, rfc: Rfc) -> HttpResponse:
    """Make the chosen suggestions into a patch, or refuse one of them."""
    user = writing.writer(request)
    if refused := addresses.number(request.POST.get("refuse", "")):
        found = get_object_or_404(Suggestion, pk=refused, rfc=rfc)
        suggestions.refuse(found, by=user, reason=request.POST.get("reason", ""))
        messages.success(request, "The suggestion is refused; its author sees why.")
    else:
        keys = [
            key for key in map(addresses.number, request.POST.getlist("pick")) if key
        ]
        suggestions.make_patch(rfc, by=user, keys=keys)
        messages.success(request, "The patch is made: download it below.")
    return redirect(f"{rfc.get_absolute_url()}suggestions/")


@require_safe
def patch(request: HttpRequest, project: str, slug: str, pk: int) -> HttpResponse:
    """Hand out a patch."""
    found = get_object_or_404(Patch, pk=pk, rfc__slug=slug, rfc__project__slug=project)
    response = HttpResponse(bytes(found.content), content_type="text/x-patch")
    response["Content-Disposition"] = f'attachment; filename="rfc-{pk}.patch"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _take(request: HttpRequest, revision: Revision) -> HttpResponse:
    user, asked, rfc = writing.writer(request), request.POST, revision.rfc
    first = addresses.number(asked.get("first", "")) or 0
    form: dict[str, Any] = {
        name: asked.get(name, "") for name in ("block", "old", "new", "body")
    }
    form |= {"first": first, "block": form["block"][:80]}
    act = asked.get("act", "post")
    lines = len(suggestions.lines_of(revision))
    if act == "preview":
        return _form(request, revision, form, lines=lines, preview=True)
    try:
        if act == "keep":
            old, new = map(suggestions.lines, (form["old"], form["new"]))
            kept = drafts.keep(
                revision,
                by=user,
                body=form["body"],
                place={"block": form["block"]},
                edit=(first, old, new),
            )
            messages.success(request, writing.KEPT)
            return redirect(f"{rfc.get_absolute_url()}#draft-{kept.pk}")
        made = suggestions.suggest(
            revision,
            by=user,
            first_line=first,
            old=form["old"],
            new=form["new"],
            body=form["body"],
            block=form["block"],
        )
    except AlthingError as error:
        return _form(request, revision, form, lines=lines, problem=error)
    messages.success(request, "Your suggestion is posted.")
    return redirect(f"{rfc.get_absolute_url()}thread/{made.comment.thread_id}/")


def _form(
    request: HttpRequest,
    revision: Revision,
    form: dict[str, Any],
    *,
    lines: int,
    problem: AlthingError | None = None,
    preview: bool = False,
) -> HttpResponse:
    old, new = suggestions.lines(form["old"]), suggestions.lines(form["new"])
    draft = Suggestion(first_line=form["first"], old=old, new=new)
    context = {
        **addresses.head(revision.rfc),
        "revision": revision,
        "form": form,
        "lines": lines,
        "last": form["first"] + old.count("\n"),
        "preview": preview,
        "difference": showing.difference(draft) if preview else "",
        "problem": problem.message if problem else "",
    }
    status = problem.status if problem else 200
    return render(request, "rfcs/suggest.html", context, status=status)
