"""What people write after a decision: other words, follow-ups, how those ended."""

from typing import Any

from django import forms as django_forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from contributors.models import User
from core.errors import InvalidInput
from core.limits import require_rate
from governance import followups, forms
from governance.models import Decision, FollowUp

WRITES_PER_MINUTE = 20


@login_required
@require_POST
def restate(request: HttpRequest, project: str, number: int) -> HttpResponse:
    """Put the outcome in other words."""
    decision, form = _decision(project, number), forms.RestateForm(request.POST)
    given = _given(form, "Write the outcome as it should read, and say why.")
    followups.restate(decision, by=_writer(request), **given)
    return _to(decision)


@login_required
@require_POST
def add_follow_up(request: HttpRequest, project: str, number: int) -> HttpResponse:
    """Agree on a task, or on a day to look at the decision again."""
    decision, form = _decision(project, number), forms.FollowUpForm(request.POST)
    given = _given(form, "Say what is to be done; a date is written 2026-12-31.")
    followups.agree(decision, by=_writer(request), **given)
    return _to(decision)


@login_required
@require_POST
def end_follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a follow-up was done, or why it is dropped."""
    rows = FollowUp.objects.select_related("decision__ballot", "decision__project")
    follow_up = get_object_or_404(rows, pk=pk)
    form = forms.FollowUpEndForm(request.POST)
    given = _given(form, "Choose done or dropped, and say what came of it.")
    followups.end(follow_up, by=_writer(request), **given)
    return _to(follow_up.decision)


def _decision(project: str, number: int) -> Decision:
    rows = Decision.objects.select_related("ballot", "project")
    return get_object_or_404(rows, project__slug=project, number=number)


def _given(form: django_forms.Form, otherwise: str) -> dict[str, Any]:
    if not form.is_valid():
        raise InvalidInput(otherwise)
    return dict(form.cleaned_data)


def _writer(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    require_rate(str(request.user.pk), "follow-up", per_minute=WRITES_PER_MINUTE)
    return request.user


def _to(decision: Decision) -> HttpResponse:
    response = HttpResponseRedirect(decision.get_absolute_url())
    response.status_code = 303
    return response
