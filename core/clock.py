"""The moment that deadlines are judged by: the database's, which all hosts share."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.utils import timezone

_running = timezone.now


def now() -> datetime:
    """Return the database's time now; the host's where the database is a file on it.

    Asked for inside a transaction it is still the moment of asking, not that of the
    transaction's beginning. A loader that turns ``timezone.now`` turns this too.
    """
    turned = timezone.now is not _running
    if turned or connection.vendor != "postgresql" or not settings.DATABASE_CLOCK:
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment.astimezone(UTC)
