"""Pages across rooms: home, search, my desk, about, health."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from contributors import accounts, identity
from contributors.models import User
from core.errors import InvalidInput
from core.limits import require_rate
from following import visits
from web import desk as desks
from web import finding, front, health, metrics
from web.forms import AffiliationForm


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what is open now, what was decided and the year at a glance."""
    context = {"front": front.page(at=timezone.now()), "now": timezone.now()}
    return render(request, "web/home.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find what was proposed, said and decided, and who people are."""
    found = finding.page(request.GET)
    context = {"search_words": found.query.typed, "found": found}
    return render(request, "web/search.html", context)


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person."""
    assert isinstance(request.user, User)
    person, now = accounts.contributor_of(request.user), timezone.now()
    here_before = visits.arrive(person, at=now)
    context = {
        "person": person,
        "desk": desks.of(person, at=now),
        "here_before": here_before,
        "moved": visits.moved(person, since=here_before),
        "affiliation": desks.affiliation_of(person, at=timezone.now()),
        "affiliation_form": AffiliationForm(),
    }
    return render(request, "web/desk.html", context)


@require_POST
@login_required
def declare_affiliation(request: HttpRequest) -> HttpResponse:
    """Record whom this person works for."""
    assert isinstance(request.user, User)
    require_rate(str(request.user.pk), "affiliation", per_minute=10)
    form = AffiliationForm(request.POST)
    if not form.is_valid():
        name, problems = next(iter(form.errors.items()))
        raise InvalidInput(f"{form.fields[name].label}: {problems[0]}")
    identity.declare_affiliation(
        accounts.contributor_of(request.user),
        form.cleaned_data["organisation"],
        form.cleaned_data["since"],
        by=request.user,
    )
    messages.success(request, "It is in the record whom you work for.")
    return redirect("web:desk")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what this is and how it works."""
    return render(request, "web/about.html")


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """Answer while the process runs."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 while this process can serve, else 503 and why."""
    checks = health.checks()
    fine = all(state == health.OK for state in checks.values())
    return JsonResponse(
        {"ready": fine, "checks": checks, "remarks": health.remarks()},
        status=200 if fine else 503,
    )


@require_safe
@never_cache
def figures(request: HttpRequest) -> HttpResponse:
    """Answer Prometheus."""
    return HttpResponse(metrics.text(), content_type=metrics.CONTENT_TYPE)


@require_safe
def feed_list(request: HttpRequest) -> HttpResponse:
    """List what a program or a reader can follow."""
    return render(request, "web/feeds.html")
