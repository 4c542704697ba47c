"""The embedded worker: Celery, its timetable and the job table in one process.

The broker is memory: what it holds is lost with the process, and nothing is lost,
because the job table is the queue of record and is read again every moment.
"""

import threading
import time
import warnings
from typing import Any

from celery import Celery
from celery.beat import EmbeddedService
from celery.exceptions import SecurityWarning
from django.db import connection
from django.utils import timezone

from core import jobs
from core.tasks import run_job

POLL_SECONDS = 0.2


def run(app: Celery, *, concurrency: int = 2) -> None:
    """Work until the process is told to stop."""
    # Root is warned of because of pickled messages; only JSON is accepted here.
    warnings.filterwarnings("ignore", category=SecurityWarning)
    beat: Any = EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler")
    beat.start()
    threading.Thread(target=_poll, daemon=True).start()
    # The in-memory queue is asked, not heard: a second between jobs by default.
    app.conf.broker_transport_options = {"polling_interval": 0.05}
    worker = app.Worker(
        pool="threads",
        concurrency=concurrency,
        without_mingle=True,
        without_gossip=True,
        without_heartbeat=True,
        quiet=True,
        loglevel="WARNING",
    )
    worker.start()
    beat.stop()


def _poll() -> None:
    hinted: dict[int, float] = {}
    while True:
        now = time.monotonic()
        for pk in jobs.sweep(at=timezone.now()):
            # A hint waits in memory until a thread is free: repeat it seldom.
            if now - hinted.get(pk, -60) > 5:
                hinted[pk] = now
                run_job.delay(pk)
        hinted = {pk: when for pk, when in hinted.items() if now - when < 60}
        connection.close()
        time.sleep(POLL_SECONDS)
