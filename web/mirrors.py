"""What maintainers do with a mirror in the browser: retire, fetch, tell of pushes."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from contributors.models import User
from core.limits import require_rate
from core.results import require
from governance import permissions as offices
from mirror import timetable, webhooks
from mirror.models import Repository
from rfcs import retiring

DELIVERIES = 10


class RetireForm(forms.Form):
    """Why it is mirrored no longer."""

    reason = forms.CharField(
        label="Why",
        min_length=3,
        max_length=retiring.LONGEST,
        help_text="One sentence; it is shown on the page of the repository for good.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def retire(request: HttpRequest, name: str) -> HttpResponse:
    """Ask for the reason, and retire the mirror."""
    found, user = _maintained(request, name), request.user
    form = RetireForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and isinstance(user, User):
        require_rate(str(user.pk), "retire", per_minute=5)
        freed = retiring.retire(found, reason=form.cleaned_data["reason"], by=user)
        messages.success(request, f"{name} is retired; {freed:,} bytes are free.")
        return redirect(found)
    context = {"repository": found, "form": form}
    return render(request, "mirror/retire.html", context)


@require_safe
@never_cache
@login_required
def hook(request: HttpRequest, name: str) -> HttpResponse:
    """Show what a forge is to be told, so that it tells of pushes; and the secret."""
    found = _maintained(request, name)
    context = {
        "repository": found,
        "addresses": [
            (webhooks.FORGES[forge], address)
            for forge, address in webhooks.addresses(found).items()
        ],
        "deliveries": webhooks.accepted(found)[:DELIVERIES],
    }
    return render(request, "mirror/hook.html", context)


@require_POST
@login_required
def fetch(request: HttpRequest, name: str) -> HttpResponse:
    """Ask for a sync now."""
    found = _maintained(request, name)
    require_rate(str(request.user.pk), "fetch", per_minute=5)
    timetable.enqueue_sync(found, at=timezone.now())
    messages.success(request, f"{name} is fetched as soon as a worker is free.")
    return redirect(found)


def _maintained(request: HttpRequest, name: str) -> Repository:
    found = get_object_or_404(
        Repository.objects.active().select_related("project"), name=name
    )
    require(offices.can_maintain(request.user, found.project))
    return found
