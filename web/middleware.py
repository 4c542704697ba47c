"""Turn refusals of the domain into pages that say why."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from core.errors import AlthingError

RETRY_SECONDS = "5"
LONG = 60
_log = logging.getLogger("althing.web")


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
        if _is_out_of_reach(exception):
            _log.error("the database does not answer: %s", exception)
            return _busy()
        if not isinstance(exception, AlthingError):
            return None
        context = {"error": exception, "written": _written(request)}
        return render(request, "web/refusal.html", context, status=exception.status)


def _written(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """Return what was sent, and what of it a person wrote: it can be sent again."""
    if request.method != "POST" or any("password" in name for name in request.POST):
        return []
    return [
        (name, value, not value or len(value.split()) > 1 or len(value) > LONG)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]


def _is_out_of_reach(exception: Exception) -> bool:
    """Whether the database is away or busy, rather than asked something wrong.

    SQLite has one class for both, and tells them apart by name.
    """
    if not isinstance(exception, OperationalError | InterfaceError):
        return False
    name = getattr(exception.__cause__, "sqlite_errorname", "")
    return bool(name != "SQLITE_ERROR")


def _busy() -> HttpResponse:
    """Answer 503 by a page that asks the database nothing."""
    page = render_to_string("503.html")
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_SECONDS})
