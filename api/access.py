"""Who writes over the API: a session, or a token that has the scope."""

from typing import Any

from django.contrib.auth import get_backends
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import (
    AuthenticationFailed,
    NotAuthenticated,
    PermissionDenied,
)
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from contributors import tokens
from contributors.models import AccessToken, User


class Tokens(BaseAuthentication):
    """``Authorization: Bearer althing_…`` (RFC 6750)."""

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        """Return the token and its owner; refuse one that is not good now."""
        scheme, _, secret = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        token = tokens.find(secret.strip().decode("latin-1"), at=timezone.now())
        if token is None or not _is_open(token.user):
            raise AuthenticationFailed(
                "This token is unknown, expired or revoked. Make one on your desk."
            )
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Return what a refusal asks for."""
        return 'Bearer realm="althing"'


class TokenScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document names the token."""

    target_class = Tokens
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the scheme."""
        return {"type": "http", "scheme": "bearer"}


class HasScope(IsAuthenticated):
    """A session may all that its person may; a token only what its scopes say."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether somebody is there, and the token, if it is one, has the scope."""
        if not super().has_permission(request, view):
            raise NotAuthenticated("Send a token as `Authorization: Bearer …`.")
        scope: Any = getattr(view, "scope", "")
        token = request.auth
        if isinstance(token, AccessToken) and scope not in token.scopes:
            raise PermissionDenied(f"This token does not have the scope {scope}.")
        return True


def _is_open(user: User) -> bool:
    return any(
        backend.user_can_authenticate(user)
        for backend in get_backends()
        if hasattr(backend, "user_can_authenticate")
    )
