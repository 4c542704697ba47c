"""The sample community's accounts, for as long as the sample is what is shown."""

import json
from typing import Any

from django.conf import settings

from contributors.models import User

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


def locks(user: User) -> bool:
    """Whether ``user`` is somebody of the sample, and the sample is switched off.

    Their password is no secret: it is printed on the sign-in page of every sample.
    """
    place = settings.DATA_DIR / FILE
    if settings.SAMPLE or not place.exists():
        return False
    found = json.loads(place.read_text(encoding="utf-8"))
    return user.email in found.get("everybody", ())
