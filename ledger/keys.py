"""The log's signing key: one file that only its owner reads.

The key's name is the log's origin, and the origin is for ever. ``LEDGER_ORIGIN``
names a new key; once there is a key it must agree with it or be left unset.
"""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError

from ledger import files, note
from ledger.errors import KeyRefused
from ledger.models import Entry
from ledger.note import NoteInvalid, Signer

OTHERS = 0o037  # others may not touch it, the group may at most read it


def path() -> Path:
    """Return where the key lies."""
    return Path(settings.LEDGER_KEY_FILE)


def origin() -> str:
    """Return the origin that a new key gets."""
    named: str = settings.LEDGER_ORIGIN
    return named or f"{urlsplit(settings.PUBLIC_URL).netloc}/ledger"


def load() -> Signer:
    """Return the key; raise ``KeyRefused`` with what is wrong and how to mend it."""
    try:
        mode = path().stat().st_mode
        text = path().read_text("ascii")
    except FileNotFoundError:
        raise KeyRefused(
            f"There is no ledger key at {path()}: make one with `ledger key new`, "
            "or put the log's key back."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise KeyRefused(f"The ledger key {path()} cannot be read: {error}.") from None
    if mode & OTHERS:
        raise KeyRefused(
            f"The ledger key {path()} is readable by others: chmod 600 {path()}."
        )
    try:
        signer = Signer.parse(text.strip("\n"))
    except NoteInvalid as error:
        raise KeyRefused(f"The ledger key {path()} is damaged: {error}.") from None
    if settings.LEDGER_ORIGIN not in ("", signer.name):
        raise KeyRefused(
            f"LEDGER_ORIGIN is {settings.LEDGER_ORIGIN}, but the key is that of "
            f"{signer.name}. An origin is for ever: set it back, or leave it unset."
        )
    return signer


def create() -> Signer:
    """Make the key; refuse to overwrite one, or to make one for an opened log."""
    if _log_is_open():
        raise KeyRefused(
            f"The log is open already, but its key is not at {path()}: put it back. "
            "A new key would make another log."
        )
    name = origin()
    if not note.is_name(name) or name.endswith("/") or "://" in name:
        raise KeyRefused(
            f"{name!r} cannot be an origin: it is a host and a path, without scheme, "
            "space, plus sign or slash at the end."
        )
    signer = Signer(name, secrets.token_bytes(32))
    path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        files.create(path(), f"{signer.skey}\n".encode(), mode=0o600)
    except FileExistsError:
        raise KeyRefused(f"There is a key at {path()}; it is kept.") from None
    return signer


def _log_is_open() -> bool:
    try:
        return Entry.objects.filter(index=0).exists()
    except DatabaseError:
        return False  # a key may be made before there are tables


def ensure() -> Signer:
    """Return the key, making it on first use."""
    if not path().exists():
        try:
            return create()
        except KeyRefused:
            # Of two first starts, one makes the key and the other reads it.
            if not path().exists():
                raise
    return load()
