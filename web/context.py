"""What every template may show."""

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ledger.models import Checkpoint
from web import sample

ROOMS = (
    ("RFCs", "/rfcs/"),
    ("Roadmap", "/roadmap/"),
    ("Decisions", "/decisions/"),
    ("Ballots", "/ballots/"),
    ("Ledger", "/ledger/"),
)
LEDGER_SIZE_SECONDS = 10


def site(request: HttpRequest) -> dict[str, object]:
    """Return the frame: rooms, ledger size, whether the sample is loaded."""
    return {
        "sample": settings.SAMPLE,
        "sample_accounts": SimpleLazyObject(sample.offered),
        "rooms": [
            {"name": name, "href": href, "current": _current(request.path, href)}
            for name, href in ROOMS
        ],
        "ledger_size": SimpleLazyObject(_ledger_size),
        "entrance": request.path.startswith("/accounts/"),
    }


def _current(path: str, href: str) -> str:
    """Return the word for ``aria-current``."""
    if path == href:
        return "page"
    return "true" if path.startswith(href) else ""


def _ledger_size() -> int:
    size: int | None = caches["local"].get("web:ledger-size")
    if size is None:
        newest = Checkpoint.objects.values_list("size", flat=True).first()
        size = newest or 0
        caches["local"].set("web:ledger-size", size, LEDGER_SIZE_SECONDS)
    return size
