"""Jobs: work that is done after commit, once, even when a worker is killed.

A job is a row written in the same transaction as the change that needs it. The
broker carries only the hint that it exists; a worker claims the row with a lease,
renews the lease while it works, and a sweeper gives abandoned rows to another.
Handlers are idempotent: a job whose worker died runs again from the start.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from core.errors import AlthingError
from core.models import Job

LEASE = timedelta(seconds=15)
KEEP_DONE = timedelta(days=7)
MAX_ATTEMPTS = 5
CELERY_TASK = "core.run_job"
HEARTBEAT = "core.heartbeat"

Handler = Callable[..., None]
_handlers: dict[str, Handler] = {}
_log = logging.getLogger("althing.jobs")


def handler(name: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of ``name``."""

    def register(function: Handler) -> Handler:
        if name in _handlers:
            raise RuntimeError(f"two handlers for the job {name}")
        _handlers[name] = function
        return function

    return register


def enqueue(
    name: str, *, key: str = "", delay: timedelta = timedelta(0), **arguments: Any
) -> Job | None:
    """Write a job in the current transaction and hint at it after commit.

    ``key`` names the work: while a job of that name and key is still queued,
    asking again adds nothing and returns ``None``.
    """
    now = timezone.now()
    try:
        with transaction.atomic():
            job = Job.objects.create(
                name=name,
                arguments=arguments,
                key=key,
                created_at=now,
                due_at=now + delay,
            )
    except IntegrityError:
        return None
    transaction.on_commit(lambda: _hint(job.pk))
    return job


def _hint(pk: int) -> None:
    if not settings.REDIS_URL:
        return  # the embedded worker polls the table
    try:
        current_app.send_task(CELERY_TASK, args=[pk], retry=False)
    except (OperationalError, OSError) as error:
        _log.warning("no broker, job %s waits for the sweeper: %s", pk, error)


def run(pk: int) -> bool:
    """Claim and do one job; return whether this call did it."""
    now = timezone.now()
    claimed = (
        Job.objects.due_at(now)
        .filter(pk=pk)
        .update(state=Job.State.RUNNING, lease_until=now + LEASE)
    )
    if not claimed:
        return False
    job = Job.objects.get(pk=pk)
    stop = threading.Event()
    renewal = threading.Thread(target=_renew, args=(pk, stop), daemon=True)
    renewal.start()
    try:
        _handlers[job.name](**job.arguments)
    except Exception as error:  # noqa: BLE001  a job must never take its worker down
        _retry_or_fail(job, error)
    else:
        Job.objects.filter(pk=pk).update(
            state=Job.State.DONE, finished_at=timezone.now(), lease_until=None
        )
    finally:
        stop.set()
        renewal.join()
    return True


def _renew(pk: int, stop: threading.Event) -> None:
    while not stop.wait(LEASE.total_seconds() / 3):
        Job.objects.filter(pk=pk, state=Job.State.RUNNING).update(
            lease_until=timezone.now() + LEASE
        )
    connection.close()


def _retry_or_fail(job: Job, error: Exception) -> None:
    attempts = job.attempts + 1
    final = attempts >= MAX_ATTEMPTS or isinstance(error, AlthingError)
    _log.warning("job %s failed, attempt %d: %s", job, attempts, error, exc_info=error)
    now = timezone.now()
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.FAILED if final else Job.State.QUEUED,
        attempts=attempts,
        error=str(error),
        due_at=now + timedelta(seconds=2**attempts),
        lease_until=None,
        finished_at=now if final else None,
    )


def sweep(*, at: datetime) -> list[int]:
    """Requeue jobs whose worker died; return the ids of every job that is due."""
    with transaction.atomic():
        for job in Job.objects.abandoned_at(at).select_for_update():
            worn_out = job.attempts + 1 >= MAX_ATTEMPTS
            job.state = Job.State.FAILED if worn_out else Job.State.QUEUED
            job.attempts += 1
            job.error = "its worker died"
            job.lease_until = None
            job.save()
    return list(Job.objects.due_at(at).order_by("pk").values_list("pk", flat=True))


def call(name: str) -> None:
    """Do a handler's work now, without a row: for the timetable's ticks."""
    _handlers[name]()


def forget_done(*, before: datetime) -> None:
    """Drop the rows of jobs that were done before the moment."""
    Job.objects.filter(state=Job.State.DONE, finished_at__lt=before).delete()


def leave_heartbeat(*, at: datetime) -> None:
    """Keep one row that says when the timetable last ticked."""
    beat = Job.objects.filter(name=HEARTBEAT)
    if not beat.update(created_at=at):
        Job.objects.create(
            name=HEARTBEAT, state=Job.State.DONE, created_at=at, due_at=at
        )
