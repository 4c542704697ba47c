"""Pages about how documents are read: the style of a repository, and its problems."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from contributors.models import User
from core.errors import AlthingError
from core.limits import require_rate
from governance import permissions
from mirror.models import Repository
from rfcs import styles
from rfcs.formats.mapping import FIELDS
from rfcs.formats.registry import NAMES
from rfcs.forms import StyleForm
from rfcs.models import Style
from rfcs.problem_codes import CODES, describe

PREVIEWS_PER_MINUTE = 40


@require_safe
def problem_list(request: HttpRequest) -> HttpResponse:
    """Show every kind of problem that a document can have."""
    return render(request, "rfcs/problems.html", {"codes": CODES.items()})


@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """Say what a problem means and how to mend it."""
    status = 200 if code in CODES else 404
    context = {"code": code, "what": describe(code)}
    return render(request, "rfcs/problem.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def style(request: HttpRequest, name: str) -> HttpResponse:
    """Show how a repository is read; maintainers try another way, and set it."""
    rows = Repository.objects.select_related("project").filter(holds_rfcs=True)
    repository = get_object_or_404(rows, name=name)
    may = bool(permissions.can_maintain(request.user, repository.project))
    context: dict[str, object] = {"repository": repository, "may": may}
    context |= {"names": NAMES, "fields": FIELDS}
    if request.method != "POST" or not isinstance(request.user, User):
        context["values"] = _values(repository)
        return render(request, "rfcs/style.html", context)
    require_rate(f"user:{request.user.pk}", "style", per_minute=PREVIEWS_PER_MINUTE)
    values = StyleForm(request.POST).values()
    try:
        if request.POST.get("act") == "set":
            styles.change(repository, by=request.user, **values)
            messages.success(request, "Set. All documents are being read again.")
            return redirect(reverse("rfcs:style", args=[name]))
        if may:
            context["preview"] = styles.preview(repository, **values)
    except AlthingError as error:
        context["problem"] = error.message
    template = "rfcs/_styled.html" if request.htmx else "rfcs/style.html"  # type: ignore[attr-defined]
    return render(request, template, {**context, "values": values})


def _values(repository: Repository) -> dict[str, str]:
    held = Style.objects.filter(repository=repository).first()
    return {
        "format": repository.format,
        "paths": repository.paths,
        "mapping": held.mapping if held else "",
    }
