"""Where answers wait to be read: an mbox file, a Maildir, or an IMAP mailbox.

Each mail is given to ``take`` and only then put aside, so that a crash reads it
again; that it does not become two comments is the taker's care.
"""

import imaplib
import mailbox
import os
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from core.errors import InvalidInput
from following.answers import MAX_BYTES

MOST_AT_ONCE = 100
TIMEOUT = 20
Take = Callable[[bytes], None]


def read(url: str, take: Take) -> int:
    """Give every waiting mail to ``take``, at most a hundred; return how many.

    ``mbox:/path``, ``maildir:/path``, ``imaps://user:password@host/mailbox`` or
    ``imap://…`` (STARTTLS). Raises ``InvalidInput`` for anything else.
    """
    parts = urlsplit(url)
    if parts.scheme == "mbox":
        return _read_mbox(Path(unquote(parts.path)), take)
    if parts.scheme == "maildir":
        return _read_maildir(Path(unquote(parts.path)), take)
    if parts.scheme in ("imap", "imaps"):
        return _read_imap(url, take)
    raise InvalidInput("MAIL_INBOX must be an mbox:, maildir:, imap: or imaps: URL.")


def _read_mbox(path: Path, take: Take) -> int:
    if not path.exists() or not path.stat().st_size:
        return 0
    box = mailbox.mbox(path, create=False)
    box.lock()
    try:
        keys = list(box.keys())[:MOST_AT_ONCE]
        for key in keys:
            with box.get_file(key) as file:
                data = file.read(MAX_BYTES + 1)
            take(data)
            box.remove(key)
        box.flush()
    finally:
        box.unlock()
        box.close()
    return len(keys)


def _read_maildir(path: Path, take: Take) -> int:
    waiting = sorted(each for each in (path / "new").glob("*") if each.is_file())
    for file in waiting[:MOST_AT_ONCE]:
        with file.open("rb") as opened:
            take(opened.read(MAX_BYTES + 1))
        (path / "cur").mkdir(exist_ok=True)
        os.replace(file, path / "cur" / f"{file.name}:2,S")
    return len(waiting[:MOST_AT_ONCE])


def _read_imap(url: str, take: Take) -> int:
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    box: imaplib.IMAP4
    # Without a context the library believes any certificate.
    tls = ssl.create_default_context()
    if parts.scheme == "imaps":
        port = parts.port or 993
        box = imaplib.IMAP4_SSL(host, port, ssl_context=tls, timeout=TIMEOUT)
    else:
        box = imaplib.IMAP4(host, parts.port or 143, timeout=TIMEOUT)
    try:
        if parts.scheme == "imap":
            box.starttls(ssl_context=tls)
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
        name = unquote(parts.path.strip("/")) or "INBOX"
        if box.select(_quoted(name))[0] != "OK":
            raise InvalidInput(f"The mail server has no mailbox “{name}”.")
        _, found = box.uid("SEARCH", "UNSEEN")
        uids = (found[0] or b"").split()[:MOST_AT_ONCE] if found else []
        for uid in uids:
            # No more than the limit and one byte: that is enough to refuse it.
            wanted = f"(BODY.PEEK[]<0.{MAX_BYTES + 1}>)"
            _, answer = box.uid("FETCH", uid.decode(), wanted)
            take(b"".join(part[1] for part in answer if isinstance(part, tuple)))
            box.uid("STORE", uid.decode(), "+FLAGS", r"(\Seen)")
        return len(uids)
    finally:
        _leave(box)


def _leave(box: imaplib.IMAP4) -> None:
    """Say good-bye; where the connection is broken already, only let go of it."""
    try:
        box.logout()
    except (imaplib.IMAP4.error, OSError):
        with suppress(OSError):
            box.shutdown()


def _quoted(name: str) -> str:
    """Return a mailbox's name as a quoted string (RFC 3501, 4.3)."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
