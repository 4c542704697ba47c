"""The log's one door: append, sequence, find, prove."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from core import jobs
from ledger import entries as schema
from ledger import receipt as receipts
from ledger import sequencer, tree
from ledger.errors import EntryIdTaken, NoSuchEntry
from ledger.models import Checkpoint, Entry, Pending

JOB = "ledger.sequence"


def append(
    kind: str,
    body: dict[str, Any],
    *,
    entry_id: str,
    subject: str = "",
    actor: str = "",
) -> None:
    """Write an entry to be sequenced, in the caller's transaction.

    The same entry again changes nothing; other data under a known id raises
    ``EntryIdTaken``. What the schema does not allow raises ``EntryRefused``.
    """
    data = schema.draft(kind, body, entry_id=entry_id, subject=subject, actor=actor)
    row = Pending(
        entry_id=entry_id,
        kind=kind,
        subject=subject,
        data=data,
        created_at=timezone.now(),
    )
    with transaction.atomic():
        # Insert first, look second: an equal entry that is sequenced in between
        # is then seen in one table or the other.
        Pending.objects.bulk_create([row], ignore_conflicts=True)
        _require_same(entry_id, data)
        _ring_after_commit()


def _require_same(entry_id: str, data: bytes) -> None:
    waiting = Pending.objects.filter(entry_id=entry_id).first()
    logged = Entry.objects.filter(entry_id=entry_id).first()
    if logged is not None:
        Pending.objects.filter(entry_id=entry_id).delete()
        known = schema.without_time(bytes(logged.data))
    else:
        known = bytes(waiting.data) if waiting else b""
    if known != data:
        raise EntryIdTaken(f"Entry {entry_id} is in the log with other data.")


def _ring_after_commit() -> None:
    """Ask for sequencing once this transaction is committed, and only once.

    After, not within: a queued job may be claimed before this transaction commits,
    and its unique key would then have swallowed ours. Should the process die in
    between, the timetable's bell finds the pending entry.
    """
    if not any(entry[1] is _ring for entry in connection.run_on_commit):
        transaction.on_commit(_ring)


def _ring() -> None:
    jobs.enqueue(JOB, key="ledger")


def sequence() -> Checkpoint | None:
    """Give all pending entries their index; return the newest checkpoint made.

    ``None`` says that nothing was pending. Not within a transaction.
    """
    return sequencer.sequence()


def find(entry_id: str) -> Entry | None:
    """Return the entry of an id, once it is sequenced."""
    return Entry.objects.filter(entry_id=entry_id).first()


def is_pending(entry_id: str) -> bool:
    """Whether an entry of this id waits to be sequenced."""
    return Pending.objects.filter(entry_id=entry_id).exists()


def opening() -> Entry | None:
    """Return entry 0, which names the log's origin and key."""
    return Entry.objects.filter(index=0).first()


def get(index: int) -> Entry:
    """Return the entry at ``index``; raise ``NoSuchEntry`` beyond the log's end."""
    entry = Entry.objects.filter(index=index).first()
    if entry is None:
        raise NoSuchEntry(f"The log has no entry {index}.")
    return entry


def indices(entry_ids: Iterable[str]) -> dict[str, int]:
    """Return the index of each id that is sequenced, in one query."""
    rows = Entry.objects.filter(entry_id__in=list(entry_ids))
    return dict(rows.values_list("entry_id", "index"))


def entries(subject: str) -> QuerySet[Entry]:
    """Return the entries about a subject, oldest first."""
    return Entry.objects.filter(subject=subject).order_by("index")


def written() -> int:
    """Return how many entries were ever written, those that wait included."""
    return tree.head().size + Pending.objects.count()


def newest_checkpoint() -> Checkpoint | None:
    """Return the newest signed checkpoint."""
    return Checkpoint.objects.order_by("-size").first()


def checkpoint_at(size: int) -> Checkpoint:
    """Return the checkpoint of exactly this size; raise ``NoSuchEntry`` if none."""
    found = Checkpoint.objects.filter(size=size).first()
    if found is None:
        raise NoSuchEntry(f"No checkpoint of size {size} was signed.")
    return found


def proof(index: int, size: int) -> list[bytes]:
    """Return the audit path of entry ``index`` in the log of ``size``."""
    return tree.inclusion_proof(index, size)


def consistency(old: int, new: int) -> list[bytes]:
    """Return the proof that the log of ``new`` extends that of ``old``."""
    return tree.consistency_proof(old, new)


def receipt(index: int, *, size: int | None = None) -> bytes:
    """Return the entry's receipt (``tlog-proof@v1``) under a kept checkpoint.

    The newest checkpoint by default; raises ``NoSuchEntry`` where it has none.
    """
    signed = newest_checkpoint() if size is None else checkpoint_at(size)
    if signed is None:
        raise NoSuchEntry("Nothing is logged yet.")
    path = tuple(tree.inclusion_proof(index, signed.size))
    return receipts.write(receipts.Receipt(index, path, bytes(signed.note)))
