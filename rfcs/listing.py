"""The list of RFCs: filters, one page by key, and the counts beside the filters."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.core.cache import caches
from django.db.models import Count, Exists, OuterRef, Q

from core.errors import InvalidInput
from rfcs import contradictions
from rfcs.models import Labelling, Rfc

PAGE_SIZE = 100
COUNTS_SECONDS = 60
PHASES = (
    "idea",
    "draft",
    "review",
    "final_comment",
    "decision",
    "accepted",
    "available",
    "released",
    "settled",
    "closed",
    "unknown",
)
ROW = (
    "pk",
    "number_sort",
    "number",
    "slug",
    "title",
    "status",
    "phase",
    "resolution",
    "updated",
    "comment_count",
    "open_concern_count",
    "revision_count",
    "proposed_in",
    "gone_at",
    "labels",
    "project__slug",
    "project__name",
)


@dataclass(frozen=True)
class Filters:
    """What the reader asked for; empty means everything."""

    project: str = ""
    phase: str = ""
    action: str = ""
    status: str = ""
    q: str = ""
    proposed: str = ""
    contradicted: str = ""
    label: str = ""
    before: str = ""
    after: str = ""

    def query(self, **changes: str) -> str:
        """Return the query string of these filters with some of them changed."""
        members = vars(replace(self, **changes))
        wanted = (
            *("phase", "action", "status", "q", "proposed", "label"),
            *("contradicted", "before", "after"),
        )
        return urlencode({name: members[name] for name in wanted if members[name]})

    def are_set(self) -> bool:
        """Whether anything but the project is filtered."""
        given = (self.phase, self.action, self.status, self.q, self.proposed)
        return any((*given, self.label, self.contradicted))


@dataclass(frozen=True)
class Page:
    """Rows, and the query strings of the pages beside this one."""

    rows: list[dict[str, Any]]
    older: str
    newer: str


def page(filters: Filters) -> Page:
    """Return one page of RFCs, the highest numbers first. One query."""
    rfcs = Rfc.objects.filter(_condition(filters)).values(*ROW)
    if filters.after:
        number, pk = _key(filters.after)
        later = rfcs.filter(
            Q(number_sort__gt=number) | Q(number_sort=number, pk__gt=pk)
        ).order_by("number_sort", "pk")[: PAGE_SIZE + 1]
        found = list(later)
        more, rows = len(found) > PAGE_SIZE, found[:PAGE_SIZE][::-1]
        return _page(filters, rows, newer=more, older=True)
    if filters.before:
        number, pk = _key(filters.before)
        rfcs = rfcs.filter(Q(number_sort__lt=number) | Q(number_sort=number, pk__lt=pk))
    found = list(rfcs.order_by("-number_sort", "-pk")[: PAGE_SIZE + 1])
    more, rows = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    return _page(filters, rows, newer=bool(filters.before), older=more)


def counts(project: str) -> dict[str, Counter[str]]:
    """Return how many RFCs there are by phase and by status, at most a minute old."""
    key = f"rfcs:counts:{project}"
    known: dict[str, Counter[str]] | None = caches["local"].get(key)
    if known is not None:
        return known
    rfcs = Rfc.objects.filter(project__slug=project) if project else Rfc.objects.all()
    by: dict[str, Counter[str]] = {
        name: Counter()
        for name in ("phase", "status", "proposed", "label", "contradicted")
    }
    proposed = Count("pk", filter=~Q(proposed_in=""))
    contradicted = Count("pk", filter=contradictions.flagged())
    groups = rfcs.order_by().values_list("phase", "status")
    for phase, status, count, waiting, flagged in groups.annotate(
        Count("pk"), n=proposed, m=contradicted
    ):
        by["phase"][phase] += count
        by["proposed"]["yes"] += waiting
        by["proposed"]["no"] += count - waiting
        by["contradicted"]["yes"] += flagged
        if status:
            by["status"][status] += count
    by["label"] = _labels(project)
    caches["local"].set(key, by, COUNTS_SECONDS)
    return by


def _labels(project: str) -> Counter[str]:
    """Return how many RFCs of a project bear each label."""
    rows = Labelling.objects.filter(rfc__project__slug=project, taken_at=None)
    if not project:
        return Counter()
    counted = rows.order_by().values_list("label__slug").annotate(Count("pk"))
    return Counter(dict(counted))


def _condition(filters: Filters) -> Q:
    condition = Q()
    if filters.project:
        condition &= Q(project__slug=filters.project)
    if filters.phase:
        condition &= Q(phase=filters.phase)
    if filters.status:
        condition &= Q(status=filters.status)
    if filters.action:
        condition &= Q(action=filters.action)
    if filters.proposed in ("yes", "no"):
        landed = Q(proposed_in="")
        condition &= landed if filters.proposed == "no" else ~landed
    if filters.contradicted == "yes":
        condition &= Q(contradictions.flagged())
    if filters.label:
        on = Labelling.objects.filter(rfc=OuterRef("pk"), taken_at=None)
        condition &= Q(Exists(on.filter(label__slug=filters.label)))
    for word in filters.q.split():
        condition &= Q(title__icontains=word) | Q(number=word.lstrip("#"))
    return condition


def _page(
    filters: Filters, rows: list[dict[str, Any]], *, newer: bool, older: bool
) -> Page:
    if not rows:
        return Page(rows, older="", newer=filters.query(before="", after=""))
    return Page(
        rows,
        older=filters.query(before=_cursor(rows[-1]), after="") if older else "",
        newer=filters.query(before="", after=_cursor(rows[0])) if newer else "",
    )


def _cursor(row: dict[str, Any]) -> str:
    return f"{row['number_sort']}.{row['pk']}"


def _key(cursor: str) -> tuple[int, int]:
    number, _, pk = cursor.partition(".")
    if not (number.lstrip("-").isdecimal() and pk.isdecimal() and cursor.isascii()):
        raise InvalidInput("This page of the list does not exist: start from the top.")
    if len(cursor) > 36:
        raise InvalidInput("This page of the list does not exist: start from the top.")
    return int(number), int(pk)
