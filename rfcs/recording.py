"""Write down what an import has read: all of it in one transaction, or nothing.

Revisions and states are only ever added. A document that is no longer there keeps
its page, and says since when it is gone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from core import cycles
from core.canonical import sha256_hex
from core.ids import new_id
from ledger import log
from mirror import bulk
from mirror.errors import RepositoryBusy
from mirror.models import Repository
from rfcs import addresses, landing, projections, relations, slugs, troubles
from rfcs.formats.registry import Selection
from rfcs.histories import Document, Said
from rfcs.metadata import order_of
from rfcs.models import Revision, Rfc, StateChange
from rfcs.tracking import Track

BATCH = 200
DERIVED = ("phase", "disposition", "resolution", "activity", "holder", "maturity")
STATED = (
    *("slug", "number", "number_sort", "path", "format", "title", "status"),
    *("process", *DERIVED, "authors", "created", "updated", "created_raw"),
    *("updated_raw", "relations", "discussion", "fields", "gone_at", "changed_at"),
    "proposed_in",
)
POINTED = ("current_revision_id", "revision_count")
REVISION_COLUMNS = (
    *("rfc_id", "index", "commit_oid", "blob_oid", "path", "markup", "title"),
    *("status", "author_name", "author_email", "subject", "committed_at", "entry_id"),
)
Item = TypeVar("Item")


@dataclass
class Findings:
    """What was read, to be written at once.

    ``complete`` when every document was read anew, not only those that changed;
    ``made`` are the texts that no blob of the mirror holds.
    """

    documents: list[Document] = field(default_factory=list)
    vanished: list[Track] = field(default_factory=list)
    complete: bool = False
    made: dict[str, bytes] = field(default_factory=dict)


@dataclass
class Entry:
    """A document and its row, with what the database knew of it before."""

    document: Document
    rfc: Rfc
    is_new: bool
    has_landed: bool = False
    indices: dict[str, int] = field(default_factory=dict)
    states: list[StateChange] = field(default_factory=list)

    def fresh(self) -> list[Said]:
        """Return the steps that are not revisions yet."""
        return [
            said
            for said in self.document.said
            if said.moment.commit_oid not in self.indices
        ]


@cycles.uncollected()
@transaction.atomic
def record(repository: Repository, selection: Selection, findings: Findings) -> int:
    """Write everything that was read; return how many revisions are new."""
    now = timezone.now()
    _claim(repository)
    known = known_documents(repository, selection)
    entries = _entries(repository, findings.documents, known)
    stale = {entry.rfc.path for entry in entries}
    _choose_slugs(repository, entries)
    for entry in entries:
        _state(entry, now)
    _store(entries)
    relations.replace([entry.rfc for entry in entries])
    moved = [entry.rfc for entry in entries if not entry.is_new and entry.fresh()]
    revisions = _add_revisions(entries)
    projections.ask_for(moved)
    if findings.complete:
        _forget_states(entries)
    _add_states(entries)
    landing.adopted([e.rfc for e in entries if e.has_landed], at=now)
    gone = _part(findings, known, now)
    stale |= {entry.rfc.path for entry in entries} | {rfc.path for rfc in gone}
    troubles.replace(
        repository,
        [(entry.document, entry.rfc) for entry in entries],
        None if findings.complete else stale,
    )
    if entries or gone:
        _log(repository, len(entries), revisions, len(gone))
    Repository.objects.filter(pk=repository.pk).update(imported_oid=repository.head_oid)
    repository.imported_oid = repository.head_oid
    return revisions


def _claim(repository: Repository) -> None:
    row = Repository.objects.select_for_update().get(pk=repository.pk)
    if row.imported_oid != repository.imported_oid:
        raise RepositoryBusy(f"Another import of {repository.name} was faster.")


def known_documents(repository: Repository, selection: Selection) -> dict[str, Rfc]:
    """Return the rows of what the branch has or had, by the key of their document."""
    rows = Rfc.objects.filter(repository=repository, proposed_in="")
    found: dict[str, Rfc] = {}
    rows = rows.order_by("-gone_at", "pk")
    for rfc in sorted(rows, key=lambda rfc: rfc.gone_at is None):
        place = selection.place(rfc.path)
        found[place.key if place else rfc.path] = rfc
    return found


def _entries(
    repository: Repository, documents: Sequence[Document], known: dict[str, Rfc]
) -> list[Entry]:
    """Pair documents with their rows; what stays in ``known`` was not read."""
    entries = []
    waiting = landing.Waiting(repository)
    for document in documents:
        track = document.track
        rfc = known.pop(track.origin or track.key, None)
        proposed = waiting.claim(document) if rfc is None else None
        found = rfc or proposed
        new = Rfc(project_id=repository.project_id, repository=repository)
        entries.append(Entry(document, found or new, found is None, bool(proposed)))
    by_pk = {entry.rfc.pk: entry for entry in entries if not entry.is_new}
    for pks in _batches(list(by_pk)):
        rows = Revision.objects.filter(rfc__in=pks)
        for pk, oid, index in rows.values_list("rfc", "commit_oid", "index"):
            by_pk[pk].indices[oid] = index
        for change in StateChange.objects.filter(rfc__in=pks):
            by_pk[change.rfc_id].states.append(change)
    return entries


def _choose_slugs(repository: Repository, entries: Sequence[Entry]) -> None:
    """Keep addresses; a document that got its number moves to it."""
    addresses.hold(repository.project_id)
    rows = Rfc.objects.filter(project=repository.project_id)
    taken = set(rows.values_list("slug", flat=True))
    for entry in entries:
        metadata, path = entry.document.metadata, entry.document.now.path
        same = entry.rfc.number == metadata.number
        settled = same or not slugs.wanted(metadata.number)
        if settled and not entry.is_new and not entry.has_landed:
            continue
        taken.discard(entry.rfc.slug)
        entry.rfc.slug = slugs.choose(metadata.number, path, taken)
        taken.add(entry.rfc.slug)


def _state(entry: Entry, now: datetime) -> None:
    """Let the row state what the document says."""
    if not _is_decided_here(entry):
        for axis, value in entry.document.now.state.as_dict().items():
            setattr(entry.rfc, axis, value)
    put_down(entry.rfc, entry.document, now)
    entry.rfc.proposed_in = ""


def put_down(rfc: Rfc, document: Document, now: datetime) -> None:
    """Let the row say what the document says, but for where it stands."""
    metadata, said = document.metadata, document.now
    rfc.number = metadata.number
    rfc.number_sort = order_of(metadata.number)
    rfc.path, rfc.title, rfc.status = said.path, said.title, said.status
    rfc.format = document.format.name
    rfc.process = document.process
    rfc.authors = [author.as_dict() for author in metadata.authors]
    rfc.created, rfc.created_raw = metadata.created, metadata.created_raw[:100]
    rfc.updated, rfc.updated_raw = metadata.updated, metadata.updated_raw[:100]
    rfc.relations = {key: list(values) for key, values in metadata.relations.items()}
    rfc.discussion = list(metadata.discussion)
    rfc.fields = dict(metadata.fields)
    rfc.gone_at = None
    rfc.changed_at = now


def _is_decided_here(entry: Entry) -> bool:
    """Whether a decision moved the state and the source has said nothing new since."""
    if not entry.states or entry.states[-1].decision_number is None:
        return False
    stated = [row for row in entry.states if row.decision_number is None]
    return bool(stated) and _word(stated[-1]) == _word_of(entry.document.now)


def _word(row: StateChange) -> tuple[str | None, str, str]:
    return row.status, row.phase, row.resolution


def _word_of(said: Said) -> tuple[str | None, str, str]:
    return said.status, said.state.phase, said.state.resolution


def _store(entries: Sequence[Entry]) -> None:
    new = [entry.rfc for entry in entries if entry.is_new]
    Rfc.objects.bulk_create(new, batch_size=BATCH)
    old = [entry.rfc for entry in entries if not entry.is_new]
    Rfc.objects.bulk_update(old, STATED, batch_size=50)


def _add_revisions(entries: Sequence[Entry]) -> int:
    """Add what is new and point every row at the revision of its head."""
    added = 0
    rows: list[tuple[Any, ...]] = []
    for entry in entries:
        index = max(entry.indices.values(), default=0)
        for said in entry.fresh():
            index += 1
            entry.indices[said.moment.commit_oid] = index
            rows.append(_revision(entry.rfc.pk, index, said))
            added += 1
        entry.rfc.revision_count = index
    bulk.insert(Revision, REVISION_COLUMNS, rows)
    _point(entries)
    return added


def _revision(rfc: int, index: int, said: Said) -> tuple[Any, ...]:
    moment = said.moment
    return (
        rfc,
        index,
        moment.commit_oid,
        said.blob_oid,
        said.path,
        said.markup,
        said.title,
        said.status,
        moment.author_name[:300],
        moment.author_email[:300],
        moment.subject[:500],
        moment.committed_at,
        new_id(),
    )


def _point(entries: Sequence[Entry]) -> None:
    heads = {
        (entry.rfc.pk, entry.document.now.moment.commit_oid): entry for entry in entries
    }
    for keys in _batches(list(heads)):
        pks, oids = zip(*keys, strict=True)
        rows = Revision.objects.filter(rfc__in=pks, commit_oid__in=oids)
        for pk, rfc, oid in rows.values_list("pk", "rfc", "commit_oid"):
            if entry := heads.get((rfc, oid)):
                entry.rfc.current_revision_id = pk
    rfcs = [entry.rfc for entry in entries]
    pointed = [(rfc.current_revision_id, rfc.revision_count, rfc.pk) for rfc in rfcs]
    bulk.update(Rfc, POINTED, pointed)


def _forget_states(entries: Sequence[Entry]) -> None:
    """Drop what the commits said as it was read before: it is read anew."""
    for entry in entries:
        read = {said.moment.commit_oid for said in entry.document.said}
        stale = [
            row.pk
            for row in entry.states
            if row.decision_number is None and row.commit_oid in read
        ]
        if stale:
            StateChange.objects.filter(pk__in=stale).delete()
            entry.states = [row for row in entry.states if row.pk not in set(stale)]


def _add_states(entries: Sequence[Entry]) -> None:
    """Add a row for every time the source began to say something else."""
    rows = []
    for entry in entries:
        stated = [row for row in entry.states if row.decision_number is None]
        recorded = {row.commit_oid for row in stated}
        last = _word(stated[-1]) if stated else None
        for said in entry.document.said:
            word, moment = _word_of(said), said.moment
            if word == last or moment.commit_oid in recorded:
                continue
            last = word
            status, phase, resolution = word
            rows.append(
                StateChange(
                    rfc=entry.rfc,
                    status=status,
                    phase=phase,
                    resolution=resolution,
                    entered_at=moment.landed_at,
                    commit_oid=moment.commit_oid,
                )
            )
    StateChange.objects.bulk_create(rows, batch_size=BATCH)


def _part(findings: Findings, known: dict[str, Rfc], now: datetime) -> list[Rfc]:
    """Mark the documents that are no longer there; return them."""
    gone: list[Rfc] = []
    since = {track.origin: track.ended for track in findings.vanished}
    for key, rfc in known.items():
        if rfc.gone_at is not None or not (findings.complete or key in since):
            continue
        ended = since.get(key)
        rfc.gone_at = ended.landed_at if ended else now
        rfc.changed_at = now
        gone.append(rfc)
    Rfc.objects.bulk_update(gone, ["gone_at", "changed_at"], batch_size=BATCH)
    return gone


def _log(repository: Repository, documents: int, revisions: int, vanished: int) -> None:
    """Put on record what the repository's documents are now, by one digest."""
    heads = Rfc.objects.filter(repository=repository, gone_at=None, proposed_in="")
    lines = heads.values_list("path", "current_revision__blob_oid")
    listing = "".join(f"{blob} {path}\n" for path, blob in sorted(lines))
    body = {
        "commit": repository.head_oid,
        "repository": repository.name,
        "documents": documents,
        "revisions": revisions,
        "vanished": vanished,
        "digest": sha256_hex(listing.encode()),
    }
    subject = f"repository:{repository.name}"
    log.append("rfc.mirrored", body, entry_id=new_id(), subject=subject)


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
