"""Addresses that prove themselves: links that stop mail, addresses to reply to.

Both carry a signature by this site's secret key, so that neither needs a sign-in and
nobody can make one up. A reply address names a thread and a person, holds for ninety
days, and is revoked with all others of the person by changing their ``reply_key``.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.urls import reverse

from following.errors import LinkNotValid

SALT = "following.stop"
NOTICES = 0
"""Beside keys of subscriptions: what is addressed to the person by name."""
DAYS = 90
_EPOCH_DAY = 86_400
_TOKEN = re.compile(
    r"([0-9a-z]{1,12})\.([0-9a-z]{1,12})\.([0-9a-z]{1,6})\.([0-9a-z]{26})"
)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def absolute(path: str) -> str:
    """Return a path of this site as people reach it."""
    if path.startswith(("http://", "https://")):
        return path
    return settings.PUBLIC_URL.rstrip("/") + path


def domain() -> str:
    """Return the name under which this site sends mail."""
    _, _, host = settings.MAIL_REPLY_TO.rpartition("@")
    return host or urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def stop_link(person: int, subscriptions: Sequence[int]) -> str:
    """Return the link that ends subscriptions, or ``NOTICES``, without signing in."""
    token = signing.dumps([person, list(subscriptions)], salt=SALT)
    return absolute(reverse("following:stop", args=[token]))


def read_stop(token: str) -> tuple[int, list[int]]:
    """Return whose subscriptions a link ends, and which; raise ``LinkNotValid``.

    It never runs out: an old mail must be able to end what it came of.
    """
    try:
        person, subscriptions = signing.loads(token, salt=SALT)
        return int(person), [int(pk) for pk in subscriptions]
    except (signing.BadSignature, TypeError, ValueError):
        raise LinkNotValid(
            "This link is not whole. Copy all of it from the mail, or sign in and "
            "look at what you follow."
        ) from None


@dataclass(frozen=True)
class Reply:
    """What a reply address says: which thread, whose answer, until which day."""

    thread: int
    person: int
    until: datetime
    signature: str


def reply_address(thread: int, person: int, key: str, *, at: datetime) -> str:
    """Return the address by which a person answers in a thread; empty without mail in.

    The local part stays under the 64 octets that RFC 5321 grants, and is of lower
    case, which some hosts make of it.
    """
    name, _, host = settings.MAIL_REPLY_TO.rpartition("@")
    if not name:
        return ""
    day = int((at + timedelta(days=DAYS)).timestamp()) // _EPOCH_DAY
    parts = ".".join(map(_base36, (thread, person, day)))
    return f"{name}+{parts}.{_signature(parts, key)}@{host}"


def read_reply(address: str) -> Reply | None:
    """Return what an address says; whether it is true is ``is_signed`` to tell."""
    local = address.strip().lower().partition("@")[0]
    found = _TOKEN.fullmatch(local.rpartition("+")[2])
    if found is None:
        return None
    thread, person, day = (int(part, 36) for part in found.groups()[:3])
    if thread >= 2**63 or person >= 2**63 or day > 60_000:
        return None
    until = datetime.fromtimestamp((day + 1) * _EPOCH_DAY, tz=UTC)
    return Reply(thread, person, until, found[4])


def is_signed(reply: Reply, key: str) -> bool:
    """Whether this site gave out the address, and has not revoked it since."""
    day = int(reply.until.timestamp()) // _EPOCH_DAY - 1
    parts = ".".join(map(_base36, (reply.thread, reply.person, day)))
    return hmac.compare_digest(_signature(parts, key), reply.signature)


def _signature(parts: str, key: str) -> str:
    secret = hashlib.sha256(f"following.reply:{settings.SECRET_KEY}".encode()).digest()
    digest = hmac.new(secret, f"{key}:{parts}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:16]).decode().rstrip("=").lower()


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"
