"""The calendar of what closes and what is due, as iCalendar (RFC 5545)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from icalendar import Calendar, Event

from governance.models import Ballot
from roadmap.models import Milestone

PAST = timedelta(days=90)


def entries(*, project: str, at: datetime) -> Calendar:
    """Return the deadlines of ballots and the dated milestones of a project."""
    calendar = Calendar()
    calendar.add("prodid", "-//Althing//calendar//EN")
    calendar.add("version", "2.0")
    ballots = Ballot.objects.filter(opens_at__isnull=False, closes_at__gt=at - PAST)
    milestones = Milestone.objects.filter(
        target_date__gt=(at - PAST).date(), gone_at__isnull=True
    )
    if project:
        ballots = ballots.filter(project__slug=project)
        milestones = milestones.filter(project__slug=project)
    for ballot in ballots.exclude(state=Ballot.State.VOID).order_by("pk"):
        event = _event(f"ballot-{ballot.pk}", f"Closes: {ballot.question}", at)
        event.add("dtstart", ballot.closes_at)
        event.add("url", settings.PUBLIC_URL + ballot.get_absolute_url())
        calendar.add_component(event)
    for milestone in milestones.select_related("project").order_by("pk"):
        event = _event(f"milestone-{milestone.pk}", f"Due: {milestone.title}", at)
        event.add("dtstart", milestone.target_date)
        event.add("url", settings.PUBLIC_URL + milestone.get_absolute_url())
        calendar.add_component(event)
    return calendar


def _event(uid: str, summary: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{uid}@{settings.LEDGER_ORIGIN or 'althing'}".replace("/", "."))
    event.add("dtstamp", at)
    event.add("summary", summary)
    return event


def file(request: HttpRequest) -> HttpResponse:
    """Answer ``/calendar.ics``, of one project with ``?project=``."""
    project = request.GET.get("project", "")[:60]
    found = entries(project=project, at=timezone.now().replace(microsecond=0))
    return HttpResponse(found.to_ical(), content_type="text/calendar; charset=utf-8")
