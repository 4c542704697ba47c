"""What the signer remembers, so that it never signs two histories.

Beside the key lies a file with the last tree head that was signed, and the batch
that led to it. It is written before the signature is given out. A database that
was rolled back, or restored from a backup, then finds a signer that refuses.

A crash between signing and commit leaves the signer one batch ahead. The batch is
then sequenced again exactly as it was: same entries, same order, same time, and so
the same root.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from ledger import checkpoint, files, keys
from ledger.checkpoint import TreeHead
from ledger.errors import LedgerStopped
from ledger.note import Signer


@dataclass(frozen=True)
class Batch:
    """The entries that were appended together, and the heads around them."""

    origin: str
    old_size: int
    old_root: str
    size: int
    root: str
    time: str
    entry_ids: list[str]


def path() -> Path:
    """Return the signer's file: beside the key, unless the settings say where."""
    if settings.LEDGER_STATE_FILE:
        return Path(settings.LEDGER_STATE_FILE)
    return keys.path().with_name(keys.path().name + ".signed")


def last() -> Batch | None:
    """Return the last batch that was signed, or ``None`` for a new signer."""
    try:
        return Batch(**json.loads(path().read_bytes()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise LedgerStopped(
            f"The signer's memory {path()} cannot be read ({error}). "
            "Compare the newest published checkpoint with the database first."
        ) from None


def sign(batch: Batch, signer: Signer) -> bytes:
    """Remember the batch durably, then return its signed checkpoint.

    Raises ``LedgerStopped`` for a smaller size, or another root at one size, than
    was signed before.
    """
    before = last()
    if before is not None:
        _require_successor(batch, before)
    files.replace(path(), json.dumps(asdict(batch)).encode(), mode=0o600)
    head = TreeHead(batch.origin, batch.size, bytes.fromhex(batch.root))
    return checkpoint.sign(head, [signer])


def _require_successor(batch: Batch, before: Batch) -> None:
    if batch.origin != before.origin:
        raise LedgerStopped(
            f"The signer signs for {before.origin}, not for {batch.origin}."
        )
    if batch.size < before.size or (
        batch.size == before.size and batch.root != before.root
    ):
        raise LedgerStopped(
            f"The signer has signed size {before.size} with root {before.root[:16]}…; "
            f"it does not sign size {batch.size} with root {batch.root[:16]}…"
        )
