"""What people do in the review room: review, raise and settle."""

from typing import TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from core.errors import InvalidInput
from governance.models import Decision
from rfcs import addresses, concerns, reviews, writing
from rfcs.forms import ConcernForm, ReviewForm, SettleForm
from rfcs.models import Concern

PER_MINUTE = 20
FormOf = TypeVar("FormOf", bound=Form)


@require_POST
@login_required
def review(request: HttpRequest, project: str, slug: str, index: int) -> HttpResponse:
    """Post a verdict on this revision."""
    user = writing.writer(request)
    revision = addresses.revision_at(project, slug, index)
    form = _valid(ReviewForm(request.POST))
    posted = reviews.post_review(revision, by=user, **form.cleaned_data)
    messages.success(request, "Your review is posted.")
    return redirect(f"{addresses.page_of(revision)}?receipt={posted.entry_id}#receipt")


@require_POST
@login_required
def concern(request: HttpRequest, project: str, slug: str, index: int) -> HttpResponse:
    """Raise a concern on this revision."""
    user = writing.writer(request)
    revision = addresses.revision_at(project, slug, index)
    form = _valid(ConcernForm(request.POST))
    raised = concerns.raise_concern(revision, by=user, **form.cleaned_data)
    messages.success(request, "Your concern is raised.")
    return redirect(f"{addresses.page_of(revision)}?receipt={raised.entry_id}#receipt")


@require_POST
@login_required
def settle(request: HttpRequest, project: str, slug: str, pk: int) -> HttpResponse:
    """Resolve, withdraw or overrule a concern."""
    user = writing.writer(request)
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


def _valid(form: FormOf) -> FormOf:
    if form.is_valid():
        return form
    name, problems = next(iter(form.errors.items()))
    label = form.fields[name].label or name
    raise InvalidInput(f"{label}: {' '.join(map(str, problems))}")
