"""Documents of what people said: decisions, concerns, reviews, comments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from governance.models import Decision
from rfcs.models import Comment, CommentEdit, Concern, Review
from search.employers import Employers
from search.made import RULES, By, Kind, Made, shared
from search.models import Document


@dataclass(frozen=True)
class _Said:
    """Something that one person said at a moment."""

    row: Any
    by: Any
    at: datetime
    title: str
    body: str
    state: str = ""
    url: str = ""
    heading: str = ""
    number: str = ""
    project: int = 0
    rfc: int | None = None


def decisions(chosen: Q) -> list[Made]:
    """Return decisions by what was decided and why."""
    rows = Decision.objects.filter(chosen).select_related(
        "project", "ballot", "decided_by"
    )
    rows = rows.defer("ballot__frozen", "ballot__tally")
    rows = rows.prefetch_related("statements")
    return _by_people(
        Kind.DECISION,
        [
            _Said(
                row,
                row.decided_by,
                row.decided_at,
                f"Decision {row.number}: {row.ballot.subject_title}",
                row.standing_outcome,
                state=row.disposition,
                url=f"/decisions/{row.project.slug}/{row.number}/",
                heading=f"decision {row.number} {row.ballot.subject_title}",
                number=str(row.number),
                project=row.project_id,
                rfc=_key(row.ballot.subject_key)
                if row.ballot.subject_kind == "rfc"
                else None,
            )
            for row in rows
        ],
    )


def comments(chosen: Q) -> list[Made]:
    """Return comments in their newest words."""
    edits = CommentEdit.objects.filter(comment=OuterRef("pk")).order_by("-pk")
    settled = Case(
        When(thread__resolved_at=None, then=Value("open")), default=Value("resolved")
    )
    rows = (
        Comment.objects.filter(chosen)
        .select_related("rfc__project", "author")
        .annotate(
            words=Coalesce(Subquery(edits.values("body")[:1]), F("body")),
            settled=settled,
        )
    )
    return _of_rfc(
        Kind.COMMENT, rows, "author", "posted_at", "words", "comment", "settled"
    )


def reviews(chosen: Q) -> list[Made]:
    """Return reviews by their summaries."""
    rows = Review.objects.filter(chosen).select_related("rfc__project", "reviewer")
    return _of_rfc(
        Kind.REVIEW, rows, "reviewer", "posted_at", "summary", "review", "verdict"
    )


def concerns(chosen: Q) -> list[Made]:
    """Return concerns with what settled them."""
    rows = (
        Concern.objects.filter(chosen)
        .select_related("rfc__project", "raised_by")
        .annotate(told=Coalesce(F("settled_at"), F("raised_at")))
    )
    return _of_rfc(
        Kind.CONCERN, rows, "raised_by", "raised_at", "reason", "concern", "state"
    )


def _of_rfc(
    kind: Kind,
    rows: Iterable[Any],
    by: str,
    at: str,
    body: str,
    anchor: str,
    state: str = "",
) -> list[Made]:
    """Return talk of RFCs: it is titled by the RFC, and has no heading of its own."""
    said = []
    for row in rows:
        rfc = row.rfc
        page = f"/rfcs/{rfc.project.slug}/{rfc.slug}/#{anchor}-{row.pk}"
        title, text, heading = str(rfc), getattr(row, body), ""
        if kind == Kind.CONCERN:
            title, heading = f"{row.name} ({rfc})", row.name
            text = f"{row.reason}\n{row.settled_reason}".strip()
        said.append(
            _Said(
                row,
                getattr(row, by),
                getattr(row, at),
                title,
                text,
                state=str(getattr(row, state)) if state else "",
                url=page,
                heading=heading,
                project=rfc.project_id,
                rfc=rfc.pk,
            )
        )
    return _by_people(kind, said)


def _by_people(kind: Kind, said: list[_Said]) -> list[Made]:
    employers = Employers(each.by.pk for each in said)
    return [
        Made(
            Document(
                **shared(
                    kind,
                    each.row.pk,
                    each.project,
                    each.rfc,
                    each.at,
                    each.title,
                    each.body,
                ),
                number=each.number,
                state=each.state,
                url=each.url,
                version=str(RULES),
            ),
            each.heading,
            [By(each.by.name, each.by.pk, employers.at(each.by.pk, each.at))],
        )
        for each in said
    ]


def _key(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None
