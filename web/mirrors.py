"""Retire a mirror in the browser: a page that asks why, and then does it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from contributors.models import User
from core.limits import require_rate
from core.results import require
from governance import permissions as offices
from mirror.models import Repository
from rfcs import retiring


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
    found = get_object_or_404(
        Repository.objects.active().select_related("project"), name=name
    )
    user = request.user
    require(offices.can_maintain(user, found.project))
    form = RetireForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and isinstance(user, User):
        require_rate(str(user.pk), "retire", per_minute=5)
        freed = retiring.retire(found, reason=form.cleaned_data["reason"], by=user)
        messages.success(request, f"{name} is retired; {freed:,} bytes are free.")
        return redirect(found)
    context = {"repository": found, "form": form}
    return render(request, "mirror/retire.html", context)
