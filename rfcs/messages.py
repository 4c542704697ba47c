"""Read a mail that a stranger wrote: bounded, and never failing. Plain Python."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from mirror.objects import clean, decode

MAX_BYTES = 256_000
MAX_BODY = 100_000
MAX_PARTS = 30
MAX_HEADERS = 64_000
MAX_REFERENCES = 50
TAGS = re.compile(r"\s*\[([^\[\]]{1,80})\]\s*(.*)", re.DOTALL)
REPLY = re.compile(r"\s*(?:(?:re|aw|sv|fwd?)\s*:\s*)+", re.IGNORECASE)
PLACE = re.compile(r"(\d{1,4})/(\d{1,4})")
VERSION = re.compile(r"v(\d{1,3})", re.IGNORECASE)
MESSAGE_ID = re.compile(r"<([^<>\s]{1,250})>")
CHANGE_ID = re.compile(r"^change-id: ([\w.-]{8,120})\s*$", re.MULTILINE | re.IGNORECASE)
TRAILER = re.compile(
    r"(Reviewed|Acked|Tested|Nacked|Reported|Suggested|Signed-off|Co-developed)-by:"
    r"[ \t]*([^<>\n]{0,200})<([^<>\s]{3,200})>[ \t]*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Heading:
    """What a subject like ``[RFC PATCH v2 3/5] title`` says."""

    title: str
    is_rfc: bool
    version: int = 1
    part: int = 0
    of: int = 0


@dataclass(frozen=True)
class Mail:
    """One message, cut where it is endless."""

    message_id: str
    references: tuple[str, ...]
    name: str
    email: str
    subject: str
    sent_at: datetime | None
    body: str

    @property
    def is_reply(self) -> bool:
        """Whether its subject says that it answers."""
        return REPLY.match(self.subject) is not None

    @property
    def change_id(self) -> str:
        """What binds the versions of a series, where its author uses such a tool."""
        found = CHANGE_ID.search(self.body)
        return found[1] if found else ""

    @property
    def trailers(self) -> list[dict[str, str]]:
        """Verdicts and credits, on lines of their own that quote nobody."""
        found = []
        for line in self.body.split("\n")[:5000]:
            if match := TRAILER.fullmatch(line.strip()[:500]):
                found.append(
                    {
                        "token": f"{match[1].lower()}-by",
                        "name": clean(match[2], 200),
                        "email": match[3],
                    }
                )
        return found[:50]


def read(data: bytes) -> Mail | None:
    """Return the mail; None where the bytes are none."""
    data = data[:MAX_BYTES]
    head = data.partition(b"\n\n")[0][:MAX_HEADERS]
    try:
        nested = data.lower().count(b"boundary=") > MAX_PARTS
        message = message_from_bytes(head + b"\n\n" if nested else data)
        body = data[len(head) :] if nested else _body(message)
        return _mail(message, decode(body).replace("\r\n", "\n")[:MAX_BODY])
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError):
        return None


def _mail(message: "Message[str, str]", body: str) -> Mail | None:
    own = MESSAGE_ID.search(str(message.get("Message-ID", ""))[:1000])
    if own is None:
        return None
    before = f"{message.get('References', '')} {message.get('In-Reply-To', '')}"
    name, address = parseaddr(_words(message, "From"))
    try:
        sent_at = parsedate_to_datetime(str(message.get("Date", ""))[:100])
        sent_at = sent_at if sent_at.tzinfo else sent_at.replace(tzinfo=UTC)
        sent_at = sent_at.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        sent_at = None
    return Mail(
        message_id=own[1],
        references=tuple(MESSAGE_ID.findall(before[:20_000])[-MAX_REFERENCES:]),
        name=clean(name or address.partition("@")[0], 300),
        email=clean(address, 300),
        subject=clean(" ".join(_words(message, "Subject").split()), 500),
        sent_at=sent_at,
        body=body,
    )


def _words(message: "Message[str, str]", name: str) -> str:
    """Return a header in words, whatever it is encoded as."""
    raw = str(message.get(name, ""))[:2000]
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError):
        return raw
    return "".join(
        piece if isinstance(piece, str) else decode(piece, charset or "")
        for piece, charset in pieces
    )


def _body(message: "Message[str, str]") -> bytes:
    """Return the first plain text of the message."""
    for count, part in enumerate(message.walk()):
        if count > MAX_PARTS:
            break
        if part.get_content_type() == "text/plain" and not part.is_multipart():
            data = part.get_payload(decode=True)
            if isinstance(data, bytes):
                charset = str(part.get_content_charset() or "")
                return decode(data[: MAX_BODY * 2], charset).encode()
    return b""


def heading(subject: str) -> Heading:
    """Return what the tags of a subject say."""
    rest, words = REPLY.sub("", subject, count=1), list[str]()
    while (found := TAGS.match(rest)) and len(words) < 20:
        words += found[1].split()
        rest = found[2]
    version, part, of = 1, 0, 0
    is_rfc = False
    for word in words:
        is_rfc |= "RFC" in word.upper().split("/")
        if match := VERSION.fullmatch(word):
            version = max(1, int(match[1]))
        elif match := PLACE.fullmatch(word):
            part, of = int(match[1]), int(match[2])
    return Heading(rest.strip(), is_rfc, version, part, of)
