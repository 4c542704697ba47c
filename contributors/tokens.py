"""Access tokens: what a program may do in its owner's name, and until when.

The secret is shown once and kept nowhere; the database holds its SHA-256. It has 256
bits of chance, so no slow hash is needed to keep it from being guessed.
"""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from contributors.errors import TokenRefused
from contributors.models import AccessToken, User

PREFIX = "althing_"
MAX_DAYS = 366
MAX_TOKENS = 20


@transaction.atomic
def make_token(
    user: User, *, name: str, scopes: Collection[str], days: int
) -> tuple[AccessToken, str]:
    """Make a token of ``user``; return it with its secret, which is not kept.

    Raises ``TokenRefused`` for no name or scope, an unknown scope, a life outside 1 to
    366 days, and where twenty of the user's tokens are good already.
    """
    now = timezone.now()
    user = User.objects.select_for_update().get(pk=user.pk)
    name = " ".join(name.split())[:80]
    if not name:
        raise TokenRefused("Name the token after what will use it.")
    if not scopes or not set(scopes) <= set(AccessToken.Scope.values):
        raise TokenRefused("Choose what the token may do.")
    if not 1 <= days <= MAX_DAYS:
        raise TokenRefused(f"A token lives for 1 to {MAX_DAYS} days.")
    if AccessToken.objects.good_at(now).filter(user=user).count() >= MAX_TOKENS:
        raise TokenRefused(f"You have {MAX_TOKENS} tokens; revoke one first.")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = AccessToken.objects.create(
        user=user,
        name=name,
        digest=_digest(secret),
        scopes=sorted(scopes),
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    return token, secret


@transaction.atomic
def revoke_token(token: AccessToken, *, by: User) -> AccessToken:
    """Make the token good for nothing, at once and for ever."""
    token = AccessToken.objects.select_for_update().get(pk=token.pk)
    if token.user_id != by.pk:
        raise TokenRefused("Only its owner revokes a token.")
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
    return token


def find(secret: str, *, at: datetime) -> AccessToken | None:
    """Return the good token of this secret, noting the day of its use."""
    tokens = AccessToken.objects.good_at(at).select_related("user")
    token = tokens.filter(digest=_digest(secret)).first()
    if token and token.used_on != at.date():
        token.used_on = at.date()
        token.save(update_fields=["used_on"])
    return token


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
