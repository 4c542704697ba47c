"""What all filings have in common: cleaned words, checked links, an entry."""

from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from contributors import accounts
from contributors.models import User
from core.canonical import canonical_hash
from core.ids import new_id
from core.text import clean
from ledger import log
from roadmap.programmes.errors import InvalidFiling


def words(text: str, name: str, limit: int) -> str:
    """Return a text that must be there, cleaned."""
    text = clean(text)
    if not text:
        raise InvalidFiling(f"{name} is missing.")
    if len(text) > limit:
        raise InvalidFiling(f"{name} may have at most {limit:,} characters.")
    return text


def address(link: str, name: str, *, needed: bool = True) -> str:
    """Return a web address."""
    link = clean(link)
    if not link and not needed:
        return ""
    parts = urlsplit(link) if len(link) <= 500 else None
    if parts is None or parts.scheme not in {"https", "http"} or not parts.hostname:
        raise InvalidFiling(f"{name} should be an address that begins with https://.")
    return link


def stamp(by: User) -> dict[str, Any]:
    """Return who files, when, and the id of the entry that will say so."""
    return {
        "by": accounts.contributor_of(by),
        "filed_at": timezone.now(),
        "entry_id": new_id(),
    }


def enter(
    kind: str, subject: str, stamped: dict[str, Any], said: Any, **body: object
) -> None:
    """Write the entry of a filing: its digest, and what may be public words."""
    log.append(
        kind,
        {"hash": canonical_hash(said), **body},
        entry_id=stamped["entry_id"],
        subject=subject,
        actor=stamped["by"].public_id,
    )
