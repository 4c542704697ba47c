"""Pages of ballots and decisions."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from contributors.models import User
from core.errors import NotPermitted
from core.limits import require_rate
from core.results import require
from governance import (
    answers,
    asking,
    ballots,
    counting,
    decisions,
    forms,
    keeping,
    pages,
    permissions,
    policies,
    procedures,
    register,
    subjects,
)
from governance.errors import BallotNotReady
from governance.models import Ballot, Decision
from mirror.models import Project

ROWS = 50
WRITES_PER_MINUTE = 20


def _act(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let signed-in people post; lead everybody else to the ballot's page.

    Who signs in first, or follows the address by hand, ends there and not at an
    address that answers nothing.
    """

    @wraps(view)
    def guarded(request: HttpRequest, pk: int) -> HttpResponse:
        page = reverse("governance:ballot", args=[pk])
        if request.method != "POST":
            return HttpResponseRedirect(page)
        if not request.user.is_authenticated:
            return redirect_to_login(page)
        return view(request, pk)

    return guarded


@require_GET
def ballot_list(request: HttpRequest) -> HttpResponse:
    """List ballots, those that take votes now first."""
    page = _numbered(Ballot.objects.listed(), request)
    return _answer(request, "governance/ballots", {"page": page})


@require_GET
def ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a ballot."""
    return _show(request, _ballot(pk))


@_act
def cast(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a ballot."""
    user, found = _writer(request, "vote"), _ballot(pk)
    form = forms.answer_form(found, request.POST)
    if not form.is_valid():
        return _show(request, found, form=form)
    ballots.cast_vote(found, by=user, **form.answer())
    messages.success(request, "Your answer is recorded; your receipt is below.")
    return _see(request, found)


@login_required
@require_http_methods(["GET", "POST"])
def new_ballot(request: HttpRequest) -> HttpResponse:
    """Put a question on the subject that the query names: ``?subject=rfc:12``."""
    kind, _, key = request.GET.get("subject", "").partition(":")
    subject = subjects.current(kind, key)
    project = get_object_or_404(Project, slug=subject.project)
    user = _writer(request, "draft")
    require(permissions.can_open_ballot(user, project))
    policy, name = policies.current(project), request.GET.get("procedure", "")
    rule = procedures.named(policy.body, name)
    initial = {"days": rule["days"]}
    if not answers.has_options(rule["method"]):  # else who asks says what of
        initial["question"] = f"Shall “{subject.title}” be accepted?"[:1000]
    form = asking.DraftForm(request.POST or None, initial=initial, rule=rule)
    if form.is_valid():
        drafted = ballots.draft_ballot(
            kind, key, by=user, procedure=name, **form.ballot()
        )
        return _see(request, drafted)
    context = {
        "form": form,
        "subject": subject,
        "policy": policy,
        "project": project,
        "procedure": name,
        "rule": rule,
        "procedures": procedures.summary(policy.body, kind),
        "may_decide_at_once": subjects.hooks_of(kind).undone is not None
        and bool(permissions.may(user, "emergency", project)),
    }
    return render(request, "governance/new_ballot.html", context, status=_status(form))


@_act
def announce_ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce a draft."""
    user, found = _writer(request, "open"), _ballot(pk)
    form = asking.AnnounceForm(request.POST, auto_id="announce_%s")
    if not form.is_valid():
        return _show(request, found, announce_form=form)
    ballots.announce_ballot(found, by=user, opening_at=form.opening(found.zone))
    messages.success(request, "The ballot is announced; it opens by itself.")
    return _see(request, found)


@_act
def end_ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a settled ballot before its deadline."""
    user, found = _writer(request, "end"), _ballot(pk)
    form = forms.EndForm(request.POST, auto_id="end_%s")
    if not form.is_valid():
        return _show(request, found, end_form=form)
    ballots.close_if_settled(found, by=user, reason=form.cleaned_data["reason"])
    return _see(request, found)


@_act
def open_ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a draft."""
    found = ballots.open_ballot(_ballot(pk), by=_writer(request, "open"))
    messages.success(request, "The ballot is open; what was frozen is logged.")
    return _see(request, found)


@_act
def extend_ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the deadline."""
    user, found = _writer(request, "extend"), _ballot(pk)
    form = forms.ExtendForm(request.POST, auto_id="extend_%s")
    if not form.is_valid():
        return _show(request, found, extend_form=form)
    closes_at, reason = form.new_deadline(found), form.cleaned_data["reason"]
    keeping.extend_ballot(found, by=user, closes_at=closes_at, reason=reason)
    return _see(request, found)


