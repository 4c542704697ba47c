"""Doorbells of the review room."""

from core import jobs
from rfcs import projections
from rfcs.models import Rfc


@jobs.handler(projections.JOB)
def project(*, rfc: int) -> None:
    """Carry the threads of an RFC to its new revisions."""
    projections.project(Rfc.objects.get(pk=rfc))
