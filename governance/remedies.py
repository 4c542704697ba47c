"""What people do beside voting: ask for a vote, give a mandate, appeal, act at once."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from contributors.models import Contributor, User
from core.errors import InvalidInput
from core.limits import require_rate
from governance import appeals, emergencies, mandates, rollcall
from governance.forms import LONGEST_TEXT
from governance.models import Appeal, Ballot, Decision, Mandate, RollRequest

WRITES_PER_MINUTE = 20
ALL, THIS = "all", "this"


class ReasonForm(forms.Form):
    """Do something, and say why."""

    reason = forms.CharField(
        max_length=LONGEST_TEXT,
        label="Your reason",
        help_text="Public, with your name.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RulingForm(ReasonForm):
    """Rule on what somebody asked for."""

    ruling = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


@login_required
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to be put on the roll of a ballot."""
    ballot = get_object_or_404(Ballot, pk=pk)
    rollcall.ask(ballot, by=_writer(request), reason=_reason(request))
    messages.success(request, "Your request is recorded; it is ruled on first.")
    return _to(ballot.get_absolute_url())


@login_required
@require_POST
def rule_on_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or refuse a request to be put on a roll."""
    asked = get_object_or_404(RollRequest.objects.select_related("ballot"), pk=pk)
    granted, reason = _ruling(request)
    rollcall.rule(asked, by=_writer(request), granted=granted, reason=reason)
    return _to(asked.ballot.get_absolute_url())


@login_required
@require_POST
def give_mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody on the roll answer for the person who asks."""
    ballot = get_object_or_404(Ballot.objects.select_related("project"), pk=pk)
    proxy = get_object_or_404(Contributor, public_id=request.POST.get("proxy", ""))
    only = ballot if request.POST.get("scope") != ALL else None
    mandates.give(ballot.project, by=_writer(request), proxy=proxy, ballot=only)
    messages.success(request, f"{proxy} answers for you where you do not.")
    return _to(ballot.get_absolute_url())


@login_required
@require_POST
def end_mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a mandate back, or lay it down."""
    mandate = get_object_or_404(Mandate.objects.select_related("project"), pk=pk)
    mandates.end(mandate, by=_writer(request))
    back = request.POST.get("ballot", "")
    found = Ballot.objects.filter(pk=back).first() if back.isdecimal() else None
    return _to(found.get_absolute_url() if found else reverse("governance:ballots"))


@login_required
@require_POST
def appeal(request: HttpRequest, project: str, number: int) -> HttpResponse:
    """Appeal against a decision."""
    decision = get_object_or_404(
        Decision.objects.select_related("ballot__policy", "project"),
        project__slug=project,
        number=number,
    )
    appeals.file_appeal(decision, by=_writer(request), reason=_reason(request))
    return _to(decision.get_absolute_url())


@login_required
@require_POST
def rule_on_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Dismiss an appeal, or uphold it."""
    filed = get_object_or_404(
        Appeal.objects.select_related("decision__ballot", "decision__project"), pk=pk
    )
    upheld, reason = _ruling(request)
    appeals.rule_on(filed, by=_writer(request), upheld=upheld, reason=reason)
    return _to(filed.decision.get_absolute_url())


@login_required
@require_POST
def decide_at_once(request: HttpRequest) -> HttpResponse:
    """Accept a text in an emergency: ``?subject=rfc:12``."""
    kind, _, key = request.GET.get("subject", "").partition(":")
    decided = emergencies.decide_at_once(
        kind, key, by=_writer(request), outcome=_reason(request)
    )
    return _to(decided.ballot.get_absolute_url())


def _writer(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    require_rate(str(request.user.pk), "remedy", per_minute=WRITES_PER_MINUTE)
    return request.user


def _reason(request: HttpRequest) -> str:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("Say why; the reason is public, with your name.")
    return str(form.cleaned_data["reason"])


def _ruling(request: HttpRequest) -> tuple[bool, str]:
    form = RulingForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("Choose a ruling and say why; both are public.")
    return form.cleaned_data["ruling"] == "yes", str(form.cleaned_data["reason"])


def _to(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
