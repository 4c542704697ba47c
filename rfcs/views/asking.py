"""Requests for reviews, rotations and holds: pages, and what people do on them."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
)

from contributors.models import Contributor
from core.errors import InvalidInput
from governance import permissions as offices
from mirror.models import Project
from rfcs import addresses, holds, permissions, requests, rotations, writing
from rfcs.models import (
    Absence,
    ReviewRequest,
    Rfc,
    Rotation,
    RotationMember,
)

PER_MINUTE = 20
SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def all_requests(request: HttpRequest, project: str, slug: str) -> HttpResponse:
    """Show who was asked for a review and why; ask, or offer one's own."""
    rfc = addresses.rfc_at(project, slug)
    if request.method == "POST":
        return ask(request, rfc)
    person = offices.contributor(request.user)
    rows = list(
        ReviewRequest.objects.filter(rfc=rfc)
        .select_related("reviewer", "requested_by", "rotation__project", "revision")
        .order_by("-pk")[:SHOWN]
    )
    may_ask = permissions.can_request_review(request.user, rfc)
    context = {
        "rfc": rfc,
        "revision": rfc.current_revision,
        "page": rfc.get_absolute_url(),
        "open": [row for row in rows if row.state in requests.OPEN],
        "past": [row for row in rows if row.state not in requests.OPEN],
        "person": person,
        "may_ask": may_ask,
        "rotations": Rotation.objects.filter(project=rfc.project) if may_ask else [],
        "may_volunteer": person is not None
        and not any(
            r.reviewer_id == person.pk for r in rows if r.state in requests.OPEN
        ),
        "usual": requests.USUAL,
        "now": timezone.now(),
    }
    return render(request, "rfcs/requests.html", context)


@login_required
def ask(request: HttpRequest, rfc: Rfc) -> HttpResponse:
    """Ask a person or a rotation, or volunteer."""
    user, asked = writing.writer(request), request.POST
    revision = rfc.current_revision
    assert revision is not None
    revision.rfc = rfc
    days = _number(asked.get("days", "")) or requests.USUAL
    act = asked.get("act", "")
    if act == "volunteer":
        requests.volunteer(revision, by=user, days=days)
        messages.success(request, "You promised a review; it is on your desk.")
    elif act == "rotation":
        rotation = get_object_or_404(
            Rotation, project=rfc.project, pk=_number(asked.get("rotation", ""))
        )
        made = requests.ask_rotation(revision, by=user, rotation=rotation, days=days)
        messages.success(request, f"It is {made.reviewer}'s turn; they are asked.")
    else:
        made = requests.ask(
            revision, by=user, reviewer=_person(asked.get("reviewer", "")), days=days
        )
        messages.success(request, f"{made.reviewer} is asked.")
    return redirect(f"{rfc.get_absolute_url()}requests/")


@require_POST
@login_required
def answer(request: HttpRequest, project: str, slug: str, pk: int) -> HttpResponse:
    """Accept, decline or withdraw a request."""
    user = writing.writer(request)
    found = get_object_or_404(
        ReviewRequest.objects.select_related("rfc__project"),
        pk=pk,
        rfc__slug=slug,
        rfc__project__slug=project,
    )
    act = request.POST.get("act", "")
    if act == "accept":
        requests.accept(found, by=user)
        messages.success(request, "You took the review on.")
    elif act == "decline":
        requests.decline(found, by=user, reason=request.POST.get("reason", ""))
        messages.success(request, "You declined; whoever asked hears of it.")
    elif act == "withdraw":
        requests.withdraw(found, by=user)
        messages.success(request, "The request is taken back.")
    else:
        raise InvalidInput("Accept the request, decline it, or take it back.")
    return redirect(f"{found.rfc.get_absolute_url()}requests/")


@require_POST
@login_required
def hold(request: HttpRequest, project: str, slug: str) -> HttpResponse:
    """Say that one is reading until a day, or that one has read."""
    user = writing.writer(request)
    rfc = addresses.rfc_at(project, slug)
    revision = rfc.current_revision
    assert revision is not None
    revision.rfc = rfc
    if request.POST.get("act") == "lift":
        holds.lift(rfc, by=user)
        messages.success(request, "Nobody waits for your reading any more.")
    else:
        holds.place(revision, by=user, days=_number(request.POST.get("days", "")) or 0)
        messages.success(request, "Everyone sees that you are reading.")
    return redirect(f"{rfc.get_absolute_url()}#review")


