"""What the home page shows: open now, decided lately, the year at a glance."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import F

from governance.models import Ballot, Decision
from mirror.models import Project
from rfcs.models import Rfc
from roadmap.models import Edition, EditionItem

BALLOTS, CALLS, REVIEWS, DECISIONS = 6, 6, 8, 6
STATES = ("done", "active", "planned", "deferred", "dropped", "unknown")
Row = Mapping[str, object]


@dataclass(frozen=True)
class Track:
    """One line of the year: how its milestones stand."""

    title: str
    total: int
    done: int
    parts: list[dict[str, Any]]


@dataclass(frozen=True)
class Front:
    """The page."""

    project: Project | None
    ballots: list[Ballot]
    calls: list[Row]
    reviews: list[Row]
    decisions: list[Decision]
    edition: Edition | None
    tracks: list[Track]


def page(*, at: datetime) -> Front:
    """Read the home page; the number of queries does not depend on the data."""
    projects = list(Project.objects.all()[:2])
    edition = (
        Edition.objects.published()
        .select_related("project")
        .defer("json_bytes", "markdown_bytes", "introduction", "introduction_html")
        .order_by("-published_at")
    ).first()
    ballots = list(
        Ballot.objects.open_at(at)
        .select_related("project")
        .defer("frozen", "tally")
        .order_by("closes_at")[:BALLOTS]
    )
    voted_on = {int(b.subject_key) for b in ballots if b.subject_kind == "rfc"}
    return Front(
        project=projects[0] if len(projects) == 1 else None,
        ballots=ballots,
        calls=_rfcs("final_comment", CALLS, but=voted_on),
        reviews=_rfcs("review", REVIEWS),
        decisions=list(
            Decision.objects.select_related("project", "ballot")
            .defer("ballot__frozen", "ballot__tally")
            .order_by("-decided_at")[:DECISIONS]
        ),
        edition=edition,
        tracks=_tracks(edition) if edition else [],
    )


def _rfcs(phase: str, count: int, *, but: Iterable[int] = ()) -> list[Row]:
    return list(
        Rfc.objects.filter(phase=phase, gone_at=None)
        .exclude(activity="stagnant")
        .exclude(pk__in=but)
        .order_by(F("updated").desc(nulls_last=True), "-pk")
        .values(
            "slug",
            "number",
            "title",
            "updated",
            "comment_count",
            "open_concern_count",
            "project__slug",
            "project__name",
        )[:count]
    )


def _tracks(edition: Edition) -> list[Track]:
    rows = (
        EditionItem.objects.filter(edition=edition)
        .order_by("milestone__track__position", "milestone__track__title")
        .values_list("milestone__track__title", "milestone__state")
    )
    counted: dict[str, Counter[str]] = {}
    for title, state in rows:
        known = state if state in STATES else "unknown"
        counted.setdefault(title or "Other", Counter())[known] += 1
    return [_track(title, states) for title, states in counted.items()]


def _track(title: str, states: Counter[str]) -> Track:
    total, x, parts = sum(states.values()), Fraction(0), []
    for state in STATES:
        if states[state]:
            share = Fraction(states[state], total)
            parts.append(
                {"state": state, "count": states[state], "x": x, "width": share}
            )
            x += share
    return Track(title, total, states["done"], parts)
