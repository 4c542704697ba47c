"""Doorbells for work that spans rooms."""

from config import pipeline
from core import jobs
from mirror.models import Repository


@jobs.handler("mirror.sync")
def sync(*, repository: int) -> None:
    """Sync one repository, unless it has been retired meanwhile."""
    found = Repository.objects.active().filter(pk=repository).first()
    if found is not None:
        pipeline.sync(found, in_two=True)


@jobs.handler("mirror.finish")
def finish(*, repository: int) -> None:
    """Do what a large first sync has left."""
    found = Repository.objects.active().filter(pk=repository).first()
    if found is not None:
        pipeline.finish(found)