@require_http_methods(["GET", "HEAD", "POST"])
def all_rotations(request: HttpRequest) -> HttpResponse:
    """Show every rotation; let a maintainer begin one."""
    if request.method == "POST":
        return begin(request)
    projects = Project.objects.order_by("name")
    person = offices.contributor(request.user)
    context = {
        "rotations": Rotation.objects.select_related("project").order_by(
            "project__name", "name"
        )[:SHOWN],
        "projects": projects.filter(
            roles__contributor=person, roles__name="maintainer", roles__ended_at=None
        ).distinct()
        if person
        else [],
    }
    return render(request, "rfcs/rotations.html", context)


@login_required
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a rotation."""
    user, asked = writing.writer(request), request.POST
    project = get_object_or_404(Project, slug=asked.get("project", "")[:60])
    made = rotations.begin(
        project,
        by=user,
        name=asked.get("name", ""),
        interval_days=_number(asked.get("interval_days", "")) or 0,
        days=_number(asked.get("days", "")) or 0,
    )
    messages.success(request, "The rotation is begun; its people join on this page.")
    return redirect(made.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def rotation(request: HttpRequest, project: str, slug: str) -> HttpResponse:
    """Show whose turn it is and why; join, leave, skip, be away."""
    found = get_object_or_404(
        Rotation.objects.select_related("project"), project__slug=project, slug=slug
    )
    if request.method == "POST":
        return change_place(request, found)
    now = timezone.now()
    choice, people = rotations.standing(found, at=now)
    person = offices.contributor(request.user)
    mine: list[RotationMember] = []
    absences: list[Absence] = []
    if person:
        mine = list(found.members.filter(person=person, left_at=None))
        absences = list(
            Absence.objects.filter(person=person, ended_at=None, until__gte=now.date())
        )
    context = {
        "rotation": found,
        "why": rotations.explained(choice, people),
        "place": mine[0] if mine else None,
        "absences": absences,
        "requests": ReviewRequest.objects.filter(rotation=found)
        .select_related("reviewer", "rfc__project")
        .order_by("-pk")[:20],
        "today": now.date().isoformat(),
        "person": person,
    }
    return render(request, "rfcs/rotation.html", context)


@login_required
def change_place(request: HttpRequest, rotation: Rotation) -> HttpResponse:
    """Join or leave a rotation, skip a turn, go away or come back."""
    user, asked = writing.writer(request), request.POST
    act = asked.get("act", "")
    if act == "join":
        rotations.join(rotation, by=user)
    elif act == "leave":
        rotations.leave(rotation, by=user)
    elif act == "skip":
        rotations.skip(rotation, by=user, turns=_number(asked.get("turns", "")) or 0)
    elif act == "away":
        since, until = _day(asked.get("since", "")), _day(asked.get("until", ""))
        rotations.go_away(by=user, since=since, until=until)
    elif act == "back":
        absence = get_object_or_404(
            Absence, pk=_number(asked.get("absence", "")), person__user=user
        )
        rotations.come_back(absence, by=user)
    else:
        raise InvalidInput("Join, leave, skip a turn, or say when you are away.")
    messages.success(request, "It is noted; the order below follows it.")
    return redirect(rotation.get_absolute_url())


def _person(asked: str) -> Contributor:
    """Return the person of an id or of an exact name that one person has."""
    asked = asked.strip()[:200].replace("\x00", "")
    people = Contributor.objects.filter(user__isnull=False, merged_into=None)
    found = list(people.filter(public_id=asked)[:1]) or list(
        people.filter(name__iexact=asked)[:2]
    )
    if len(found) == 1:
        return found[0]
    if found:
        raise InvalidInput(
            f"Several people are called “{asked}”. Open the right one's page and give "
            "the id at the end of its address."
        )
    raise InvalidInput(f"Nobody with an account here is called “{asked}”.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("Give both days as year-month-day.") from None


def _number(text: Any) -> int | None:
    fits = text.isascii() and text.isdecimal() and len(text) < 10
    return int(text) if fits else None
