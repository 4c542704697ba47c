"""What people do in the review room: review, raise and settle."""

from typing import TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from contributors.models import User
from core.errors import InvalidInput
from core.limits import require_rate
from governance.models import Decision
from rfcs import concerns, reviews
from rfcs.forms import ConcernForm, ReviewForm, SettleForm
from rfcs.models import Concern, Revision

PER_MINUTE = 20
FormOf = TypeVar("FormOf", bound=Form)


@require_POST
@login_required
def review(request: HttpRequest, project: str, slug: str, index: int) -> HttpResponse:
    """Post a verdict on this revision."""
    user = _writer(request)
    revision = _revision(project, slug, index)
    form = _valid(ReviewForm(request.POST))
    posted = reviews.post_review(revision, by=user, **form.cleaned_data)
    messages.success(request, "Your review is posted.")
    return redirect(f"{_page(revision)}?receipt={posted.entry_id}#receipt")


@require_POST
@login_required
def concern(request: HttpRequest, project: str, slug: str, index: int) -> HttpResponse:
    """Raise a concern on this revision."""
    user = _writer(request)
    revision = _revision(project, slug, index)
    form = _valid(ConcernForm(request.POST))
    raised = concerns.raise_concern(revision, by=user, **form.cleaned_data)
    messages.success(request, "Your concern is raised.")
    return redirect(f"{_page(revision)}?receipt={raised.entry_id}#receipt")


@require_POST
@login_required
def settle(request: HttpRequest, project: str, slug: str, pk: int) -> HttpResponse:
    """Resolve, withdraw or overrule a concern."""
    user = _writer(request)
    raised = get_object_or_404(
        Concern.objects.select_related("rfc__project"),
        pk=pk,
        rfc__slug=slug,
        rfc__project__slug=project,
    )
    form = _valid(SettleForm(request.POST))
    act, reason = form.cleaned_data["act"], form.cleaned_data["reason"]
    if act == "overrule":
        above = get_object_or_404(
            Decision.objects.select_related("ballot"), pk=form.cleaned_data["decision"]
        )
        concerns.overrule(raised, by=user, decision=above, reason=reason)
    elif act == "withdraw":
        concerns.withdraw(raised, by=user, reason=reason)
    else:
        concerns.resolve(raised, by=user, reason=reason)
    messages.success(request, "The concern is settled.")
    page = raised.rfc.get_absolute_url()
    return redirect(f"{page}?receipt={raised.settled_entry_id}#receipt")


def _writer(request: HttpRequest) -> User:
    """Return who writes, counting their writes of this minute."""
    assert isinstance(request.user, User)
    require_rate(str(request.user.pk), "rfcs", per_minute=PER_MINUTE)
    return request.user


def _valid(form: FormOf) -> FormOf:
    if form.is_valid():
        return form
    name, problems = next(iter(form.errors.items()))
    label = form.fields[name].label or name
    raise InvalidInput(f"{label}: {' '.join(map(str, problems))}")


def _revision(project: str, slug: str, index: int) -> Revision:
    return get_object_or_404(
        Revision.objects.select_related("rfc__project"),
        index=index,
        rfc__slug=slug,
        rfc__project__slug=project,
    )


def _page(revision: Revision) -> str:
    """Return the RFC's own address for its latest revision, else the revision's."""
    rfc = revision.rfc
    if revision.pk == rfc.current_revision_id:
        return rfc.get_absolute_url()
    return reverse("rfcs:revision", args=[rfc.project.slug, rfc.slug, revision.index])
