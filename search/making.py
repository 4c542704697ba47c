"""Make documents of what the rooms below hold: title, text, state, whom it is by."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from contributors.mailmap import address_key
from contributors.models import Affiliation, Identity
from governance.models import Decision
from rfcs.models import Comment, CommentEdit, Concern, Review, Rfc, Text
from roadmap.models import Milestone
from search.models import Document
from search.words import fold, visible

MOST_TEXT = 400_000
RULES = 2
"""Grows with every change that should take texts in again."""

Kind = Document.Kind
SOURCES: Mapping[Kind, type[models.Model]] = {
    Kind.RFC: Rfc,
    Kind.DECISION: Decision,
    Kind.MILESTONE: Milestone,
    Kind.CONCERN: Concern,
    Kind.REVIEW: Review,
    Kind.COMMENT: Comment,
}


@dataclass(frozen=True)
class By:
    """A person whom it is by; known to the record or by name alone."""

    name: str
    contributor: int | None = None
    organisation: int | None = None


@dataclass(frozen=True)
class Made:
    """A document that is not written yet.

    ``heading`` holds what counts as its title when results are put in order.
    """

    document: Document
    heading: str = ""
    credits: list[By] = field(default_factory=list)


def of(kind: Kind, chosen: Q) -> list[Made]:
    """Return the documents of the rows that were chosen, in few queries."""
    return _MAKERS[kind](chosen)


def versions(kind: Kind, rows: Any) -> dict[int, str]:
    """Return what changes when a document would, without reading any text."""
    columns = _VERSIONED[kind]
    return {
        row[0]: _version(row[1:]) for row in rows.values_list("pk", *columns).iterator()
    }


_VERSIONED: dict[Kind, tuple[str, ...]] = {
    Kind.RFC: ("slug", "phase", "resolution", "current_revision", "gone_at"),
    Kind.MILESTONE: ("blob_oid", "commit_oid", "state", "gone_at"),
}


def _version(values: Iterable[object]) -> str:
    return "/".join(str(value) for value in (RULES, *values))[-100:]


def _rfcs(chosen: Q) -> list[Made]:
    rows = list(
        Rfc.objects.filter(chosen).select_related("project", "current_revision")
    )
    texts = _texts(rows)
    addresses = {
        address_key(author["email"])
        for rfc in rows
        for author in rfc.authors
        if author.get("email")
    }
    known = dict(
        Identity.objects.filter(email__in=addresses).values_list("email", "contributor")
    )
    employers = Employers(pk for pk in known.values() if pk)
    made = []
    for rfc in rows:
        revision = rfc.current_revision
        at = revision.committed_at if revision else rfc.changed_at
        day = rfc.created or at.date()
        body = texts.get((revision.blob_oid, revision.markup), "") if revision else ""
        credits = []
        for author in rfc.authors:
            person = known.get(address_key(author.get("email") or ""))
            name = author.get("name") or author.get("handle") or ""
            if name:
                credits.append(By(name, person, employers.at(person, at)))
        document = Document(
            **_shared(Kind.RFC, rfc.pk, rfc.project_id, rfc.pk, at, rfc.title, body),
            number=rfc.number,
            sought_number=fold(rfc.number) if rfc.number else "",
            state=rfc.phase,
            url=f"/rfcs/{rfc.project.slug}/{rfc.slug}/",
            version=_version(_row(rfc, _VERSIONED[Kind.RFC])),
        )
        document.year = day.year
        heading = f"{rfc.process} RFC {rfc.number} {rfc.title}"
        made.append(Made(document, heading, credits))
    return made


def _texts(rows: Iterable[Rfc]) -> dict[tuple[str, str], str]:
    blobs = [row.current_revision.blob_oid for row in rows if row.current_revision]
    found = Text.objects.filter(blob_oid__in=blobs)
    return {
        (blob, markup): "\n".join(block["text"] for block in blocks) or source
        for blob, markup, blocks, source in found.values_list(
            "blob_oid", "markup", "blocks", "source"
        )
    }


def _decisions(chosen: Q) -> list[Made]:
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


def _milestones(chosen: Q) -> list[Made]:
    made = []
    for row in Milestone.objects.filter(chosen).select_related("project", "repository"):
        at = row.committed_at or row.repository.added_at
        criteria = "\n".join(map(_plain, row.criteria))
        body = f"{row.summary}\n{criteria}"
        shared = _shared(
            Kind.MILESTONE, row.pk, row.project_id, row.rfc_id, at, row.title, body
        )
        document = Document(
            **shared,
            state="gone" if row.gone_at else row.state,
            url=row.get_absolute_url(),
            version=_version(_row(row, _VERSIONED[Kind.MILESTONE])),
        )
        if row.target_date:
            document.year = row.target_date.year
        credits = [By(name) for name in {row.owner, row.champion} if name]
        made.append(Made(document, f"{row.key} {row.title}", credits))
    return made


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(map(_plain, value.values()))
    return value if isinstance(value, str) else ""


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


def _comments(chosen: Q) -> list[Made]:
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


def _reviews(chosen: Q) -> list[Made]:
    rows = Review.objects.filter(chosen).select_related("rfc__project", "reviewer")
    return _of_rfc(
        Kind.REVIEW, rows, "reviewer", "posted_at", "summary", "review", "verdict"
    )


def _concerns(chosen: Q) -> list[Made]:
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
                **_shared(
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


class Employers:
    """Whom people worked for, read at once for all of them."""

    def __init__(self, contributors: Iterable[int]) -> None:
        self._posts: dict[int, list[Affiliation]] = {}
        rows = Affiliation.objects.filter(
            contributor__in=set(contributors), withdrawn_at=None
        ).order_by("since", "pk")
        for row in rows:
            self._posts.setdefault(row.contributor_id, []).append(row)

    def at(self, contributor: int | None, moment: datetime) -> int | None:
        """Return the organisation of a person at a moment, if they declared one."""
        day, found = moment.astimezone(UTC).date(), None
        for post in self._posts.get(contributor or 0, ()):
            if post.since <= day and (post.until is None or post.until > day):
                found = post.organisation_id
        return found


def _shared(
    kind: Kind,
    key: int,
    project: int,
    rfc: int | None,
    at: datetime,
    title: str,
    body: str,
) -> dict[str, Any]:
    return {
        "kind": kind,
        "key": key,
        "project_id": project,
        "rfc_id": rfc,
        "happened_at": at,
        "year": at.year,
        "title": visible(title)[:1000],
        "body": visible(body)[:MOST_TEXT],
    }


def _row(row: models.Model, columns: Iterable[str]) -> list[object]:
    names = (f"{name}_id" if name == "current_revision" else name for name in columns)
    return [getattr(row, name) for name in names]


def _key(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None


_MAKERS: dict[Kind, Callable[[Q], list[Made]]] = {
    Kind.RFC: _rfcs,
    Kind.DECISION: _decisions,
    Kind.MILESTONE: _milestones,
    Kind.CONCERN: _concerns,
    Kind.REVIEW: _reviews,
    Kind.COMMENT: _comments,
}
