"""Pages of a roadmap's year: call, proposals, feedback, fates, approvals."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from governance.permissions import can_maintain
from mirror.models import Project
from roadmap import approvals, calls, facts, fates, occasions, opinions, readiness
from roadmap.acting import valid, writer
from roadmap.addresses import draft_of, project_of
from roadmap.models import Edition, Milestone, Occasion, Proposal
from roadmap.opinions import Heard
from roadmap.year_forms import (
    AnswerForm,
    ApprovalForm,
    CallForm,
    FateForm,
    FeedbackForm,
    OccasionForm,
    ProposalForm,
)

Page = Callable[..., HttpResponse]


def _act(view: Page) -> Page:
    return require_POST(login_required(view))


@require_safe
def proposals_page(request: HttpRequest, project: str, year: int) -> HttpResponse:
    """List what was proposed for a year, with its answers and what people say."""
    found = project_of(project)
    context = _proposals(request, found, year)
    return render(request, "roadmap/proposals.html", context)


@_act
def propose(request: HttpRequest, project: str, year: int) -> HttpResponse:
    """Propose an item, while the call is open."""
    user = writer(request)
    fields = valid(ProposalForm(request.POST))
    row = calls.propose(project_of(project), year=year, by=user, **fields)
    messages.success(request, f"“{row}” is proposed for {year}.")
    return redirect(row.get_absolute_url())


@_act
def answer(request: HttpRequest, project: str, year: int, pk: int) -> HttpResponse:
    """Say what became of a proposal."""
    user = writer(request)
    row = _proposal(project, year, pk)
    calls.answer(row, by=user, **valid(AnswerForm(request.POST)))
    messages.success(request, f"“{row}” is answered.")
    return redirect(row.get_absolute_url())


@_act
def speak_on_proposal(
    request: HttpRequest, project: str, year: int, pk: int
) -> HttpResponse:
    """Give feedback on a proposal."""
    user = writer(request)
    row = _proposal(project, year, pk)
    opinions.give(row, year=year, by=user, **valid(FeedbackForm(request.POST)))
    messages.success(request, "What you said is in the record.")
    return redirect(row.get_absolute_url())


@require_safe
def said_page(request: HttpRequest, project: str, year: int, key: str) -> HttpResponse:
    """Show what people say of a line of the draft, and take what they say."""
    draft = draft_of(project, year)
    item = get_object_or_404(draft.items.with_grounds(), milestone__key=key)
    call = calls.standing(draft.project, year)
    heard = opinions.on_milestones(draft.project, year)
    context = {
        "edition": draft,
        "project": draft.project,
        "item": item,
        "milestone": item.milestone,
        "heard": heard.get(item.milestone_id, Heard()),
        "call": call,
        "may_speak": calls.can_speak(request.user, draft.project, call),
        "form": FeedbackForm(initial={"stance": "support"}),
    }
    return render(request, "roadmap/said.html", context)


@_act
def speak(request: HttpRequest, project: str, year: int, key: str) -> HttpResponse:
    """Give feedback on a line of the draft."""
    user = writer(request)
    found = project_of(project)
    milestone = get_object_or_404(Milestone, project=found, key=key)
    opinions.give(milestone, year=year, by=user, **valid(FeedbackForm(request.POST)))
    messages.success(request, "What you said is in the record.")
    return redirect("roadmap:said", project, year, key)


@_act
def announce(request: HttpRequest, project: str, year: int) -> HttpResponse:
    """Announce the year's call for proposals, or give it other dates."""
    user = writer(request)
    fields = valid(CallForm(request.POST))
    call = calls.announce(project_of(project), year=year, by=user, **fields)
    messages.success(request, f"The call runs until {call.closes_on:%d %B %Y}.")
    return redirect("roadmap:project-year", project, year)


@_act
def change_calendar(request: HttpRequest, project: str, year: int) -> HttpResponse:
    """Put a day into the calendar, or take one out."""
    user = writer(request)
    found = project_of(project)
    if request.POST.get("action") == "cancel":
        row = get_object_or_404(
            Occasion.objects.select_related("project"),
            project=found,
            year=year,
            pk=request.POST.get("day", "") if _is_number(request, "day") else 0,
        )
        occasions.cancel(row, by=user)
        messages.success(request, f"“{row.title}” is out of the calendar.")
    else:
        fields = valid(OccasionForm(request.POST))
        occasions.add(found, year=year, by=user, **fields)
        messages.success(request, "The day is in the calendar.")
    return redirect("roadmap:project-year", project, year)


@_act
def tell_fate(request: HttpRequest, project: str, year: int) -> HttpResponse:
    """Say what became of a line of the edition before."""
    user = writer(request)
    draft = draft_of(project, year)
    form = valid(FateForm(request.POST))
    previous = fates.before(draft)
    rows = previous.items.select_related("milestone") if previous else None
    earlier = get_object_or_404(rows, pk=form["earlier"]) if rows else None
    if earlier is not None:
        fates.tell(
            draft,
            by=user,
            earlier=earlier,
            kind=form["fate"],
            reason=form["reason"],
            into=form["into"].split(","),
            evidence=form["evidence"],
        )
    return redirect(f"{draft.get_absolute_url()}#fate-{form['earlier']}")


@_act
def approve(request: HttpRequest, project: str, year: int) -> HttpResponse:
    """Approve exactly this draft in an office, or take the approval back."""
    user = writer(request)
    draft = draft_of(project, year)
    form = valid(ApprovalForm(request.POST))
    ready = readiness.of(draft, facts.items_of(draft))
    approvals.approve(
        draft,
        by=user,
        role=form["role"],
        digest=ready.digest,
        seen=form["digest"],
        given=form["given"],
    )
    told = "Your approval is in the record." if form["given"] else "It is taken back."
    messages.success(request, told)
    page = reverse("roadmap:draft", args=[project, year])
    return redirect(f"{page}?view=document#approvals")


def _proposals(request: HttpRequest, project: Project, year: int) -> dict[str, Any]:
    call = calls.standing(project, year)
    heard = opinions.on_proposals(project, year)
    rows = calls.proposals_of(project, year)
    return {
        "project": project,
        "year": year,
        "call": call,
        "proposals": [(row, heard.get(row.pk, Heard())) for row in rows],
        "may_propose": calls.can_propose(request.user, project, call),
        "may_speak": calls.can_speak(request.user, project, call),
        "may_answer": can_maintain(request.user, project),
        "published": Edition.objects.published()
        .filter(project=project, year=year)
        .exists(),
        "form": ProposalForm(),
        "answers": AnswerForm(),
    }


def _proposal(project: str, year: int, pk: int) -> Proposal:
    rows = Proposal.objects.select_related("project")
    return get_object_or_404(rows, project__slug=project, year=year, pk=pk)


def _is_number(request: HttpRequest, name: str) -> bool:
    text = request.POST.get(name, "")
    return text.isascii() and text.isdigit() and len(text) < 16
