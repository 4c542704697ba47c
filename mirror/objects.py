"""Git objects as frozen values, read from bytes that nobody vouches for.

Plain Python. Nothing here raises on odd content: a date beyond the calendar is
``None``, an unknown encoding is guessed, and control characters become blanks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

MESSAGE_BYTES = 262_144
NAME_LENGTH = 300
SUBJECT_LENGTH = 500
SHORT_PATH = 200
FILE_MODES = frozenset({0o100644, 0o100755, 0o100664, 0o100600})
LINK_MODE = 0o120000
TREE_MODE = 0o040000
SUBMODULE_MODE = 0o160000

_LATEST = 253_402_300_799  # 9999-12-31T23:59:59Z
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_DATE = re.compile(rb"\s*(\d{1,12})(?:\s|$)")
# The charsets that git histories name; Python's other codecs are not for strangers.
_CHARSET = re.compile(
    r"(us-)?ascii|utf-?8|(iso-?|iso_)?8859-?\d{1,2}|latin-?\d|(windows|cp)-?\d{3,4}"
    r"|koi8-[ru]|euc-?(jp|kr|cn)|shift[-_]?jis|sjis|gbk|gb2312|gb18030|big5",
    re.IGNORECASE,
)
_TRAILER = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]{0,60}):[ \t]*(.*)")
_ADDRESS = re.compile(r"(.*?)<([^<>]{1,300})>")
_PICKED = re.compile(r"\(cherry picked from commit ([0-9a-f]{40,64})\)")
_REVERTS = re.compile(r"This reverts commit ([0-9a-f]{40,64})")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who and when, as the commit claims; ``at`` is None for impossible dates."""

    name: str
    email: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit; ``message`` is cut after 256 KiB."""

    oid: str
    tree_oid: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    message: str

    @property
    def subject(self) -> str:
        """The first line that says something, without control characters."""
        first = self.message.lstrip().partition("\n")[0]
        return clean(first, SUBJECT_LENGTH)

    @property
    def is_merge(self) -> bool:
        """Whether it joins two or more lines of history."""
        return len(self.parents) > 1


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag's name without its prefix, its commit, and when that was committed."""

    name: str
    oid: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Walked:
    """A commit as a walk through history meets it."""

    oid: str
    parents: tuple[str, ...]
    at: datetime | None
    message: bytes


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One path of a tree, from its root."""

    path: str
    mode: int
    oid: str

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file: no link, no submodule."""
        return self.mode in FILE_MODES


@dataclass(frozen=True, slots=True)
class Blob:
    """The bytes of a file."""

    oid: str
    data: bytes


@dataclass(frozen=True, slots=True)
class PathDiff:
    """One changed path of a commit; ``old_path`` differs where it was renamed."""

    status: str
    similarity: int
    old_mode: int
    new_mode: int
    new_oid: str
    raw_old_path: bytes
    raw_path: bytes

    @property
    def path(self) -> str:
        """The path after the commit."""
        return _path(self.raw_path)

    @property
    def old_path(self) -> str:
        """The path before the commit."""
        return _path(self.raw_old_path)

    @property
    def was_file(self) -> bool:
        """Whether a regular file lay there before."""
        return self.old_mode in FILE_MODES

    @property
    def is_file(self) -> bool:
        """Whether a regular file lies there now."""
        return self.new_mode in FILE_MODES

    @property
    def is_submodule(self) -> bool:
        """Whether it is or was another repository's commit."""
        return SUBMODULE_MODE in (self.old_mode, self.new_mode)


@dataclass(frozen=True, slots=True)
class Trailer:
    """``Token: Name <address>``, or a commit that the message points to."""

    token: str
    name: str = ""
    email: str = ""
    oid: str = ""

    def as_json(self) -> dict[str, str]:
        """Return the members that are set."""
        members = ("token", self.token), ("name", self.name)
        more = ("email", self.email), ("oid", self.oid)
        return {key: value for key, value in (*members, *more) if value}


