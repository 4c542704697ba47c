"""The sequencer's bell."""

from core import jobs
from ledger import log


@jobs.handler(log.JOB)
def sequence() -> None:
    """Sequence all that is pending."""
    log.sequence()
