"""Every thread of an RFC on one page, filtered, in pages; and one thread alone.

Reads only. The number of queries is the same for twenty threads and for thousands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, Min, OuterRef, Q

from contributors.models import Contributor
from core.errors import InvalidInput
from rfcs import discussion
from rfcs.models import Comment, Concern, Move, Review, Rfc, Thread, ThreadEvent
from rfcs.talks import Talk

PAGE_SIZE = 50
SAID_AT_ONCE = 20
ON_ONE_PAGE = 200
STATES = (("open", "Open"), ("resolved", "Resolved"))
REVIEWERS = 200
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Filters:
    """What the reader asked for; empty means everything."""

    state: str = ""
    mine: str = ""
    by: str = ""
    concern: str = ""
    review: str = ""
    after: str = ""

    def query(self, **changes: str) -> str:
        """Return the query string of these filters with some of them changed."""
        members = vars(replace(self, **changes))
        return urlencode({name: value for name, value in members.items() if value})

    def are_set(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.state or self.mine or self.by or self.concern or self.review)


@dataclass(frozen=True)
class Line:
    """A thread of the list: where and when it began, and what was said."""

    talk: Talk
    revision: int
    quote: str
    count: int
    started_at: datetime
    concern: str
    concern_pk: int | None
    hidden: int


@dataclass(frozen=True)
class Page:
    """Lines, the query string of the next page, and how many fit the filters."""

    lines: list[Line]
    older: str
    total: int


def page(rfc: Rfc, filters: Filters, *, person: Contributor | None) -> Page:
    """Return one page of threads, the newest first."""
    fitting = Thread.objects.filter(_condition(filters, person), rfc=rfc)
    total = fitting.count()
    if filters.after:
        fitting = fitting.filter(pk__lt=_key(filters.after))
    rows = list(
        fitting.order_by("-pk")
        .annotate(count=Count("comments"), first=Min("comments"))
        .values(
            "pk",
            "quote",
            "revision__index",
            "started_at",
            "concern_id",
            "concern__name",
            "count",
            "first",
        )[: PAGE_SIZE + 1]
    )
    more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    talks = _talks(rfc, rows, person)
    lines = [_line(row, talks[row["pk"]]) for row in rows if row["pk"] in talks]
    older = filters.query(after=str(rows[-1]["pk"])) if more else ""
    return Page(lines, older, total)


def one(
    rfc: Rfc, thread: Thread, *, person: Contributor | None, after: int = 0
) -> tuple[Line, int]:
    """Return a thread with a page of its comments, and where the next page begins."""
    rows = Comment.objects.filter(thread=thread)
    later = rows.filter(pk__gt=after).order_by("pk")
    keys = list(later.values_list("pk", flat=True)[: ON_ONE_PAGE + 1])
    said = discussion.COMMENTS.filter(pk__in=keys[:ON_ONE_PAGE])
    talks = discussion.talks_of(said, rfc, person=person.pk if person else None)
    last = keys[ON_ONE_PAGE - 1] if len(keys) > ON_ONE_PAGE else 0
    row = {
        "pk": thread.pk,
        "quote": thread.quote,
        "revision__index": thread.revision.index,
        "started_at": thread.started_at,
        "concern_id": thread.concern_id,
        "concern__name": thread.concern.name if thread.concern else "",
        "count": rows.count(),
    }
    if thread.pk not in talks:
        raise InvalidInput("This thread has no later comments: start from the top.")
    return _line(row, talks[thread.pk]), last


def events(thread: Thread) -> list[ThreadEvent | Move]:
    """Return when it was resolved, reopened and put elsewhere, by whom and why."""
    settled = thread.events.select_related("by")
    moved = thread.moves.select_related("by", "revision")
    return sorted([*settled, *moved], key=lambda event: event.at)


def reviewers(rfc: Rfc) -> Sequence[Row]:
    """Return who started threads here or reviewed, by name."""
    started = Thread.objects.filter(rfc=rfc, started_by=OuterRef("pk"))
    reviewed = Review.objects.filter(rfc=rfc, reviewer=OuterRef("pk"))
    people = Contributor.objects.filter(Exists(started) | Exists(reviewed))
    return list(people.order_by("name").values("public_id", "name")[:REVIEWERS])


def concerns(rfc: Rfc) -> Sequence[Row]:
    """Return the concerns of the RFC, the newest first."""
    rows = Concern.objects.filter(rfc=rfc).order_by("-pk")
    return list(rows.values("pk", "name", "state")[:REVIEWERS])


def _condition(filters: Filters, person: Contributor | None) -> Q:
    condition = Q()
    if filters.state in ("open", "resolved"):
        condition &= Q(resolved_at__isnull=filters.state == "open")
    if filters.mine:
        mine = Comment.objects.filter(
            thread=OuterRef("pk"), author=person.pk if person else None
        )
        condition &= Q(Exists(mine))
    if filters.by:
        theirs = Comment.objects.filter(
            thread=OuterRef("pk"), author__public_id=filters.by
        )
        condition &= Q(Exists(theirs))
    if filters.concern:
        condition &= Q(concern=_key(filters.concern))
    if filters.review:
        condition &= Q(review=_key(filters.review))
    return condition


def _talks(
    rfc: Rfc, rows: Sequence[Row], person: Contributor | None
) -> dict[int, Talk]:
    """Return what was said: of a long thread its first and its newest comments."""
    short = [row["pk"] for row in rows if row["count"] <= SAID_AT_ONCE]
    wanted = Q(thread__in=short)
    long = [row for row in rows if row["count"] > SAID_AT_ONCE]
    if long:
        wanted |= Q(pk__in=[row["first"] for row in long])
        newest = Comment.objects.filter(thread__in=[row["pk"] for row in long])
        wanted |= Q(pk__in=newest.order_by("-pk").values("pk")[:ON_ONE_PAGE])
    said = discussion.COMMENTS.filter(wanted)
    return discussion.talks_of(said, rfc, person=person.pk if person else None)


def _line(row: Row, talk: Talk) -> Line:
    return Line(
        talk,
        row["revision__index"],
        row["quote"],
        row["count"],
        row["started_at"],
        row["concern__name"] or "",
        row["concern_id"],
        row["count"] - len(talk.comments),
    )


def _key(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 18):
        raise InvalidInput("This page of threads does not exist: start from the top.")
    return int(text)
