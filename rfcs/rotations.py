"""Rotations: people who review in turn; who is away; whose turn it is and why."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Max, Q
from django.utils import timezone
from django.utils.text import slugify

from contributors import accounts
from contributors.models import Contributor, User
from core.ids import new_id
from core.results import require
from core.text import clean
from governance import permissions as offices
from mirror.models import Project
from rfcs import permissions, turns
from rfcs.errors import RequestRefused
from rfcs.models import (
    Absence,
    RequestState,
    Review,
    ReviewRequest,
    Rfc,
    Rotation,
    RotationMember,
)
from rfcs.turns import Candidate, Choice

MAX_NAME = 120
LONGEST_DAYS = 365


@transaction.atomic
def begin(
    project: Project,
    *,
    by: User,
    name: str,
    interval_days: int = 14,
    days: int = 14,
) -> Rotation:
    """Begin a rotation; a maintainer does."""
    require(offices.can_maintain(by, project))
    name = clean(name)[:MAX_NAME]
    if not name or not 0 <= interval_days <= LONGEST_DAYS or not 1 <= days <= 90:
        raise RequestRefused("A rotation needs a name, and days between 1 and 90.")
    try:
        with transaction.atomic():
            return Rotation.objects.create(
                project=project,
                slug=slugify(name)[:60].strip("-") or new_id()[:8],
                name=name,
                interval_days=interval_days,
                days=days,
                begun_by=accounts.contributor_of(by),
                begun_at=timezone.now(),
            )
    except IntegrityError:
        raise RequestRefused("A rotation of that name exists already.") from None


@transaction.atomic
def join(rotation: Rotation, *, by: User) -> RotationMember:
    """Take a place in the rotation; who has one keeps it."""
    require(offices.can_take_part(by, rotation.project))
    person = accounts.contributor_of(by)
    member, _ = RotationMember.objects.get_or_create(
        rotation=rotation,
        person=person,
        left_at=None,
        defaults={"joined_at": timezone.now()},
    )
    return member


@transaction.atomic
def leave(rotation: Rotation, *, by: User) -> None:
    """Give one's place up; what one was asked stays asked."""
    _place(rotation, by).update(left_at=timezone.now())


@transaction.atomic
def skip(rotation: Rotation, *, by: User, turns: int = 1) -> None:
    """Let one's next turns pass to others."""
    if not 0 <= turns <= 10:
        raise RequestRefused("Skip at most ten turns; leave the rotation instead.")
    _place(rotation, by).update(skip_next=turns)


@transaction.atomic
def go_away(*, by: User, since: date, until: date) -> Absence:
    """Take no reviews from one day to another, both included."""
    if until < since or (until - since).days > LONGEST_DAYS:
        raise RequestRefused("An absence ends after it begins, within a year.")
    return Absence.objects.create(
        person=accounts.contributor_of(by),
        since=since,
        until=until,
        said_at=timezone.now(),
    )


@transaction.atomic
def come_back(absence: Absence, *, by: User) -> None:
    """End an absence of one's own."""
    Absence.objects.filter(pk=absence.pk, person__user=by, ended_at=None).update(
        ended_at=timezone.now()
    )


def standing(
    rotation: Rotation, *, at: datetime, rfc: Rfc | None = None
) -> tuple[Choice, dict[int, Contributor]]:
    """Return whose turn it is, everybody's figures, and the people by key."""
    members = {
        member.person_id: member
        for member in RotationMember.objects.filter(
            rotation=rotation, left_at=None
        ).select_related("person")
    }
    waiting = Q(state__in=[RequestState.ASKED, RequestState.ACCEPTED])
    asked = (
        ReviewRequest.objects.filter(reviewer__in=members)
        .order_by()
        .values_list("reviewer")
        .annotate(
            load=Count("pk", filter=waiting),
            last=Max("requested_at", filter=Q(rotation=rotation)),
        )
    )
    figures = {person: (load, last) for person, load, last in asked}
    away = dict(
        Absence.objects.on(at.date())
        .filter(person__in=members)
        .order_by("until")
        .values_list("person", "until")
    )
    excused = _excused(rfc, list(members)) if rfc else {}
    candidates = [
        Candidate(
            key=person,
            open=figures.get(person, (0, None))[0],
            last=figures.get(person, (0, None))[1],
            away_until=away.get(person),
            skips=member.skip_next,
            excused=excused.get(person, ""),
        )
        for person, member in members.items()
    ]
    choice = turns.choose(candidates, at=at, interval_days=rotation.interval_days)
    return choice, {key: member.person for key, member in members.items()}


def take_turn(
    rotation: Rotation, rfc: Rfc, *, at: datetime
) -> tuple[Contributor, list[dict[str, Any]]]:
    """Give the turn to a person, in the caller's transaction; return why as well.

    Who skipped has used the skip up. Raises ``RequestRefused`` while nobody can.
    """
    Rotation.objects.select_for_update().get(pk=rotation.pk)
    choice, people = standing(rotation, at=at, rfc=rfc)
    if choice.chosen is None:
        raise RequestRefused(
            f"Nobody of the rotation {rotation.name} can take a review now; its page "
            "says why of each."
        )
    RotationMember.objects.filter(
        rotation=rotation, person__in=choice.skipped, left_at=None
    ).update(skip_next=F("skip_next") - 1)
    return people[choice.chosen], explained(choice, people)


def explained(choice: Choice, people: dict[int, Contributor]) -> list[dict[str, Any]]:
    """Return the choice as plain values that can be kept and shown."""
    return [
        {
            "id": people[each.candidate.key].public_id,
            "name": people[each.candidate.key].name,
            "code": each.code,
            "open": each.candidate.open,
            "last": each.candidate.last.date().isoformat()
            if each.candidate.last
            else "",
            "until": each.until.isoformat() if each.until else "",
        }
        for each in choice.standings
    ]


def _excused(rfc: Rfc, members: list[int]) -> dict[int, str]:
    """Return who cannot be asked for this RFC, and why."""
    found = dict.fromkeys(permissions.authors_of(rfc, members), turns.AUTHOR)
    reviewed = Review.objects.filter(revision=rfc.current_revision_id)
    found |= dict.fromkeys(
        reviewed.filter(reviewer__in=members).values_list("reviewer_id", flat=True),
        turns.REVIEWED,
    )
    codes = {
        RequestState.ASKED: turns.ASKED,
        RequestState.ACCEPTED: turns.ASKED,
        RequestState.DECLINED: turns.DECLINED,
    }
    rows = ReviewRequest.objects.filter(rfc=rfc, reviewer__in=members)
    for person, state in rows.values_list("reviewer_id", "state"):
        if state in codes:
            found.setdefault(person, codes[RequestState(state)])
    return found


def _place(rotation: Rotation, by: User) -> Any:
    return RotationMember.objects.filter(
        rotation=rotation, person__user=by, left_at=None
    )
