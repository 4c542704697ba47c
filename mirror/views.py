"""Pages of the mirrored repositories, and the door for webhooks."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from core.errors import AlthingError
from core.limits import require_rate
from mirror import webhooks
from mirror.models import Fetch, Problem, Repository

PROBLEMS, FETCHES, EVENTS = 50, 20, 50
DELIVERIES_PER_MINUTE = 120


@require_safe
def repository_list(request: HttpRequest) -> HttpResponse:
    """Show every repository, when it was fetched, and how it fares."""
    last = Fetch.objects.filter(repository=OuterRef("pk")).order_by("-pk")
    counted = Problem.objects.filter(repository=OuterRef("pk")).order_by()
    counts = counted.values("repository").annotate(n=Count("pk")).values("n")
    repositories = Repository.objects.select_related("project").annotate(
        problem_count=Subquery(counts), last_error=Subquery(last.values("error")[:1])
    )
    context = _page(request, "page", repositories.order_by("retired_at", "name"), 100)
    return render(request, "mirror/list.html", context)


@require_safe
def repository(request: HttpRequest, name: str) -> HttpResponse:
    """Show one repository: its problems, and every attempt to fetch it."""
    found = get_object_or_404(Repository.objects.select_related("project"), name=name)
    problems = found.problems.order_by("source", "path", "line", "pk")
    context = {
        "repository": found,
        "events": found.events.all()[:EVENTS],
        **_page(request, "problems", problems, PROBLEMS),
        **_page(request, "fetches", found.fetches.all(), FETCHES),
    }
    wanted = request.GET.get("part") == "doing"
    template = "mirror/_doing.html" if wanted else "mirror/detail.html"
    return render(request, template, context)


def _page(
    request: HttpRequest, name: str, rows: "QuerySet[Any]", size: int
) -> dict[str, object]:
    """Return one page of rows as ``name``, and the queries of its neighbours."""
    page = Paginator(rows, size).get_page(request.GET.get(name))
    older = f"{name}={page.next_page_number()}" if page.has_next() else ""
    newer = f"{name}={page.previous_page_number()}" if page.has_previous() else ""
    return {name: page, f"older_{name}": older, f"newer_{name}": newer}


@csrf_exempt
@require_POST
def hook(request: HttpRequest, forge: str, name: str) -> HttpResponse:
    """Take a forge's signed push notice: 202, and the sync follows."""
    try:
        who = request.META.get("REMOTE_ADDR", "")
        require_rate(who, "hook", per_minute=DELIVERIES_PER_MINUTE)
        new = webhooks.receive(
            forge, name, headers=request.headers, body=request.body, at=timezone.now()
        )
    except AlthingError as error:
        answer = {"error": error.code, "message": error.message}
        return JsonResponse(answer, status=error.status)
    return JsonResponse({"status": "accepted" if new else "known"}, status=202)
