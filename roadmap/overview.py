"""What the pages of a year and of a milestone tell: few queries, whatever the size."""

from itertools import groupby
from typing import Any

from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast

from governance.models import Ballot
from ledger import log
from mirror.models import Problem, Project
from roadmap import calls, occasions
from roadmap.evidence import showing
from roadmap.evidence.models import Matrix
from roadmap.models import Edition, Milestone, Proposal

MOST_SHOWN = 300
MOST_UPDATES = 50


def of_year(year: int, project: Project | None = None) -> dict[str, Any]:
    """Return editions, drafts and what is due in ``year``, as of today."""
    editions = Edition.objects.without_bytes().annotate(size=Count("items"))
    due = Milestone.objects.due_in(year).listed()
    if project:
        editions = editions.filter(project=project)
        due = due.filter(project=project)
    ordered = due.order_by(
        "project__name", "track__position", "track__slug", "target_date", "key"
    )
    published = list(editions.published().order_by("-year", "-number")[:200])
    drafts = list(editions.drafts().order_by("-year")[:50])
    shown = list(ordered[:MOST_SHOWN])
    return {
        "year": year,
        "editions": published,
        "drafts": drafts,
        "year_editions": [e for e in published if e.year == year],
        "year_drafts": [e for e in drafts if e.year == year],
        "due": [
            (key[0], key[1], list(rows))
            for key, rows in groupby(shown, lambda m: (m.project, m.track))
        ],
        "matrices": list(_matrices(project)),
        "programmes": _programmes(project),
        "due_count": len(shown) if len(shown) < MOST_SHOWN else due.count(),
        "shown": len(shown),
    }


def of_call(project: Project, year: int) -> dict[str, Any]:
    """Return the year's call and calendar, and how many proposals there are."""
    call = calls.standing(project, year)
    days = occasions.standing(project, year)
    proposed = Proposal.objects.filter(project=project, year=year)
    dates = (
        {
            "opens_on": call.opens_on,
            "closes_on": call.closes_on,
            "feedback_until": call.feedback_until,
            "text": call.text,
        }
        if call
        else {}
    )
    return {
        "call": call,
        "call_dates": dates,
        "calendar": days,
        "proposed": proposed.count(),
        "answered": proposed.filter(answers__isnull=False).distinct().count(),
    }


def of_milestone(milestone: Milestone) -> dict[str, Any]:
    """Return what a milestone needs, what waits for it, and where it was published."""
    others = Milestone.objects.filter(project=milestone.project_id)
    others = others.select_related("project")
    needed = {m.key: m for m in others.filter(key__in=milestone.dependencies)}
    naming = others.annotate(asked=Cast("dependencies", TextField()))
    waiting = naming.filter(asked__contains=f'"{milestone.key}"')
    items = milestone.items.filter(edition__state=Edition.State.PUBLISHED)
    updates = list(milestone.updates.select_related("author")[:MOST_UPDATES])
    numbers = log.indices(update.entry_id for update in updates)
    return {
        "updates": [(update, numbers.get(update.entry_id)) for update in updates],
        "proofs": showing.of_milestone(milestone),
        "problems": list(_problems(milestone)),
        "ballots": list(Ballot.objects.on("milestone", str(milestone.pk))[:20]),
        "needed": [(key, needed.get(key)) for key in milestone.dependencies],
        "waiting": list(waiting.order_by("key")[:100]),
        "items": list(
            items.select_related("edition__project", "decision__project").order_by(
                "-edition__year", "-edition__number"
            )
        ),
    }


def _problems(milestone: Milestone) -> QuerySet[Problem]:
    """Return what is odd about the milestone's file."""
    rows = Problem.objects.filter(
        repository=milestone.repository_id,
        path=milestone.path,
        source__in=("roadmap", "evidence"),
    )
    return rows.order_by("line", "pk")[:50]


def _matrices(project: Project | None) -> QuerySet[Matrix]:
    rows = Matrix.objects.standing().select_related("project")
    return (rows.filter(project=project) if project else rows)[:50]


def _programmes(project: Project | None) -> list[tuple[Project, int, int]]:
    """Return each project with how many designations and audits it has."""
    rows = Project.objects.filter(pk=project.pk) if project else Project.objects.all()
    counted = rows.annotate(
        kinds=Count("designations__slug", distinct=True),
        audited=Count("audits", distinct=True),
    )
    found = counted.filter(Q(kinds__gt=0) | Q(audited__gt=0)).order_by("name")[:50]
    return [(row, row.kinds, row.audited) for row in found]
