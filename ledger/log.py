"""The log: append in the caller's transaction, sequence, find, prove."""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core import jobs
from ledger import entries
from ledger.errors import EntryIdTaken
from ledger.models import Entry, Pending

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
    data = entries.draft(kind, body, entry_id=entry_id, subject=subject, actor=actor)
    with transaction.atomic():
        # Insert first, look second: an equal entry that is sequenced in between
        # is then seen in one table or the other.
        Pending.objects.bulk_create(
            [
                Pending(
                    entry_id=entry_id,
                    kind=kind,
                    subject=subject,
                    data=data,
                    created_at=timezone.now(),
                )
            ],
            ignore_conflicts=True,
        )
        _require_same(entry_id, data)
        _ring_after_commit()


def _require_same(entry_id: str, data: bytes) -> None:
    logged = Entry.objects.filter(entry_id=entry_id).first()
    if logged is not None:
        Pending.objects.filter(entry_id=entry_id).delete()
        if entries.without_time(bytes(logged.data)) != data:
            raise EntryIdTaken(f"Entry {entry_id} is logged with other data.")
        return
    waiting = Pending.objects.get(entry_id=entry_id)
    if bytes(waiting.data) != data:
        raise EntryIdTaken(f"Entry {entry_id} is pending with other data.")


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
