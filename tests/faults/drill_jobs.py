"""The work of the kill drill: one slow job that logs one entry of its own."""

import hashlib
import os
import time

from django.db import transaction

from core import jobs
from ledger import log

NAME = "drill.note"


@jobs.handler(NAME)
def note(*, number: int) -> None:
    """Take a second, then log an entry whose id is the job's own."""
    _journal(f"start {number}")
    time.sleep(1)
    entry_id = hashlib.sha256(f"drill {number}".encode()).hexdigest()[:32]
    with transaction.atomic():
        log.append("log.note", {"number": number}, entry_id=entry_id)
    _journal(f"end {number}")


def _journal(line: str) -> None:
    with open(os.environ["DRILL_JOURNAL"], "a") as journal:
        journal.write(line + "\n")
