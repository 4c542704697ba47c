"""A large community, made of rows alone, for measuring pages."""

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache

from django.db import transaction

from contributors.models import Contributor
from core.markup import Rendered, render, render_comment
from mirror.models import Project, Repository
from rfcs.models import Comment, Review, Revision, Rfc, Text, Thread
from rfcs.texts import RENDERER

START = datetime(2023, 1, 2, 9, tzinfo=UTC)
PHASES = ("draft", "review", "final_comment", "accepted", "released", "closed")
KINDS = 20
SENTENCE = (
    "The scheduler hands each queue a share of the device and takes it back when "
    "the lease of its owner ends, so that no process can hold memory for ever. "
)


@transaction.atomic
def fill(*, rfcs: int, revisions: int, comments: int) -> Rfc:
    """Fill an empty database; return an RFC that has exactly fifty comments."""
    project = Project.objects.create(slug="bench", name="Bench", created_at=START)
    repository = Repository.objects.create(
        project=project,
        name="bench",
        url="https://example.org/bench",
        holds_rfcs=True,
        added_at=START,
    )
    people = Contributor.objects.bulk_create(
        Contributor(name=f"Person {n}", created_at=START) for n in range(200)
    )
    per_rfc = revisions // rfcs
    rows = Rfc.objects.bulk_create(
        _rfc(project, repository, number, per_rfc) for number in range(1, rfcs + 1)
    )
    for row in rows:
        _history(row, per_rfc)
    heads = {row.rfc_id: row for row in Revision.objects.filter(index=per_rfc)}
    for row in rows:
        row.current_revision = heads[row.pk]
    Rfc.objects.bulk_update(rows, ["current_revision"], batch_size=500)
    busy = rows[rfcs // 2]
    for row in rows:
        _talk(row, people, 50 if row is busy else comments // rfcs)
    _review(busy, people[:8])
    return busy


def oid(*parts: object) -> str:
    """Return a made-up object id."""
    return hashlib.sha1(repr(parts).encode(), usedforsecurity=False).hexdigest()


def _rfc(project: Project, repository: Repository, number: int, count: int) -> Rfc:
    return Rfc(
        project=project,
        repository=repository,
        slug=str(number),
        number=f"{number:04}",
        number_sort=number,
        path=f"text/{number:04}.md",
        format="althing",
        title=f"A proposal on queues, memory and leases, no. {number}",
        status="Draft",
        process="althing",
        phase=PHASES[number % len(PHASES)],
        authors=[{"name": f"Person {number % 200}"}],
        created=START.date(),
        updated=START.date(),
        revision_count=count,
        comment_count=30,
        changed_at=START + timedelta(hours=number),
    )


def _history(row: Rfc, count: int) -> None:
    Revision.objects.bulk_create(
        Revision(
            rfc=row,
            index=index,
            commit_oid=oid(row.pk, index, "c"),
            blob_oid=oid(row.pk, index, "b"),
            path=row.path,
            markup="markdown",
            title=row.title,
            status="Draft",
            author_name="Person",
            author_email="",
            subject="Say it more clearly.",
            committed_at=START + timedelta(hours=row.number_sort, minutes=index),
        )
        for index in range(1, count + 1)
    )
    kind = row.number_sort % KINDS
    rendered = _rendered(kind)
    Text.objects.create(
        blob_oid=oid(row.pk, count, "b"),
        markup="markdown",
        renderer=RENDERER,
        source=_source(kind),
        html=rendered.html,
        outline=rendered.outline,
        blocks=rendered.blocks,
    )


def _source(kind: int) -> str:
    sections = (
        f"## Part {part} of kind {kind}\n\n"
        + "\n\n".join(
            f"{SENTENCE * 3}Paragraph {part}.{paragraph}." for paragraph in range(4)
        )
        for part in range(8)
    )
    return "# A proposal\n\n" + "\n\n".join(sections)


@cache
def _rendered(kind: int) -> Rendered:
    return render(_source(kind), "markdown")


def _talk(row: Rfc, people: list[Contributor], count: int) -> None:
    blocks = _rendered(row.number_sort % KINDS).blocks
    threads = Thread.objects.bulk_create(
        Thread(
            rfc=row,
            revision=row.current_revision,
            started_by=people[n],
            started_at=START,
            block=blocks[(n * 3) % len(blocks)]["id"],
        )
        for n in range(max(1, count // 3))
    )
    html = _comment()
    Comment.objects.bulk_create(
        Comment(
            rfc=row,
            thread=threads[n % len(threads)],
            author=people[n],
            body=SENTENCE,
            html=html,
            posted_at=START,
        )
        for n in range(count)
    )


@cache
def _comment() -> str:
    return render_comment(SENTENCE)


def _review(row: Rfc, people: list[Contributor]) -> None:
    Review.objects.bulk_create(
        Review(
            rfc=row,
            revision=row.current_revision,
            reviewer=person,
            weight="5/2",
            verdict=Review.Verdict.APPROVE,
            posted_at=START,
        )
        for person in people
    )
