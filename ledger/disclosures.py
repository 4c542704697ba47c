"""Personal values behind salted digests, which can be erased (RFC 9901, section 4).

An entry holds only the digests, in the body's member ``_sd``. The salt and the value
lie in a row of their own; without them a digest says nothing. Erasing the row leaves
tree, receipts and proofs as they are.
"""

import base64
import hashlib
import json
import secrets
from typing import Any

from django.db import transaction

from core.errors import InvalidInput
from core.ids import new_id
from ledger import log
from ledger.models import Disclosure

REASONS = ("consent-withdrawn", "legal", "mistake")


@transaction.atomic
def commit(entry_id: str, values: dict[str, str]) -> list[str]:
    """Keep ``values`` for an entry; return the digests for its ``_sd``, sorted.

    Sorted, so that their order tells nothing about the names.
    """
    made = [
        Disclosure(entry_id=entry_id, name=name, disclosure=disclose(name, value))
        for name, value in values.items()
    ]
    Disclosure.objects.bulk_create(made)
    return sorted(digest(row.disclosure) for row in made)


def disclose(name: str, value: str) -> str:
    """Return a fresh disclosure: base64url of [salt, name, value]."""
    salt = _base64url(secrets.token_bytes(16))
    return _base64url(json.dumps([salt, name, value], ensure_ascii=False).encode())


def digest(disclosure: str) -> str:
    """Return the digest that stands in the entry."""
    return _base64url(hashlib.sha256(disclosure.encode("ascii")).digest())


def values(entry_id: str) -> dict[str, str]:
    """Return what is still disclosed of an entry."""
    rows = Disclosure.objects.filter(entry_id=entry_id)
    return {row.name: _read(row.disclosure)[2] for row in rows}


@transaction.atomic
def redact(entry_id: str, *, name: str, reason: str, actor: str = "") -> None:
    """Erase a disclosed value for ever and log that it was erased.

    Raises ``InvalidInput`` for an unknown reason or where there is nothing to erase.
    """
    if reason not in REASONS:
        raise InvalidInput(f"The reason is one of {', '.join(REASONS)}.")
    rows = Disclosure.objects.select_for_update()
    row = rows.filter(entry_id=entry_id, name=name).first()
    if row is None:
        raise InvalidInput(f"Entry {entry_id} discloses no {name}.")
    body: dict[str, Any] = {
        "target": entry_id,
        "removed": [digest(row.disclosure)],
        "reason": reason,
    }
    row.delete()
    log.append("redaction", body, entry_id=new_id(), subject=entry_id, actor=actor)


def _read(disclosure: str) -> list[str]:
    padded = disclosure + "=" * (-len(disclosure) % 4)
    content: list[str] = json.loads(base64.urlsafe_b64decode(padded))
    return content


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
