"""What the ledger's pages show of its entries."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.canonical import sha256_hex
from ledger import checkpoint, entries, log, note, tree
from ledger.models import Checkpoint, Entry

ROWS = 50


@dataclass(frozen=True)
class Shown:
    """An entry as people read it; ``text`` is its exact bytes."""

    index: int
    entry_id: str
    kind: str
    says: str
    actor: str
    subject: str
    body: dict[str, Any]
    facts: list[tuple[str, str]]
    time: datetime
    text: str
    digest: str
    newest: bool = False


@dataclass(frozen=True)
class Page:
    """Some entries, newest first, and the checkpoint that covers them."""

    rows: list[Shown]
    newest: Checkpoint | None
    checkpoint_text: str
    older: str
    newer: str


def newest(before: str) -> Page:
    """Return the entries before an index, or the newest; bad words mean the newest."""
    signed = log.newest_checkpoint()
    size = signed.size if signed else 0
    try:
        end = min(checkpoint.parse_size(before), size)
    except checkpoint.CheckpointInvalid:
        end = size
    start = max(0, end - ROWS)
    rows = Entry.objects.filter(index__gte=start, index__lt=end).order_by("-index")
    return Page(
        rows=[describe(row) for row in rows],
        newest=signed,
        checkpoint_text=bytes(signed.note).decode() if signed else "",
        older=f"before={start}" if start else "",
        newer=f"before={end + ROWS}" if end < size else "",
    )


def describe(row: Entry) -> Shown:
    """Return an entry with its words."""
    data = bytes(row.data)
    content = entries.parse(data)
    known = entries.KINDS.get(row.kind)
    body: dict[str, Any] = content["body"]
    return Shown(
        index=row.index,
        entry_id=row.entry_id,
        kind=row.kind,
        says=known.says if known else row.kind,
        actor=content.get("actor", ""),
        subject=row.subject,
        body=body,
        facts=[(name, _plain(value)) for name, value in body.items()],
        time=row.created_at,
        text=data.decode(),
        digest=sha256_hex(data),
    )


def of(row: Entry) -> Shown:
    """Return an entry for a page of its own."""
    return replace(describe(row), newest=row.index + 1 == tree.head().size)


def as_json(row: Entry) -> dict[str, Any]:
    """Return an entry for programs: its content, and its exact bytes in base64."""
    data = bytes(row.data)
    return {
        "index": row.index,
        "entry": entries.parse(data),
        "bytes": note.encode_base64(data),
        "leaf_hash": bytes(row.leaf_hash).hex(),
    }


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_plain(item)}" for name, item in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
