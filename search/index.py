"""Keep the index in step with what it is made from.

Talk and decisions come by the log: every one of them ends with an entry, and the
entries that were not read yet are read in their order, so that nothing is missed
and a crash only repeats work. Texts and milestones come by the import of their
repository, which compares versions. All of it can be made anew at any time.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from ledger.models import Entry as LogEntry
from mirror.models import Repository
from rfcs.models import Rfc
from roadmap.models import Milestone
from search import engine, making
from search.made import Made
from search.models import Credit, Document, Position
from search.words import words

BATCH = 100
READ_AT_ONCE = 500
Kind = Document.Kind
Progress = Callable[[str, int, int], None]

_BY_LOG: dict[str, tuple[Kind, str]] = {
    "comment.posted": (Kind.COMMENT, "entry_id"),
    "comment.edited": (Kind.COMMENT, "edits__entry_id"),
    "thread.settled": (Kind.COMMENT, "thread__events__entry_id"),
    "review.posted": (Kind.REVIEW, "entry_id"),
    "concern.raised": (Kind.CONCERN, "entry_id"),
    "concern.settled": (Kind.CONCERN, "settled_entry_id"),
    "decision.made": (Kind.DECISION, "entry_id"),
    "decision.restated": (Kind.DECISION, "statements__entry_id"),
}
STATED_BY_LOG = "rfc.state"


def catch_up() -> int:
    """Read what the log says since the last time; return how many entries."""
    read = 0
    while batch := _read_batch():
        read += batch
    return read


@transaction.atomic
def _read_batch() -> int:
    position = _position()
    rows = list(
        LogEntry.objects.filter(index__gte=position.size)
        .order_by("index")
        .values_list("kind", "entry_id", "subject")[:READ_AT_ONCE]
    )
    for kind, (of, column) in _BY_LOG.items():
        if told := [entry_id for said, entry_id, _ in rows if said == kind]:
            # Two entries may tell of one row, which is made once.
            named = making.SOURCES[of]._base_manager.filter(**{f"{column}__in": told})
            _put(making.of(of, Q(pk__in=named.values("pk"))))
    moved = {subject for kind, _, subject in rows if kind == STATED_BY_LOG}
    keys = [subject.removeprefix("rfc:") for subject in moved]
    if pks := [int(key) for key in keys if key.isascii() and key.isdecimal()]:
        _put(making.of(Kind.RFC, Q(pk__in=pks)))
    if rows:
        position.size = F("size") + len(rows)
        position.save()
    return len(rows)


def _position() -> Position:
    """Return the one row, locked: of two readers the second waits."""
    Position.objects.get_or_create(pk=1)
    return Position.objects.select_for_update().get(pk=1)


def index_repository(repository: Repository) -> int:
    """Take in the RFCs and milestones of a repository that changed; return how many."""
    changed = _changed(Kind.RFC, Rfc.objects.filter(repository=repository))
    changed += _changed(Kind.MILESTONE, Milestone.objects.filter(repository=repository))
    return changed


def rebuild(*, progress: Progress | None = None) -> int:
    """Make the whole index anew; return how many documents it holds."""
    with transaction.atomic():
        position = _position()
        position.size = LogEntry.objects.count()
        position.save()
    for kind, model in making.SOURCES.items():
        rows = model._base_manager.order_by("pk")
        pks = list(rows.values_list("pk", flat=True))
        _forget(Document.objects.filter(kind=kind).exclude(key__in=rows.values("pk")))
        for start in range(0, len(pks), BATCH):
            with transaction.atomic():
                _put(making.of(kind, Q(pk__in=pks[start : start + BATCH])))
            if progress:
                progress(str(kind), min(start + BATCH, len(pks)), len(pks))
    return Document.objects.count()


def _changed(kind: Kind, rows: Any) -> int:
    """Take in those rows whose version is not the one that is indexed."""
    known = dict(Document.objects.filter(kind=kind).values_list("key", "version"))
    versions = making.versions(kind, rows)
    stale = [pk for pk, version in versions.items() if known.get(pk) != version]
    for start in range(0, len(stale), BATCH):
        with transaction.atomic():
            _put(making.of(kind, Q(pk__in=stale[start : start + BATCH])))
    return len(stale)


def _put(made: Sequence[Made]) -> None:
    """Write documents, whom they are by, and their words."""
    if not made:
        return
    documents = [each.document for each in made]
    columns = [
        field.name
        for field in Document._meta.concrete_fields
        if field.name not in ("id", "kind", "key")
    ]
    Document.objects.bulk_create(
        documents,
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=columns,
    )
    kept = Document.objects.filter(
        kind=documents[0].kind, key__in=[row.key for row in documents]
    )
    pks = dict(kept.values_list("key", "pk"))
    Credit.objects.filter(document__in=pks.values()).delete()
    Credit.objects.bulk_create(
        Credit(
            document_id=pks[each.document.key],
            name=credit.name[:200],
            contributor_id=credit.contributor,
            organisation_id=credit.organisation,
        )
        for each in made
        for credit in each.credits
    )
    engine.engine().put([_entry(pks[each.document.key], each) for each in made])


def _entry(pk: int, made: Made) -> engine.Entry:
    people = " ".join(credit.name for credit in made.credits)
    return engine.Entry(
        pk, words(made.heading), words(people), words(made.document.body)
    )


def _forget(documents: Iterable[Document]) -> None:
    pks = [document.pk for document in documents]
    engine.engine().drop(pks)
    Document.objects.filter(pk__in=pks).delete()
