"""Celery's two doorbells: do one job, and do what the timetable says."""

from celery import shared_task
from django.utils import timezone

from core import jobs, limits


@shared_task(name=jobs.CELERY_TASK)
def run_job(pk: int) -> None:
    """Do the job, unless another worker has it."""
    jobs.run(pk)


@shared_task(name="core.tick")
def tick(name: str) -> None:
    """Do a piece of the timetable; what is missed is done at the next tick."""
    jobs.call(name)


@shared_task(name="core.sweep")
def sweep() -> None:
    """Hint again at every job that is due."""
    for pk in jobs.sweep(at=timezone.now()):
        run_job.delay(pk)


@jobs.handler("core.tidy")
def tidy() -> None:
    """Forget finished jobs and old rate windows."""
    jobs.forget_done(before=timezone.now() - jobs.KEEP_DONE)
    limits.forget_old_windows()


@jobs.handler("core.heartbeat")
def heartbeat() -> None:
    """Leave a row that says when the timetable last ticked."""
    jobs.leave_heartbeat(at=timezone.now())
