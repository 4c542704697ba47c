"""Builders that the ledger's tests share."""

import json

from django.utils import timezone

from core.ids import new_id
from ledger import entries, log
from ledger.models import Pending


def append(count=1, **body):
    """Append ``count`` notes; return their ids in order."""
    ids = [new_id() for _ in range(count)]
    for number, entry_id in enumerate(ids):
        log.append("log.note", {"number": number, **body}, entry_id=entry_id)
    return ids


def fill(count):
    """Append ``count`` notes at once, as many requests would have; return their ids."""
    ids, now = [new_id() for _ in range(count)], timezone.now()
    Pending.objects.bulk_create(
        Pending(
            entry_id=entry_id,
            kind="log.note",
            data=entries.draft(
                "log.note", {"number": n}, entry_id=entry_id, subject="", actor=""
            ),
            created_at=now,
        )
        for n, entry_id in enumerate(ids)
    )
    return ids


def grown(*batches):
    """Sequence batches of these many notes; return every id in order."""
    ids = []
    for count in batches:
        ids += fill(count)
        log.sequence()
    return ids


def content(entry):
    """Return the parsed bytes of an entry."""
    return json.loads(bytes(entry.data))
