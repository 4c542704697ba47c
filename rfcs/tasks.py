"""Doorbells of the review room."""

from django.utils import timezone

from core import jobs
from rfcs import attention, projections, requests, texts
from rfcs.models import Revision, Rfc


@jobs.handler(projections.JOB)
def project(*, rfc: int) -> None:
    """Carry the threads of an RFC to its new revisions."""
    projections.project(Rfc.objects.get(pk=rfc))


@jobs.handler(texts.JOB)
def render(*, revision: int) -> None:
    """Render a long text that a reader waits for."""
    texts.text_of(Revision.objects.select_related("rfc__repository").get(pk=revision))


@jobs.handler("rfcs.remind")
def remind() -> None:
    """Remind of reviews that are due."""
    requests.remind(at=timezone.now())


@jobs.handler("rfcs.refresh_actions")
def refresh_actions() -> None:
    """See whose action each RFC waits for."""
    attention.refresh_all()
