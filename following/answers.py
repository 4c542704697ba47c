"""Read a mail that answers: who wrote it, to which address, and their own words.

Plain Python. What a machine sent, what is too large or too deeply nested, and what
holds no words is refused with a code that names the reason.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import getaddresses

import nh3

MAX_BYTES = 1_000_000
MAX_TEXT = 200_000
MAX_PARTS = 50
MAX_DEPTH = 6
ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
_AUTOMATIC = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "List-Id")
_PRECEDENCE = frozenset(("bulk", "junk", "list", "auto_reply", "auto-reply"))
_ATTRIBUTION = re.compile(
    r"^(On|Am|Le|El|Il|Op|Den|På|W dniu|Em)\b.{0,300}"
    r"\b(wrote|schrieb|écrit|escribió|scritto|schreef|skrev|napisał|escreveu)\b.{0,80}:$",
    re.IGNORECASE,
)
_BEGINS = frozenset(("on", "am", "le", "el", "il", "op", "den", "på", "w", "em"))
_FORWARDED = re.compile(
    r"^(-{2,}\s*(Original Message|Forwarded message|Ursprüngliche Nachricht|"
    r"Message d.origine).*-{2,}|_{20,}|(From|Von|De):\s.+@.+)$",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^(-- ?|—|Sent from my .{1,40}|Get Outlook for .{1,40})$")
_LINE_ENDS = re.compile(r"<(br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>", re.IGNORECASE)


class NotAnAnswer(Exception):
    """The mail is refused; ``code`` is the reason that is recorded."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Answer:
    """A mail that a person wrote: from whom, to which addresses, in which words."""

    sender: str
    recipients: tuple[str, ...]
    message_id: str
    text: str


def read(data: bytes) -> Answer:
    """Return what a mail says; raise ``NotAnAnswer`` with the reason it is refused."""
    if len(data) > MAX_BYTES:
        raise NotAnAnswer("too-large", f"The mail has {len(data)} bytes.")
    if data.lower().count(b"boundary=") > MAX_PARTS:
        raise NotAnAnswer("too-deep", "The mail has too many parts within parts.")
    try:
        message = message_from_bytes(data, policy=policy.default)
        return _read(message)
    except NotAnAnswer:
        raise
    except Exception as error:  # noqa: BLE001  the library raises whatever mail holds
        raise NotAnAnswer("unreadable", f"{type(error).__name__}") from None


def _read(message: EmailMessage) -> Answer:
    _refuse_machines(message)
    senders = [a.lower() for _, a in getaddresses([str(message.get("From", ""))]) if a]
    if len(senders) != 1 or "@" not in senders[0]:
        raise NotAnAnswer("no-sender", "The mail does not say who wrote it.")
    headers = [str(v) for name in ADDRESSED for v in message.get_all(name, [])]
    recipients = tuple(a.lower() for _, a in getaddresses(headers) if "@" in a)
    text = own_words(_text(message))
    if not text:
        raise NotAnAnswer("empty", "The mail holds no words beside what it quotes.")
    message_id = str(message.get("Message-ID", "")).strip()
    return Answer(senders[0], recipients[:50], message_id[:300], text)


def _refuse_machines(message: EmailMessage) -> None:
    """Refuse what no person wrote: answering it would go round in circles."""
    submitted = str(message.get("Auto-Submitted", "no")).partition(";")[0]
    precedence = str(message.get("Precedence", "")).strip().lower()
    automatic = (
        submitted.strip().lower() != "no"
        or precedence in _PRECEDENCE
        or any(message.get(name) for name in _AUTOMATIC)
        or str(message.get("Return-Path", "")).strip() == "<>"
        or message.get_content_type() == "multipart/report"
    )
    if automatic:
        raise NotAnAnswer("automatic", "The mail was sent by a machine.")


def _text(message: EmailMessage) -> str:
    """Return the words of the first part that has some, plain text before HTML."""
    parts = list(_parts(message, 0))
    for wanted in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() != wanted or _is_attached(part):
                continue
            text = _decoded(part)
            if wanted == "text/html":
                lines = _LINE_ENDS.sub(r"\g<0>" + "\n", text)
                text = html.unescape(nh3.clean(lines, tags=set()))
            if text.strip():
                return text[:MAX_TEXT]
    return ""


def _parts(message: MIMEPart, depth: int) -> Iterator[MIMEPart]:
    if depth > MAX_DEPTH:
        raise NotAnAnswer("too-deep", "The mail has too many parts within parts.")
    if not message.is_multipart():
        yield message
        return
    for part in message.iter_parts():
        yield from _parts(part, depth + 1)


def _is_attached(part: MIMEPart) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _decoded(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:  # a character set that nobody knows
        return content.decode("utf-8", "replace")


def own_words(text: str) -> str:
    """Return a mail's text without what it quotes before and after, and its signature.

    Quotes between the author's own lines stay: they are what is answered.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = _without_forwarded(_joined(lines))
    lines = _without_signature(lines)
    while lines and _is_filler(lines[-1]):
        lines.pop()
    while lines and _is_filler(lines[0]):
        lines.pop(0)
    kept = [line for line in lines if not _ATTRIBUTION.match(line.strip())]
    return "\n".join(line.rstrip() for line in kept).strip()


def _joined(lines: list[str]) -> list[str]:
    """Put an attribution that was broken over two lines back on one."""
    joined: list[str] = []
    for line in lines:
        last = joined[-1].strip() if joined else ""
        both = f"{last} {line.strip()}"
        if last and len(both) < 400 and not last.startswith(">"):
            whole = _ATTRIBUTION.match(both) and not _ATTRIBUTION.match(line.strip())
            if whole and last.split()[0].lower() in (
                "on",
                "am",
                "le",
                "el",
                "il",
                "op",
            ):
                joined[-1] = both
                continue
        joined.append(line)
    return joined


def _without_forwarded(lines: list[str]) -> list[str]:
    for place, line in enumerate(lines):
        if _FORWARDED.match(line.strip()) and any(lines[:place]):
            return lines[:place]
    return lines


def _without_signature(lines: list[str]) -> list[str]:
    for place, line in enumerate(lines):
        if _SIGNATURE.match(line.rstrip("\r")) and _is_rest(lines[place + 1 :]):
            return lines[:place]
    return lines


def _is_rest(lines: Iterable[str]) -> bool:
    """Whether lines can be the rest of a signature: few, or quoted."""
    own = [line for line in lines if not _is_filler(line)]
    return len(own) <= 8


def _is_filler(line: str) -> bool:
    stripped = line.strip()
    quoted = stripped.startswith(">")
    return not stripped or quoted or bool(_ATTRIBUTION.match(stripped))
