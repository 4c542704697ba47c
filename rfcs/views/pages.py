"""Pages of the review room: list, RFC, revisions, source, difference."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.core.cache import caches
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from core import markup
from core.markup import RENDERER
from mirror.models import Project
from rfcs import (
    actions,
    comments,
    discussion,
    listing,
    mentions,
    selections,
    texts,
)
from rfcs.errors import UnknownBlock, WordsNotThere
from rfcs.forms import ConcernForm, ReviewForm
from rfcs.models import Revision, Rfc, Text
from rfcs.reading import Reading
from rfcs.selections import Selection

WITH_PLACE = Rfc.objects.select_related("project", "current_revision").annotate(
    repository_name=F("repository__name"),
    takes_proposals=F("repository__proposals"),
    is_named=mentions.exists(),
)


@require_safe
def index(request: HttpRequest, project: str = "") -> HttpResponse:
    """List RFCs, the highest numbers first."""
    here = get_object_or_404(Project, slug=project) if project else None
    asked = {
        name: request.GET.get(name, "")[:200].replace("\x00", "")
        for name in (
            *("phase", "action", "status", "q", "proposed", "label"),
            *("contradicted", "before", "after"),
        )
    }
    filters = listing.Filters(project=project, **asked)
    counts = listing.counts(project)
    projects = _projects()
    context = {
        "filters": filters,
        "page": listing.page(filters),
        "project": here,
        "projects": projects,
        "total": sum(counts["phase"].values()),
        "actions": actions.ACTIONS[:-1],
        "phases": _phases(filters, counts["phase"]),
        "proposed": counts["proposed"],
        "contradicted": counts["contradicted"]["yes"],
        "labels": sorted(counts["label"].items(), key=lambda s: (-s[1], s[0]))[:40],
        "statuses": sorted(counts["status"].items(), key=lambda s: (-s[1], s[0]))[:40],
    }
    template = "rfcs/_rows.html" if request.htmx else "rfcs/list.html"  # type: ignore[attr-defined]
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def detail(
    request: HttpRequest, project: str, slug: str, index: int | None = None
) -> HttpResponse:
    """Show an RFC at its latest revision, or at an earlier one."""
    rfc, revision = _find(project, slug, index)
    text = _text(revision)
    reading = Reading(rfc, revision, text, request.user)
    asked = request.GET
    meant = _meant(text, asked)
    reply, quote = _number(asked.get("reply", "")), _number(asked.get("quote", ""))
    opened = reply or _number(asked.get("thread", ""))
    context: dict[str, Any] = {
        "r": reading,
        "rfc": rfc,
        "page": rfc.get_absolute_url(),
        "revision": revision,
        "text": text,
        "replying": reply,
        "opened": opened,
        "quoting": comments.quoted(rfc, quote) if reply and quote else "",
        "composing": meant.block,
        "meant": meant,
        "about_concern": reading.concern_of(_number(asked.get("concern", ""))),
    }
    talks = reading.discussion.open(opened)
    if request.htmx and opened:  # type: ignore[attr-defined]
        context |= {**reading.beside(opened), "count": discussion.count(talks)}
        response = render(request, "rfcs/_talks.html", context)
    else:
        reading.part = _part(reading, asked, meant.block)
        context |= {
            "segments": discussion.lay_out(
                reading.parts.html(reading.part),
                reading.discussion,
                composing=context["composing"],
                title=text.outline[0]["id"] if reading.repeats_title else "",
                drafts=reading.drafts_by_block,
            ),
            "drafts_on_the_whole": reading.drafts_by_block.get("", []),
            "review_form": ReviewForm() if reading.may_take_part else None,
            "concern_form": ConcernForm() if reading.may_take_part else None,
            "receipt": _receipt(reading, asked.get("receipt", "")),
        }
        response = render(request, "rfcs/detail.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def revisions(request: HttpRequest, project: str, slug: str) -> HttpResponse:
    """List every revision with the way to what it changed."""
    rfc, revision = _find(project, slug, None)
    context = {
        "rfc": rfc,
        "page": rfc.get_absolute_url(),
        "revision": revision,
        "revisions": rfc.revisions.select_related("proposal").order_by("-index")[:500],
    }
    return render(request, "rfcs/revisions.html", context)


@require_safe
def source(request: HttpRequest, project: str, slug: str, index: int) -> HttpResponse:
    """Show a revision as its authors wrote it."""
    rfc, revision = _find(project, slug, index)
    shown, notice = markup.render_source(texts.text_of(revision).source)
    context = {
        "rfc": rfc,
        "page": rfc.get_absolute_url(),
        "revision": revision,
        "shown": shown,
        "notice": notice,
    }
    return render(request, "rfcs/source.html", context)


def _meant(text: Text, asked: QueryDict) -> Selection:
    """Return the words that the reader wants to comment on; nothing where unsure."""
    block, *rest = (
        asked.get(name, "")[:2_000].replace("\x00", "")
        for name in ("block", "words", "last_block", "until")
    )
    if not block:
        return Selection("")
    try:
        words, last_block, until = rest
        return selections.find(
            text.blocks, block, words=words, last_block=last_block, until=until
        )
    except WordsNotThere:
        return selections.find(text.blocks, block)
    except UnknownBlock:
        return Selection("")


def _part(reading: Reading, asked: QueryDict, block: str) -> int:
    """Return which part of a long text is wanted: by number, block or thread."""
    parts = reading.parts
    if parts.count == 1:
        return 1
    if block:
        return parts.holding(block)
    thread = reading.part_of_thread(_number(asked.get("reply", "")))
    return parts.numbered(_number(asked.get("part", "")) or thread)


def _number(text: str) -> int | None:
    fits = text.isascii() and text.isdecimal() and len(text) < 18
    return int(text) if fits else None


def _text(revision: Revision) -> Text:
    """Return what the page shows of the text; its source and blocks when asked for."""
    kept = Text.objects.filter(
        blob_oid=revision.blob_oid, markup=revision.markup, renderer=RENDERER
    )
    for text in kept.only("html", "outline", "notice")[:1]:
        return text
    return texts.text_of(revision, may_wait=True)


def _find(project: str, slug: str, index: int | None) -> tuple[Rfc, Revision]:
    """Return the RFC and one of its revisions, the latest where none is named."""
    rfc = get_object_or_404(WITH_PLACE, project__slug=project, slug=slug)
    latest = rfc.current_revision
    if index is None or (latest is not None and latest.index == index):
        if latest is None:
            raise Http404("This RFC has no revision yet.")
        latest.rfc = rfc
        return rfc, latest
    return rfc, get_object_or_404(Revision, rfc=rfc, index=index)


def _projects() -> list[Mapping[str, object]]:
    """Return the projects that have RFCs, at most a minute old."""
    known: list[Mapping[str, object]] | None = caches["local"].get("rfcs:projects")
    if known is None:
        known = list(
            Project.objects.filter(repositories__holds_rfcs=True)
            .distinct()
            .values("slug", "name")
        )
        caches["local"].set("rfcs:projects", known, listing.COUNTS_SECONDS)
    return known


def _phases(filters: listing.Filters, counts: Counter[str]) -> list[dict[str, Any]]:
    return [
        {
            "name": phase,
            "count": counts[phase],
            "query": filters.query(phase=phase, before="", after=""),
            "current": filters.phase == phase,
        }
        for phase in listing.PHASES
        if counts[phase]
    ]


def _receipt(reading: Reading, entry_id: str) -> dict[str, Any] | None:
    return reading.receipt(entry_id) if entry_id else None