def parse_commit(oid: str, raw: bytes) -> Commit:
    """Read the bytes of a commit object."""
    header, _, body = raw.partition(b"\n\n")
    fields: dict[bytes, bytes] = {}
    parents = []
    for line in header.split(b"\n"):
        key, _, value = line.partition(b" ")
        if key == b"parent":
            parents.append(value.decode("latin-1"))
        elif key:  # a continuation line starts with a blank and has no key
            fields.setdefault(key, value)
    charset = fields.get(b"encoding", b"").decode("latin-1")
    return Commit(
        oid=oid,
        tree_oid=fields.get(b"tree", b"").decode("latin-1"),
        parents=tuple(parents),
        author=parse_signature(fields.get(b"author", b""), charset),
        committer=parse_signature(fields.get(b"committer", b""), charset),
        message=decode(body[:MESSAGE_BYTES], charset).replace("\r\n", "\n"),
    )


def parse_signature(raw: bytes, charset: str = "") -> Signature:
    """Read ``Name <address> seconds zone``, wherever it can be read."""
    name, opened, rest = raw[:100_000].partition(b"<")
    address, _, tail = rest.rpartition(b">")
    if not opened:
        address, tail = b"", b""
    found = _DATE.match(tail)
    is_short = len(name) + len(address) <= NAME_LENGTH
    who = (_known_person if is_short else _person)(name, address, charset)
    return Signature(*who, at=moment(int(found[1])) if found else None)


def _person(name: bytes, address: bytes, charset: str) -> tuple[str, str]:
    email = decode(address, charset).strip("<> ")
    return clean(decode(name, charset), NAME_LENGTH), clean(email, NAME_LENGTH)


_known_person = lru_cache(maxsize=10_000)(_person)
"""Most commits of a history are by few people."""


def parse_tree(raw: bytes, oid_size: int = 20) -> Iterator[tuple[int, bytes, str]]:
    """Yield mode, name and id of each entry; stop where the bytes make no sense."""
    place = 0
    while (blank := raw.find(b" ", place)) >= 0:
        end = raw.find(b"\0", blank)
        mode, name = raw[place:blank], raw[blank + 1 : end]
        oid = raw[end + 1 : end + 1 + oid_size]
        if end < 0 or len(oid) < oid_size or not re.fullmatch(rb"[0-7]{5,6}", mode):
            return
        yield int(mode, 8), name, oid.hex()
        place = end + 1 + oid_size


def is_well_named(name: bytes) -> bool:
    """Whether a tree entry's name is one that could be a file's."""
    return name not in (b"", b".", b"..") and b"/" not in name


def trailers(message: str) -> list[Trailer]:
    """Return the trailers of the last paragraph, and picked or reverted commits.

    Only ``Token: value`` with an ``<address>`` counts; tokens are lower-cased.
    """
    text = message.rstrip()
    paragraph = text[text.rfind("\n\n") + 2 :] if "\n\n" in text else ""
    found = []
    for line in paragraph.split("\n")[:200]:
        match = _TRAILER.fullmatch(line.rstrip())
        person = match and _ADDRESS.search(match[2][:700])
        if match and person:
            name, email = clean(person[1], NAME_LENGTH), clean(person[2], NAME_LENGTH)
            found.append(Trailer(match[1].lower(), name=name, email=email))
    for token, pattern in (("cherry-picked-from", _PICKED), ("reverts", _REVERTS)):
        found += [Trailer(token, oid=oid) for oid in pattern.findall(text)[:20]]
    return found


def decode(data: bytes, charset: str = "") -> str:
    """Return text without NUL, whatever the bytes are.

    The charset that the object names counts if it is a known one and fits;
    otherwise UTF-8, otherwise Latin-1, which fits everything.
    """
    known = charset and _CHARSET.fullmatch(charset)
    for name in (charset, "utf-8") if known else ("utf-8",):
        try:
            return data.decode(name).replace("\0", "")
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1").replace("\0", "")


def _path(raw: bytes) -> str:
    return _known_path(raw) if len(raw) <= SHORT_PATH else decode(raw)


@lru_cache(maxsize=10_000)
def _known_path(raw: bytes) -> str:
    """Decode once what a history names again and again."""
    return decode(raw)


def clean(value: str, length: int) -> str:
    """Return one line: control and direction characters as blanks, cut to length."""
    value = value[: length * 4]
    if not value.isprintable():  # most are, and need no second look
        value = _CONTROL.sub(" ", value)
    return value.strip()[:length]


def moment(seconds: int) -> datetime | None:
    """Return the moment, or None where the calendar has none."""
    return datetime.fromtimestamp(seconds, UTC) if 0 <= seconds <= _LATEST else None
