"""Figures for Prometheus, counted in the database when they are asked for."""

from collections.abc import Iterator

from django.db.models import Count
from django.utils import timezone
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Metric,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from core.models import Job
from governance.models import Ballot
from ledger.models import Head, Pending
from mirror.models import Repository
from rfcs.models import Rfc

CONTENT_TYPE = CONTENT_TYPE_LATEST


class Figures(Collector):
    """Every figure is a gauge, the same in whichever process it is asked for."""

    def describe(self) -> list[Metric]:
        """Promise nothing beforehand: counting needs the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Count."""
        now = timezone.now()
        jobs = GaugeMetricFamily("althing_jobs", "Jobs by state.", labels=["state"])
        counted = dict(
            Job.objects.order_by().values_list("state").annotate(Count("pk"))
        )
        for state in Job.State.values:
            jobs.add_metric([state], counted.get(state, 0))
        yield jobs
        head = Head.objects.first()
        yield _gauge("ledger_size", "Entries.", head.size if head else 0)
        yield _gauge("ledger_pending", "Entries not sequenced yet.", _waiting())
        yield _gauge("rfcs", "RFCs.", Rfc.objects.count())
        open_now = Ballot.objects.open_at(now).count()
        yield _gauge("ballots_open", "Ballots that take votes.", open_now)
        overdue = Ballot.objects.due_at(now).count()
        yield _gauge("ballots_overdue", "Ballots past their deadline.", overdue)
        failing = Repository.objects.active().filter(failures__gt=0).count()
        yield _gauge(
            "mirrors_failing", "Repositories whose last fetch failed.", failing
        )


def text() -> bytes:
    """Return the figures in the exposition format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures())
    return generate_latest(registry)


def _gauge(name: str, words: str, value: int) -> Metric:
    return GaugeMetricFamily(f"althing_{name}", words, value=value)


def _waiting() -> int:
    return Pending.objects.count()
