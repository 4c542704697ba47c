"""Pages of the programmes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from contributors.models import User
from core.errors import InvalidInput
from core.limits import require_rate
from governance.permissions import can_maintain, can_open_ballot, can_take_part
from roadmap.addresses import project_of
from roadmap.models import Milestone
from roadmap.programmes import adopters, auditing, designations, forms, pages
from roadmap.programmes.holding import blockers
from roadmap.programmes.models import (
    AdopterReport,
    Application,
    Audit,
    AuditFinding,
    AuditReport,
    Criteria,
)

WRITES_PER_MINUTE = 60


@require_safe
def designation_list(request: HttpRequest, project: str) -> HttpResponse:
    """List the designations of a project and who holds them."""
    found = project_of(project)
    context = pages.of_designations(found) | {"project": found}
    return render(request, "programmes/designations.html", context)


@require_safe
def designation(request: HttpRequest, project: str, slug: str) -> HttpResponse:
    """Show a designation: its criteria, who holds it, and how to apply."""
    found = _criteria(project, slug, request.GET.get("version", ""))
    context = pages.of_criteria(found) | {
        "criteria": found,
        "project": found.project,
        "may_apply": can_take_part(request.user, found.project),
        "form": forms.ApplyForm(found),
    }
    return render(request, "programmes/designation.html", context)


@require_POST
@login_required
def apply(request: HttpRequest, project: str, slug: str) -> HttpResponse:
    """Apply for a designation."""
    user, found = _writer(request), _criteria(project, slug)
    form = forms.ApplyForm(found, request.POST)
    cleaned = _valid(form)
    made = designations.apply(
        found,
        by=user,
        product=cleaned["product"],
        statement=cleaned["statement"],
        values=form.values(),
    )
    messages.success(request, "Your application is filed. Show what meets each point.")
    return redirect(made)


@require_safe
def application(request: HttpRequest, project: str, pk: int) -> HttpResponse:
    """Show an application, or the designation that came of it."""
    found = _application(project, pk)
    user = request.user
    context = pages.of_application(found) | {
        "application": found,
        "project": found.criteria.project,
        "may_show": designations.can_show(user, found),
        "may_assess": designations.can_assess(user, found),
        "may_ballot": can_open_ballot(user, found.criteria.project),
        "show_form": forms.ShowForm(auto_id=False),
        "assess_form": forms.AssessForm(auto_id=False),
        "conditions_form": forms.ConditionsForm({"text": found.conditions}),
    }
    return render(request, "programmes/application.html", context)


@require_POST
@login_required
def act_on_application(request: HttpRequest, project: str, pk: int) -> HttpResponse:
    """Show something for a criterion, assess one, or set conditions."""
    user, found = _writer(request), _application(project, pk)
    action = request.POST.get("action", "")
    if action == "show":
        designations.show(found, by=user, **_valid(forms.ShowForm(request.POST)))
    elif action == "assess":
        designations.assess(found, by=user, **_valid(forms.AssessForm(request.POST)))
    elif action == "conditions":
        form = _valid(forms.ConditionsForm(request.POST))
        designations.set_conditions(found, by=user, **form)
    else:
        raise InvalidInput("Choose what to do with the application.")
    messages.success(request, "It is recorded.")
    return redirect(found)


@require_safe
def audit_list(request: HttpRequest, project: str) -> HttpResponse:
    """List the audits of a project and what they hold up."""
    found = project_of(project)
    today = timezone.now().date()
    context = pages.of_audits(found, today) | {
        "project": found,
        "held": blockers(found, on=today),
    }
    return render(request, "programmes/audits.html", context)


@require_safe
def audit(request: HttpRequest, project: str, slug: str) -> HttpResponse:
    """Show an audit with its reports and findings."""
    found = _audit(project, slug)
    context = pages.of_audit(found, timezone.now().date()) | {
        "audit": found,
        "project": found.project,
        "may_maintain": can_maintain(request.user, found.project),
        "report_form": forms.ReportForm(),
        "finding_form": forms.FindingForm(auto_id=False),
        "change_form": forms.ChangeForm(auto_id=False),
    }
    return render(request, "programmes/audit.html", context)


@require_POST
@login_required
def act_on_audit(request: HttpRequest, project: str, slug: str) -> HttpResponse:
    """File a report, record a finding, or say what became of one."""
    user, found = _writer(request), _audit(project, slug)
    action = request.POST.get("action", "")
    if action == "report":
        auditing.file_report(found, by=user, **_valid(forms.ReportForm(request.POST)))
    elif action == "finding":
        form = _valid(forms.FindingForm(request.POST))
        report = get_object_or_404(AuditReport, audit=found, pk=form.pop("report"))
        auditing.record_finding(report, by=user, **form)
    elif action == "change":
        form = _valid(forms.ChangeForm(request.POST))
        rows = AuditFinding.objects.filter(report__audit=found)
        finding = get_object_or_404(rows, pk=form.pop("finding"))
        auditing.change_finding(finding, by=user, **form)
    else:
        raise InvalidInput("Choose what to do with the audit.")
    messages.success(request, "It is recorded.")
    return redirect(found)


@require_POST
@login_required
def measure(request: HttpRequest, project: str, key: str) -> HttpResponse:
    """File an adopter's measurement of what a milestone delivered."""
    user = _writer(request)
    rows = Milestone.objects.select_related("project")
    found = get_object_or_404(rows, project__slug=project, key=key)
    adopters.file_report(found, by=user, **_valid(forms.MeasureForm(request.POST)))
    messages.success(request, "Your report is filed; it is shown once it is reviewed.")
    return redirect(f"{found.get_absolute_url()}#measured")


@require_POST
@login_required
def review(request: HttpRequest, project: str, pk: int) -> HttpResponse:
    """Say whether an adopter's report is shown."""
    user = _writer(request)
    rows = AdopterReport.objects.select_related("milestone__project")
    found = get_object_or_404(rows, milestone__project__slug=project, pk=pk)
    adopters.review(found, by=user, **_valid(forms.ReviewForm(request.POST)))
    messages.success(request, "The report has its review.")
    return redirect(f"{found.milestone.get_absolute_url()}#measured")


def _criteria(project: str, slug: str, version: str = "") -> Criteria:
    rows = Criteria.objects.filter(project__slug=project, slug=slug)
    if version.isdecimal() and len(version) < 9:
        rows = rows.filter(version=int(version))
    found = rows.select_related("project", "repository").order_by("-version").first()
    if found is None:
        raise Http404("There is no such designation.")
    return found


def _application(project: str, pk: int) -> Application:
    rows = Application.objects.select_related(
        "criteria__project", "applicant", "decision__project"
    )
    return get_object_or_404(rows, criteria__project__slug=project, pk=pk)


def _audit(project: str, slug: str) -> Audit:
    rows = Audit.objects.select_related("project", "repository")
    return get_object_or_404(rows, project__slug=project, slug=slug)


def _writer(request: HttpRequest) -> User:
    """Return who is signed in, within the limit of writes a minute."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    require_rate(str(user.pk), "programmes", per_minute=WRITES_PER_MINUTE)
    return user


def _valid(form: Any) -> dict[str, Any]:
    """Return the cleaned form, or refuse with the first thing that is wrong."""
    if form.is_valid():
        cleaned: dict[str, Any] = form.cleaned_data
        return cleaned
    name, errors = next(iter(form.errors.items()))
    raise InvalidInput(f"{name.capitalize().replace('_', ' ')}: {errors[0]}")
