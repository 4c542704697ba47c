"""The calendar of a roadmap's year: freezes, reviews and checkpoints."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from contributors import accounts
from contributors.models import User
from core.results import require
from governance import permissions
from mirror.models import Project
from roadmap.drafts import said
from roadmap.errors import InvalidEdition
from roadmap.models import Occasion

MOST = 100


def standing(project: Project, year: int) -> list[Occasion]:
    """Return the days of the year's calendar that hold, soonest first."""
    rows = Occasion.objects.filter(project=project, year=year, cancelled_at=None)
    return list(rows.order_by("day", "pk"))


@transaction.atomic
def add(
    project: Project, *, year: int, by: User, kind: str, title: str, day: date
) -> Occasion:
    """Put a day into the year's calendar."""
    require(permissions.can_maintain(by, project))
    if kind not in Occasion.Kind.values:
        raise InvalidEdition("Choose: freeze, review, checkpoint or other.")
    if not year - 2 <= day.year <= year + 2:
        raise InvalidEdition(f"{day} is too far from {year}.")
    if len(standing(project, year)) >= MOST:
        raise InvalidEdition(f"A year has at most {MOST} days in its calendar.")
    return Occasion.objects.create(
        project=project,
        year=year,
        kind=kind,
        title=" ".join(said(title, 200, "The title").split()),
        day=day,
        set_by=accounts.contributor_of(by),
        set_at=timezone.now(),
    )


@transaction.atomic
def cancel(occasion: Occasion, *, by: User) -> Occasion:
    """Take a day out of the calendar; the row stays."""
    require(permissions.can_maintain(by, occasion.project))
    if occasion.cancelled_at is None:
        occasion.cancelled_at = timezone.now()
        occasion.save(update_fields=["cancelled_at"])
    return occasion
