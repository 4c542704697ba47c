"""Doorbells for work that spans rooms."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from config import pipeline
from core import jobs
from mirror import locks
from mirror.models import Project, Repository


@jobs.handler("mirror.sync")
def sync(*, repository: int) -> None:
    """Sync one repository, unless it has been retired meanwhile."""
    found = Repository.objects.active().filter(pk=repository).first()
    if found is None:
        return
    with locks.lane(found) as is_free:
        if is_free:
            pipeline.sync(found, in_two=True)
        else:
            _try_later(found)


@transaction.atomic
def _try_later(found: Repository) -> None:
    """Put the sync off: another remote that fails is being tried right now."""
    jobs.enqueue(
        "mirror.sync",
        key=str(found.pk),
        delay=timedelta(seconds=10),
        repository=found.pk,
    )


@jobs.handler("mirror.contradictions")
def note_contradictions() -> None:
    """Look again where word and deed differ: time alone may bring it about."""
    for project in Project.objects.all():
        pipeline.note_contradictions(project, at=timezone.now())


@jobs.handler("mirror.finish")
def finish(*, repository: int) -> None:
    """Do what a large first sync has left."""
    found = Repository.objects.active().filter(pk=repository).first()
    if found is not None:
        pipeline.finish(found)