@_act
def void_ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare a ballot void."""
    user, found = _writer(request, "void"), _ballot(pk)
    form = forms.VoidForm(request.POST, auto_id="void_%s")
    if not form.is_valid():
        return _show(request, found, void_form=form)
    keeping.void_ballot(found, by=user, reason=form.cleaned_data["reason"])
    return _see(request, found)


@_act
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the outcome of a counted ballot."""
    user, found = _writer(request, "decide"), _ballot(pk)
    allowed = decisions.allowed_dispositions(found)
    form = forms.DecisionForm(request.POST, dispositions=allowed)
    if not form.is_valid():
        return _show(request, found, decision_form=form)
    made = decisions.record_decision(
        found,
        by=user,
        disposition=form.cleaned_data["disposition"],
        outcome=form.cleaned_data["outcome"],
    )
    return HttpResponseRedirect(made.get_absolute_url())


@require_GET
def votes_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the votes file, the input of ``count_votes``."""
    found = _opened(pk)
    if found.hides_running_result:
        raise NotPermitted("The policy keeps votes sealed until they are counted.")
    data = counting.file_bytes(counting.votes_of(found))
    return _json_file(data, f"ballot-{pk}-votes.json")


@require_GET
def frozen_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the exact bytes that were hashed when the ballot opened."""
    return _json_file(bytes(_opened(pk).frozen or b""), f"ballot-{pk}-frozen.json")


@require_GET
def decision_list(request: HttpRequest) -> HttpResponse:
    """List what was decided, newest first."""
    page = _numbered(register.listed(), request)
    return _answer(request, "governance/decisions", {"page": page})


@require_GET
def decision(request: HttpRequest, project: str, number: int) -> HttpResponse:
    """Show a decision and what it rests on."""
    found = get_object_or_404(
        Decision.objects.select_related(
            "project", "ballot__project", "ballot__policy", "decided_by"
        ),
        project__slug=project,
        number=number,
    )
    context = register.decision_page(found, request.user) | {
        "restate_form": forms.RestateForm(auto_id="restate_%s"),
        "follow_up_form": forms.FollowUpForm(auto_id="follow_%s"),
    }
    return render(request, "governance/decision.html", context)


def _ballot(pk: int) -> Ballot:
    return get_object_or_404(
        Ballot.objects.select_related(
            "project", "policy", "created_by", "emergency__by", "emergency__end"
        ).defer("frozen"),
        pk=pk,
    )


def _opened(pk: int) -> Ballot:
    found = _ballot(pk)
    if not found.frozen_hash:
        raise BallotNotReady("This ballot was never opened, so nothing is frozen.")
    return found


def _writer(request: HttpRequest, action: str) -> User:
    user = request.user
    assert isinstance(user, User)
    if request.method == "POST":
        require_rate(str(user.pk), f"ballot-{action}", per_minute=WRITES_PER_MINUTE)
    return user


def _show(request: HttpRequest, found: Ballot, **forms_given: Any) -> HttpResponse:
    page = pages.ballot_page(found, request.user)
    vote = page.mine.vote if page.mine else None
    context = {
        "page": page,
        "ballot": found,
        "form": forms.answer_form(found, vote=vote) if page.may_vote else None,
        "announce_form": asking.AnnounceForm(auto_id="announce_%s"),
        "end_form": forms.EndForm(auto_id="end_%s"),
        "extend_form": forms.ExtendForm(auto_id="extend_%s"),
        "void_form": forms.VoidForm(auto_id="void_%s"),
        "decision_form": forms.DecisionForm(dispositions=list(page.effects)),
        **forms_given,
    }
    status = HTTPStatus.BAD_REQUEST if forms_given else HTTPStatus.OK
    return _answer(request, "governance/ballot", context, status=status)


def _answer(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """Answer with the page, or with its inside where htmx asks for it."""
    folder, _, name = template.rpartition("/")
    fragment = f"{folder}/_{name}.html"
    whole = f"{template}.html"
    htmx = getattr(request, "htmx", False)
    return render(request, fragment if htmx else whole, context, status=status)


def _see(request: HttpRequest, found: Ballot) -> HttpResponse:
    if getattr(request, "htmx", False):
        return _show(request, _ballot(found.pk))
    response = HttpResponseRedirect(found.get_absolute_url())
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _numbered(rows: QuerySet[Any], request: HttpRequest) -> Page[Any]:
    return Paginator(rows, ROWS).get_page(request.GET.get("page"))


def _json_file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _status(form: Any) -> HTTPStatus:
    return HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
