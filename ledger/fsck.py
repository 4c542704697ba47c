"""Check the ledger's tables against each other and against what was signed.

Upper floors register what only they can check: that a row of theirs has its entry,
and that the entry, made again from the row, has the same bytes.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from ledger import keys, log, merkle, sequencer, signing, tiles, tree, verification
from ledger.errors import KeyRefused, LedgerStopped, NoSuchEntry
from ledger.models import Checkpoint, Entry
from ledger.sources import DirectorySource
from ledger.verification import VerificationFailed

PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """Something that does not fit, and where."""

    check: str
    place: str
    reason: str


Check = Callable[[], Iterable[Finding]]
_checks: dict[str, Check] = {}


def register_check(name: str, function: Check) -> None:
    """Add a check of an upper floor; it yields a finding for each thing wrong."""
    if name in _checks:
        raise RuntimeError(f"two checks named {name}")
    _checks[name] = function


def names() -> list[str]:
    """Return the names of all checks that ``examine`` makes."""
    return ["tree", "columns", "head", "signer", "pending", *_checks]


def examine(*, at: datetime | None = None, export: Path | None = None) -> list[Finding]:
    """Return everything that is wrong; an empty list is a sound ledger."""
    moment = timezone.now() if at is None else at
    findings = [
        *_tree(),
        *_columns(),
        *_head(),
        *_signer(),
        *_pending(moment),
    ]
    for function in _checks.values():
        findings.extend(function())
    if export is not None:
        findings.extend(_export(export))
    return findings


class DatabaseSource:
    """The log's files, made of the database's rows."""

    def read(self, path: str) -> bytes | None:
        """Return the bytes that the file has."""
        if path == "checkpoint":
            newest = log.newest_checkpoint()
            return bytes(newest.note) if newest else None
        if path.startswith("checkpoints/"):
            size = int(path.removeprefix("checkpoints/"))
            return bytes(log.checkpoint_at(size).note)
        try:
            return tree.tile_bytes(tiles.parse_path(path))
        except NoSuchEntry:
            return None

    def kept(self) -> list[str]:
        """Return the sizes of all checkpoints."""
        return [str(n) for n in Checkpoint.objects.values_list("size", flat=True)]

    def tile_paths(self) -> list[str]:
        """Return nothing: partial tiles are cut from the stored ones."""
        return []


def _tree() -> Iterator[Finding]:
    """Entries to leaves, to tiles, to the root of every signed checkpoint."""
    if not Entry.objects.exists() and not Checkpoint.objects.exists():
        return
    try:
        verification.verify(DatabaseSource(), keys.load().verifier.vkey)
    except VerificationFailed as error:
        yield Finding("tree", error.place, error.reason)
    except KeyRefused as error:
        yield Finding("tree", str(keys.path()), error.message)


def _columns() -> Iterator[Finding]:
    """What is stored beside an entry's bytes says the same as the bytes."""
    for row in Entry.objects.order_by("index").iterator(chunk_size=1000):
        data, place = bytes(row.data), f"entry {row.index}"
        if bytes(row.leaf_hash) != merkle.leaf_hash(data):
            yield Finding("columns", place, "its leaf hash is not that of its bytes")
        try:
            entry = json.loads(data)
            stored = (row.entry_id, row.kind, row.subject, row.created_at)
            written = (
                entry["id"],
                entry["kind"],
                entry.get("ref", ""),
                datetime.fromisoformat(entry["time"]),
            )
        except (ValueError, KeyError, TypeError):
            yield Finding("columns", place, "its bytes are not an entry")
            continue
        if stored != written:
            yield Finding("columns", place, "its columns differ from its bytes")


def _head() -> Iterator[Finding]:
    head, newest = tree.head(), log.newest_checkpoint()
    count = Entry.objects.count()
    if head.size != count:
        yield Finding("head", "the head", f"size {head.size}, but {count} entries")
    if newest and (newest.size, bytes(newest.root)) != (head.size, bytes(head.root)):
        yield Finding("head", "the head", "it is not the newest checkpoint")


def _signer() -> Iterator[Finding]:
    """The signer's memory lies on this log's history."""
    try:
        last = signing.last()
        if last is None:
            return
        size = tree.head().size
        if last.size > size:
            yield Finding(
                "signer",
                str(signing.path()),
                f"it has signed size {last.size}; the database has {size} entries",
            )
        elif tree.root_at(last.size).hex() != last.root:
            yield Finding(
                "signer", str(signing.path()), "it has signed another history"
            )
    except (LedgerStopped, NoSuchEntry) as error:
        yield Finding("signer", str(signing.path()), error.message)


def _pending(at: datetime) -> Iterator[Finding]:
    waited = sequencer.age_of_oldest(at)
    if waited > PATIENCE.total_seconds():
        yield Finding(
            "pending", "the sequencer", f"an entry has waited for {waited:.0f} s"
        )


def _export(directory: Path) -> Iterator[Finding]:
    """The exported files verify, and are files of this log."""
    try:
        report = verification.verify(
            DirectorySource(directory), keys.load().verifier.vkey
        )
    except VerificationFailed as error:
        yield Finding("export", str(directory / error.place), error.reason)
        return
    head = tree.head()
    if report.size > head.size or tree.root_at(report.size).hex() != report.root:
        yield Finding("export", str(directory), "it is not a part of this log")
