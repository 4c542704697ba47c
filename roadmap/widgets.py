"""What other sites show of a roadmap: a small page in a frame; who signs the tags."""

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import conditional_page, require_safe

from ledger.errors import KeyRefused
from roadmap import delivery
from roadmap.addresses import project_of, published
from roadmap.models import Edition

LINES = 30


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # views of one argument
@require_safe
@conditional_page
def page(
    request: HttpRequest, project: str, edition: tuple[int, int] | None = None
) -> HttpResponse:
    """Show the lines of an edition, or the newest, in a page made for a frame.

    It is the only page that others may frame; it has no form and no script.
    """
    found = published(edition, project) if edition else _newest(project)
    items = found.items.order_by("position", "pk")[: LINES + 1]
    context = {
        "edition": found,
        "project": found.project,
        "lines": [item.facts for item in items[:LINES]],
        "more": len(items) > LINES,
        "base": settings.PUBLIC_URL,
    }
    response = render(request, "roadmap/widget.html", context)
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def signers(request: HttpRequest) -> HttpResponse:
    """Answer the list of allowed signers that ``git tag -v`` needs."""
    try:
        text = delivery.allowed_signers()
    except KeyRefused:
        raise Http404("This instance has no key yet.") from None
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _newest(project: str) -> Edition:
    rows = Edition.objects.published().filter(project=project_of(project))
    found = rows.without_bytes().first()
    if found is None:
        raise Http404("No edition is published yet.")
    return found
