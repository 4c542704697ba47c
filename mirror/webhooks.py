"""Signed push notices of forges: believed only as "go and fetch".

The signature is checked over the bytes as they came, before anything is parsed;
the content is never used. What was accepted once is not accepted again.
"""

import base64
import binascii
import contextlib
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse

from core.errors import AlthingError, NotPermitted
from mirror import timetable
from mirror.models import Delivery, Repository

FORGES = {
    "github": "GitHub",
    "gitlab": "GitLab",
    "gitea": "Gitea",
    "forgejo": "Forgejo",
}
TOLERANCE_SECONDS = 300


class HookNotFound(AlthingError):
    """No webhook is expected at this address."""

    status = 404
    code = "no-such-hook"


class SignatureRefused(NotPermitted):
    """The delivery is not signed with the repository's secret."""

    code = "signature-refused"


def addresses(repository: Repository) -> dict[str, str]:
    """Return where each forge is to send its notices of pushes."""
    site = settings.PUBLIC_URL.rstrip("/")
    return {
        forge: site + reverse("mirror:hook", args=[forge, repository.name])
        for forge in FORGES
    }


def accepted(repository: Repository) -> QuerySet[Delivery]:
    """Return the notices that were believed, the newest first."""
    return Delivery.objects.filter(repository=repository).order_by("-pk")


def receive(
    forge: str, name: str, *, headers: Mapping[str, str], body: bytes, at: datetime
) -> bool:
    """Check a delivery and ask for a sync; return whether it is a new one.

    Raises ``HookNotFound`` or ``SignatureRefused``.
    """
    repository = Repository.objects.active().filter(name=name).first()
    if forge not in FORGES or repository is None or not repository.hook_secret:
        raise HookNotFound("No webhook is expected at this address.")
    delivery_id = verified_id(forge, repository.hook_secret, headers, body, at)
    return _accept(repository, delivery_id, at)


def verified_id(
    forge: str, secret: str, headers: Mapping[str, str], body: bytes, at: datetime
) -> str:
    """Return what names the delivery, after checking that ``secret`` signed it.

    Where the signature covers the body alone, so must the name: a header that
    nobody signed could be changed to replay the delivery.
    """
    digest = hashlib.sha256(body).hexdigest()
    if forge == "gitlab" and headers.get("webhook-signature"):
        _require(_standard(secret, headers, body, at))
        return headers.get("webhook-id", "")[:200]
    if forge == "gitlab":
        _require(_equal(secret, headers.get("X-Gitlab-Token", "")))
        return headers.get("X-Gitlab-Event-UUID", digest)[:200]
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if forge == "github":
        given = headers.get("X-Hub-Signature-256", "")
        _require(_equal(f"sha256={expected}", given))
    else:
        older = headers.get("X-Gitea-Signature", "")
        _require(_equal(expected, headers.get("X-Forgejo-Signature", older)))
    return digest


@transaction.atomic
def _accept(repository: Repository, delivery_id: str, at: datetime) -> bool:
    try:
        with transaction.atomic():
            Delivery.objects.create(
                repository=repository, delivery_id=delivery_id, received_at=at
            )
    except IntegrityError:
        return False
    timetable.enqueue_sync(repository, at=at)
    return True


def _standard(
    secret: str, headers: Mapping[str, str], body: bytes, at: datetime
) -> bool:
    """Check a Standard Webhooks signature: ``v1,<base64>`` over id.timestamp.body."""
    stamp, name = headers.get("webhook-timestamp", ""), headers.get("webhook-id", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 13 and name):
        return False
    if abs(at.timestamp() - int(stamp)) > TOLERANCE_SECONDS:
        return False
    signed = f"{name}.{stamp}.".encode() + body
    expected = [
        base64.b64encode(hmac.digest(key, signed, "sha256")).decode("ascii")
        for key in _keys(secret)
    ]
    given = headers.get("webhook-signature", "").split(" ")[:10]
    return any(_equal(f"v1,{e}", g) for e in expected for g in given)


def _keys(secret: str) -> list[bytes]:
    """Return the key as it is, and decoded where it is written ``whsec_<base64>``."""
    keys = [secret.encode()]
    if secret.startswith("whsec_"):
        with contextlib.suppress(binascii.Error):
            keys.append(base64.b64decode(secret[6:], validate=True))
    return keys


def _equal(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode())


def _require(is_signed: bool) -> None:
    if not is_signed:
        raise SignatureRefused("The delivery is not signed with this hook's secret.")
