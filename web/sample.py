"""The sample community's accounts, for as long as the sample is what is shown."""

import json
from typing import Any

from django.conf import settings

FILE = "sample-accounts.json"


def offered() -> dict[str, Any] | None:
    """Return the accounts and their one password; ``None`` without the sample.

    The loader writes the file last, so nothing is offered that is not there.
    """
    place = settings.DATA_DIR / FILE
    if not settings.SAMPLE or not place.exists():
        return None
    found: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return found
