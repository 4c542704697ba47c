"""Refusals as RFC 9457 problem+json."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.errors import AlthingError

CONTENT_TYPE = "application/problem+json"


def problem(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Return the problem document of an error; ``None`` leaves it to Django."""
    if isinstance(exception, AlthingError):
        return _response(exception.status, exception.code, exception.message)
    response = exception_handler(exception, context)
    if response is None:
        return None
    status = response.status_code
    body = _response(status, _code(exception), _detail(exception, status))
    if isinstance(exception, ValidationError):
        body.data["errors"] = exception.detail
    for name, value in response.items():
        if name.lower() in {"allow", "www-authenticate", "retry-after"}:
            body[name] = value
    return body


def _response(status: int, code: str, detail: str) -> Response:
    return Response(
        {
            "type": f"tag:althing,2026:problem:{code}",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
        },
        status=status,
        content_type=CONTENT_TYPE,
    )


def _code(exception: Exception) -> str:
    if isinstance(exception, APIException):
        return str(exception.default_code).replace("_", "-")
    return "not-found" if isinstance(exception, Http404) else "not-permitted"


def _detail(exception: Exception, status: int) -> str:
    if isinstance(exception, ValidationError):
        return "The query or body has a value that cannot be used; see errors."
    if isinstance(exception, APIException):
        return str(exception.detail)
    if isinstance(exception, PermissionDenied):
        return "You may not do this."
    return "There is nothing at this address." if status == 404 else "Refused."
