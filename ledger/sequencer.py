"""Give pending entries their index: one transaction, one batch, one checkpoint."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core.canonical import canonical_hash
from ledger import entries, keys, merkle, signing, tiles, tree
from ledger.errors import LedgerStopped
from ledger.models import Checkpoint, Entry, Head, Pending, Tile
from ledger.note import Signer
from ledger.signing import Batch
from ledger.tiles import HEIGHT, WIDTH

BATCH = 1_000
_LOCK = 0x416C7468696E67  # PostgreSQL's advisory lock: the word "Althing"


@dataclass(frozen=True)
class Draft:
    """An entry without its time, and what finds it again."""

    entry_id: str
    kind: str
    subject: str
    content: dict[str, Any]


def sequence() -> Checkpoint | None:
    """Sequence all that is pending; return the newest checkpoint made, if any.

    Raises ``LedgerStopped`` or ``KeyRefused`` rather than sign a second history.
    """
    newest = None
    while made := sequence_batch():
        newest = made
    return newest


@transaction.atomic(durable=True)
def sequence_batch() -> Checkpoint | None:
    """Sequence up to a thousand entries; return their checkpoint, or ``None``.

    Durable, because the signer remembers the batch for ever: an outer transaction
    that rolled it back would stop the log.
    """
    _lock()
    if not Pending.objects.exists():
        return None
    signer = keys.ensure()
    head = tree.head()
    _require_same_log(signer, head)
    drafts, time = _choose(signer, head)
    return _append(signer, head, drafts, time)


def _lock() -> None:
    """Let one sequencer in at a time, and commit to disk before answering.

    SQLite needs nothing here: its transactions begin IMMEDIATE and sync in full.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            cursor.execute("SET LOCAL synchronous_commit = on")


def _require_same_log(signer: Signer, head: Head) -> None:
    if head.size == 0:
        return
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None or (newest.size, bytes(newest.root)) != (
        head.size,
        bytes(head.root),
    ):
        raise LedgerStopped("The log's head is not its newest checkpoint.")
    body = json.loads(bytes(Entry.objects.get(index=0).data))["body"]
    if (body["origin"], body["vkey"]) != (signer.name, signer.verifier.vkey):
        raise LedgerStopped(
            f"This log was opened by {body['vkey']}, but the key is "
            f"{signer.verifier.vkey}. Put the log's own key back; a log keeps its "
            "origin and key for ever."
        )


def _choose(signer: Signer, head: Head) -> tuple[list[Draft], str]:
    """Return what to append now and its time: usually all that is pending."""
    last = signing.last()
    if last is not None and last.size > head.size:
        return _choose_again(last, signer, head)
    if last is not None:
        _require_agreement(last, head)
    rows = Pending.objects.order_by("pk")
    if head.size:
        return _drafts(rows[:BATCH]), _now(head)
    return [_opening(signer), *_drafts(rows[: BATCH - 1])], _now(head)


def _choose_again(last: Batch, signer: Signer, head: Head) -> tuple[list[Draft], str]:
    """Return the batch that was signed but never committed, exactly as it was."""
    waiting = {
        draft.entry_id: draft
        for draft in _drafts(Pending.objects.filter(entry_id__in=last.entry_ids))
    }
    if head.size == 0:
        opening = _opening(signer)
        waiting[opening.entry_id] = opening
    known = (last.old_size, last.old_root) == (head.size, bytes(head.root).hex())
    if not known or any(entry_id not in waiting for entry_id in last.entry_ids):
        raise LedgerStopped(
            f"The signer has signed a log of size {last.size}, but the database holds "
            f"{head.size} entries: it was rolled back or restored from a backup. "
            "Signing now would fork the log. Restore the newest database; "
            "docs/operations.md tells how."
        )
    return [waiting[entry_id] for entry_id in last.entry_ids], last.time


def _require_agreement(last: Batch, head: Head) -> None:
    if tree.root_at(last.size).hex() != last.root:
        raise LedgerStopped(
            f"The signer has signed another root at size {last.size} than the "
            "database holds. Signing now would fork the log; run `ledger fsck`."
        )


def _opening(signer: Signer) -> Draft:
    body = {"origin": signer.name, "vkey": signer.verifier.vkey}
    entry_id = canonical_hash(body)[:32]
    data = entries.draft("log.open", body, entry_id=entry_id, subject="", actor="")
    return Draft(entry_id, "log.open", "", json.loads(data))


def _drafts(rows: Iterable[Pending]) -> list[Draft]:
    return [
        Draft(row.entry_id, row.kind, row.subject, json.loads(bytes(row.data)))
        for row in rows
    ]


def _now(head: Head) -> str:
    """Return the batch's time; a clock that was set back does not take it back."""
    now = timezone.now()
    if head.size:
        now = max(now, Entry.objects.get(index=head.size - 1).created_at)
    return f"{now:%Y-%m-%dT%H:%M:%SZ}"


def _append(signer: Signer, head: Head, drafts: list[Draft], time: str) -> Checkpoint:
    rows = _entries(drafts, head.size, time)
    leaves = [bytes(row.leaf_hash) for row in rows]
    growth = tiles.grow(tree.edge(head.size), head.size, leaves)
    size, root = head.size + len(rows), tiles.root_of_edge(growth.edge)
    batch = Batch(
        origin=signer.name,
        old_size=head.size,
        old_root=bytes(head.root).hex(),
        size=size,
        root=root.hex(),
        time=time,
        entry_ids=[draft.entry_id for draft in drafts],
    )
    _write_entries(rows)
    _write_tiles(growth, size)
    _write_head(size, root)
    # Signing comes last: after it only the commit itself can fail.
    return _write_checkpoint(batch, signer)


def _entries(drafts: list[Draft], start: int, time: str) -> list[Entry]:
    created_at = datetime.fromisoformat(time)
    rows = []
    for index, draft in enumerate(drafts, start):
        data = entries.stamp(draft.content, time)
        row = Entry(
            index=index,
            entry_id=draft.entry_id,
            kind=draft.kind,
            subject=draft.subject,
            leaf_hash=merkle.leaf_hash(data),
            data=data,
            created_at=created_at,
        )
        rows.append(row)
    return rows


def _write_entries(rows: list[Entry]) -> None:
    Entry.objects.bulk_create(rows)
    Pending.objects.filter(entry_id__in=[row.entry_id for row in rows]).delete()


def _write_tiles(growth: tiles.Growth, size: int) -> None:
    changed = [Tile(level=lv, number=n, hashes=data) for lv, n, data in growth.full]
    for level, data in enumerate(growth.edge):
        if data:
            number = (size >> (HEIGHT * level)) // WIDTH
            changed.append(Tile(level=level, number=number, hashes=data))
    Tile.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["level", "number"],
        update_fields=["hashes"],
    )


def _write_head(size: int, root: bytes) -> None:
    Head.objects.update_or_create(pk=1, defaults={"size": size, "root": root})


def _write_checkpoint(batch: Batch, signer: Signer) -> Checkpoint:
    return Checkpoint.objects.create(
        size=batch.size,
        root=bytes.fromhex(batch.root),
        note=signing.sign(batch, signer),
        published_at=timezone.now(),
    )


def age_of_oldest(now: datetime) -> float:
    """Return for how many seconds the oldest pending entry has waited."""
    oldest = Pending.objects.order_by("created_at").first()
    return (now - oldest.created_at).total_seconds() if oldest else 0.0
