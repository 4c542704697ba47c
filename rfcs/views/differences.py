"""What changed between two revisions: as it reads, or as it was written."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from rfcs import comparison, diffs, texts
from rfcs.models import Revision, Rfc

MOST_STEPS = 50
WAYS = {
    "inline": "In one column",
    "side": "Side by side",
    "source": "As it was written",
}
MOST_CHOICES = 500


@require_safe
def difference(
    request: HttpRequest, project: str, slug: str, old: int, new: int
) -> HttpResponse:
    """Show what changed from one revision to another, across renames."""
    rfc = get_object_or_404(
        Rfc.objects.select_related("project", "repository", "current_revision"),
        project__slug=project,
        slug=slug,
    )
    found = {row.index: row for row in rfc.revisions.filter(index__in=(old, new))}
    if old not in found or new not in found:
        raise Http404("No such revisions.")
    before, after = found[old], found[new]
    before.rfc = after.rfc = rfc
    way = request.GET.get("as", "")
    way = way if way in WAYS else "inline"
    context: dict[str, Any] = {
        "rfc": rfc,
        "page": rfc.get_absolute_url(),
        "revision": after,
        "before": before,
        "way": way,
        "ways": WAYS.items(),
        "between": rfc.revisions.filter(
            index__gt=min(old, new), index__lte=max(old, new)
        )[:MOST_STEPS],
        "steps": abs(new - old),
        "all_indices": range(1, min(rfc.revision_count, MOST_CHOICES) + 1),
    }
    start = request.GET.get("after", "")
    at = int(start[:9]) if start.isascii() and start.isdecimal() else 0
    context |= _written(before, after) if way == "source" else _read(before, after, at)
    return render(request, "rfcs/diff.html", context)


@require_safe
def choose_difference(request: HttpRequest, project: str, slug: str) -> HttpResponse:
    """Lead from the two numbers of a form to the address of their difference."""
    old, new = (request.GET.get(name, "")[:9] for name in ("old", "new"))
    if not (old + new).isascii() or not (old.isdecimal() and new.isdecimal()):
        raise Http404("No such revisions.")
    pair = sorted((int(old), int(new)))
    answer = redirect("rfcs:diff", project, slug, *pair)
    if request.GET.get("as") in WAYS:
        answer["Location"] += f"?as={request.GET['as']}"
    return answer


def _read(before: Revision, after: Revision, at: int) -> dict[str, Any]:
    """Return the rendered texts compared."""
    old, new = texts.text_of(before), texts.text_of(after)
    found = comparison.compare(old.html, new.html, start=at)
    found = comparison.lead(found, before.get_absolute_url(), after.get_absolute_url())
    return {
        "found": found,
        "at": at,
        "notice": new.notice or old.notice,
        "same_source": old.source == new.source,
    }


def _written(before: Revision, after: Revision) -> dict[str, Any]:
    """Return the sources compared."""
    found = diffs.diff(texts.text_of(before).source, texts.text_of(after).source)
    return {
        "diff": found,
        "hunks": [(hunk.skipped, _lines(hunk)) for hunk in found.hunks],
    }


def _lines(hunk: diffs.Hunk) -> list[tuple[str, diffs.Side, bool]]:
    """Return a hunk as one column: of each change what went, then what came.

    The last member says whether single words are to be marked.
    """
    lines: list[tuple[str, diffs.Side, bool]] = []
    came: list[tuple[str, diffs.Side, bool]] = []
    for row in hunk.rows:
        words = row.kind == "changed"
        if row.kind == "same" and row.new:
            lines += [*came, ("same", row.new, False)]
            came = []
            continue
        if row.old:
            lines.append(("removed", row.old, words))
        if row.new:
            came.append(("added", row.new, words))
    return lines + came
