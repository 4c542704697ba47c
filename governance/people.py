"""Pages of people and organisations: what they earned, and why it weighs as it does."""

from datetime import UTC

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from contributors import accounts, identity
from contributors.forms import AffiliationForm
from contributors.models import (
    Affiliation,
    Contribution,
    Contributor,
    Organisation,
    User,
)
from core.limits import require_rate
from governance import charts, electorates
from governance.electorates import Electorate
from governance.explanations import Explanation, explain_in
from governance.models import Role
from governance.shares import Share, shares
from governance.weighting import quarter_index
from mirror.models import Project

PAGE = 100
WRITES_PER_MINUTE = 10


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The roll of a project, heaviest first."""
    electorate = _electorate(request)
    lines = electorate.weights if electorate else []
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    context = _frame(request, electorate) | {
        "page": page,
        "older": _page(request, page.next_page_number()) if page.has_next() else "",
        "newer": (
            _page(request, page.previous_page_number()) if page.has_previous() else ""
        ),
        "absent": len(electorate.shortfalls) - len(lines) if electorate else 0,
    }
    return render(request, "people/list.html", context)


@require_safe
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    """One person: whom they work for, what they earned, and the arithmetic of it."""
    someone = get_object_or_404(
        Contributor.objects.select_related("merged_into", "user"), public_id=public_id
    )
    if someone.merged_into is not None:
        return redirect(someone.merged_into, permanent=True)
    now = timezone.now()
    explanations = [
        explain_in(electorates.electorate(project, at=now), someone)
        for project in _projects_of(someone)
    ]
    context = {
        "person": someone,
        "affiliations": Affiliation.objects.filter(
            contributor=someone, withdrawn_at=None
        )
        .select_related("organisation")
        .order_by("-since"),
        "roles": Role.objects.filter(contributor=someone, ended_at=None).select_related(
            "project"
        ),
        "standings": [
            {"why": why, "columns": _columns(why), "width": _width(why)}
            for why in explanations
        ],
        "chart_height": charts.HEIGHT,
    }
    return render(request, "people/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def declare(request: HttpRequest) -> HttpResponse:
    """Say whom one works for."""
    user = request.user
    assert isinstance(user, User)
    form = AffiliationForm(
        request.POST or None, initial={"since": timezone.now().date()}
    )
    someone = accounts.contributor_of(user)
    if request.method == "POST" and form.is_valid():
        require_rate(str(user.pk), "affiliation", per_minute=WRITES_PER_MINUTE)
        identity.declare_affiliation(
            someone,
            form.cleaned_data["organisation"],
            form.cleaned_data["since"],
            by=user,
        )
        return redirect(someone)
    return render(request, "people/declare.html", {"form": form, "person": someone})


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Every organisation of a project's roll: its share before and after the caps."""
    electorate = _electorate(request)
    context = _frame(request, electorate)
    return render(request, "organisations/list.html", context)


@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation: its people, its share in each project, and the cap's sum."""
    body = get_object_or_404(Organisation, slug=slug)
    now = timezone.now()
    members = Affiliation.objects.on(now.astimezone(UTC).date()).filter(
        organisation=body
    )
    projects = Project.objects.filter(
        pk__in=Contribution.objects.filter(
            identity__contributor__in=members.values("contributor")
        )
        .order_by()
        .values("project")
        .distinct()
    )
    context = {
        "organisation": body,
        "members": members.count(),
        "standings": [
            standing
            for project in projects
            if (standing := _standing(body, electorates.electorate(project, at=now)))
        ],
    }
    return render(request, "organisations/detail.html", context)


def _standing(body: Organisation, electorate: Electorate) -> dict[str, object] | None:
    parts = shares(electorate)
    own = next((part for part in parts if part.organisation == body), None)
    if own is None:
        return None
    return {
        "electorate": electorate,
        "share": own,
        "parts": _parts(parts),
        "lines": [
            line for line in electorate.weights if line.organisation_id == body.pk
        ],
    }


def _electorate(request: HttpRequest) -> Electorate | None:
    """Weigh the project that was asked for, else the first one that has people."""
    if slug := request.GET.get("project", ""):
        project = get_object_or_404(Project, slug=slug)
    else:
        first = _projects().first()
        if first is None:
            return None
        project = first
    return electorates.electorate(project, at=timezone.now())


def _projects() -> QuerySet[Project]:
    counted = Contribution.objects.order_by().values("project").distinct()
    return Project.objects.filter(pk__in=counted)


def _projects_of(someone: Contributor) -> QuerySet[Project]:
    own = Q(identity__contributor=someone)
    joined = Q(identity__claims__target__contributor=someone)
    counted = Contribution.objects.filter(own | joined).order_by().values("project")
    return Project.objects.filter(pk__in=counted.distinct())


def _frame(request: HttpRequest, electorate: Electorate | None) -> dict[str, object]:
    """Return what both lists show: the project, its parts, the others to choose."""
    parts = shares(electorate) if electorate else []
    return {
        "electorate": electorate,
        "projects": _projects(),
        "shares": parts,
        "parts": _parts(parts),
    }


def _parts(parts: list[Share]) -> list[dict[str, object]]:
    """Return the parts as the weight bar takes them."""
    names = {"undeclared": "Undeclared", "independent": "Independent"}
    return [
        {
            "name": str(part.organisation or names[part.affiliation]),
            "share": part.weight,
            "cut": part.cut,
            "hue": part.organisation.hue if part.organisation else None,
            "href": part.organisation.get_absolute_url() if part.organisation else "",
        }
        for part in parts
    ]


def _columns(why: Explanation) -> list[charts.Column]:
    electorate = why.electorate
    return charts.columns(
        why.work,
        last=quarter_index(electorate.at.astimezone(UTC).date()),
        quarters=electorate.rules.weights.quarters,
    )


def _width(why: Explanation) -> int:
    return charts.WIDTH * why.electorate.rules.weights.quarters


def _page(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return query.urlencode()
