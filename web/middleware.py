"""Turn refusals of the domain into pages that say why."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.errors import AlthingError


class refusals:  # noqa: N801  used as a middleware factory
    """Answer an ``AlthingError`` with its status and its sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Show the reason; leave every other exception to Django."""
        if not isinstance(exception, AlthingError):
            return None
        context = {"error": exception}
        return render(request, "web/refusal.html", context, status=exception.status)
