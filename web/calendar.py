"""The calendar of what closes and what is due, as iCalendar (RFC 5545)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from governance.models import Ballot
from roadmap.models import Call, Milestone, Occasion

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
    days = Occasion.objects.filter(day__gt=(at - PAST).date(), cancelled_at=None)
    calls = Call.objects.filter(feedback_until__gt=(at - PAST).date())
    if project:
        days = days.filter(project__slug=project)
        calls = calls.filter(project__slug=project)
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
    for day in days.select_related("project").order_by("pk"):
        event = _event(f"day-{day.pk}", f"{day.project}: {day.title}", at)
        event.add("dtstart", day.day)
        event.add("url", settings.PUBLIC_URL + _year(day))
        calendar.add_component(event)
    for call in _standing(calls):
        for name, on in (
            ("opens", call.opens_on),
            ("closes", call.closes_on),
            ("ends feedback", call.feedback_until),
        ):
            told = f"{call.project}: the call for {call.year} {name}"
            event = _event(f"call-{call.project.slug}-{call.year}-{name[:4]}", told, at)
            event.add("dtstart", on)
            event.add("url", settings.PUBLIC_URL + _year(call))
            calendar.add_component(event)
    return calendar


def _standing(calls: QuerySet[Call]) -> list[Call]:
    """Return the newest call of each project and year."""
    rows = calls.select_related("project").order_by("revision")
    return list({(call.project_id, call.year): call for call in rows}.values())


def _year(of: Call | Occasion) -> str:
    return reverse("roadmap:project-year", args=[of.project.slug, of.year])


def _event(uid: str, summary: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{uid}@{settings.LEDGER_ORIGIN or 'althing'}".replace("/", "."))
    event.add("dtstamp", at)
    event.add("summary", "".join(c if c.isprintable() else " " for c in summary))
    return event


def file(request: HttpRequest) -> HttpResponse:
    """Answer ``/calendar.ics``, of one project with ``?project=``."""
    project = request.GET.get("project", "")[:60]
    found = entries(project=project, at=timezone.now().replace(microsecond=0))
    return HttpResponse(found.to_ical(), content_type="text/calendar; charset=utf-8")
