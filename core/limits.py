"""Rate limits that hold whatever the race, counted in the database."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from core.errors import TooMany
from core.models import RateWindow


def require_rate(who: str, action: str, *, per_minute: int) -> None:
    """Count one ``action`` of ``who``; raise ``TooMany`` beyond ``per_minute``.

    ``who`` is an account's id or an address. Windows are whole minutes of the clock.
    """
    window = timezone.now().replace(second=0, microsecond=0)
    bucket = f"{action}:{who}"[:120]
    row = RateWindow.objects.filter(bucket=bucket, window_start=window)
    if not row.update(count=F("count") + 1):
        try:
            with transaction.atomic():
                RateWindow.objects.create(bucket=bucket, window_start=window, count=1)
        except IntegrityError:  # somebody else opened the window just now
            row.update(count=F("count") + 1)
    if row.get().count > per_minute:
        raise TooMany(
            f"That was more than {per_minute} times in a minute. "
            "Please wait a minute and try again."
        )


def forget_old_windows() -> None:
    """Drop windows that no limit looks at any more."""
    old = timezone.now() - timedelta(hours=1)
    RateWindow.objects.filter(window_start__lt=old).delete()
