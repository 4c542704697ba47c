"""What every template may show."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Return whether the sample community is loaded."""
    return {"sample": settings.SAMPLE}
