"""Apply suggested edits to a text, and write the patch that ``git am`` takes.

Plain Python. An edit names lines of the text that it was written on; in another
text it is found where these lines stand unchanged, once. Bytes are kept: line ends,
a byte order mark and a missing last line end stay as they were.
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import unified_diff
from email.header import Header
from email.utils import format_datetime

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
ENDS = "\r\n"
BOM = "\ufeff"
AROUND = 3
LONGEST_LINE = 900
PLAIN = re.compile(rb"[ !#-\[\]-~]*")
NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f<>@()\"\u0085\u2028\u2029]+")
NOT_IN_A_LINE = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
ESCAPES = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r"}
MODE = "100644"


@dataclass(frozen=True)
class Edit:
    """Other lines for those from ``first_line`` on, counted from one.

    ``before`` and ``after`` are the lines around them, where the edit was written.
    """

    key: int
    first_line: int
    old: str
    new: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Obstacle:
    """Why an edit cannot be applied; ``other`` is the edit that is in its way."""

    key: int
    kind: str
    other: int | None = None


@dataclass(frozen=True)
class Applied:
    """The text with every edit in it, or the obstacles and the text as it was."""

    data: bytes
    obstacles: tuple[Obstacle, ...] = ()


@dataclass(frozen=True)
class Author:
    """A name and an address for a header or a trailer."""

    name: str
    address: str

    @property
    def safe_name(self) -> str:
        """The name without what would end it early."""
        return " ".join(NOT_IN_A_NAME.sub(" ", self.name).split()) or "Contributor"

    def __str__(self) -> str:
        return f"{self.safe_name} <{self.address}>"


@dataclass(frozen=True)
class Message:
    """What a patch says about itself."""

    author: Author
    at: datetime
    subject: str
    body: str
    trailers: Sequence[tuple[str, Author]] = field(default_factory=tuple)


@dataclass(frozen=True)
class _Place:
    edit: Edit
    start: int
    end: int


def with_context(key: int, source: str, first_line: int, old: str, new: str) -> Edit:
    """Return the edit with the lines that stand around it in ``source``."""
    lines = source.split("\n")
    start, end = first_line - 1, first_line - 1 + len(old.split("\n"))
    return Edit(
        key,
        first_line,
        old,
        new,
        tuple(lines[max(0, start - AROUND) : start]),
        tuple(lines[end : end + AROUND]),
    )


def apply(data: bytes, edits: Sequence[Edit]) -> Applied:
    """Apply the edits to the file's bytes, all of them or none."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Applied(data, tuple(Obstacle(edit.key, "not-utf-8") for edit in edits))
    lines = LINE.findall(text)
    bare = [line.rstrip(ENDS) for line in lines]
    if bare and bare[0].startswith(BOM):
        bare[0] = bare[0].removeprefix(BOM)
    places: list[_Place] = []
    obstacles: list[Obstacle] = []
    for edit in edits:
        found = _place(edit, bare)
        if isinstance(found, _Place):
            places.append(found)
        else:
            obstacles.append(found)
    places.sort(key=lambda place: (place.start, place.end, place.edit.key))
    obstacles += _overlaps(places)
    if obstacles:
        return Applied(data, tuple(obstacles))
    return Applied("".join(_rewritten(lines, places)).encode(), ())


def diff(path: str, old: bytes, new: bytes) -> bytes:
    """Return the difference of one file as git writes it."""
    before, after = _git_lines(old), _git_lines(new)
    names = quoted("a/" + path), quoted("b/" + path)
    tab = "\t" if " " in path else ""
    head = (
        f"diff --git {names[0]} {names[1]}\n"
        f"index {blob_oid(old)}..{blob_oid(new)} {MODE}\n"
        f"--- {names[0]}{tab}\n+++ {names[1]}{tab}\n"
    )
    # Latin-1 takes every byte as one sign and gives it back.
    rows = unified_diff(before, after, n=AROUND, lineterm="\n")
    body = [row for position, row in enumerate(rows) if position > 1]
    marked = (
        row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n"
        for row in body
    )
    return head.encode() + "".join(marked).encode("latin-1")


def mail(message: Message, difference: bytes) -> bytes:
    """Return the patch as a mail of the kind that ``git format-patch`` writes."""
    trailers = "".join(f"{name}: {who}\n" for name, who in _once(message.trailers))
    body = f"{message.body.strip()}\n\n{trailers}---\n\n".encode()
    body += difference + b"-- \nAlthing\n"
    encoding = "8bit"
    if b"\r" in body or max(map(len, body.split(b"\n"))) > LONGEST_LINE:
        encoding, body = "base64", base64.encodebytes(body)
    name = _header(message.author.safe_name)
    date = format_datetime(message.at.astimezone(UTC))
    head = (
        f"From {'0' * 40} Mon Sep 17 00:00:00 2001\n"
        f"From: {name} <{message.author.address}>\n"
        f"Date: {date}\n"
        f"Subject: {_header('[PATCH] ' + message.subject)}\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=UTF-8\n"
        f"Content-Transfer-Encoding: {encoding}\n\n"
    )
    return head.encode() + body


def quoted(path: str) -> str:
    """Return a path as git writes it: in quotes where it holds odd characters."""
    data = path.encode()
    if PLAIN.fullmatch(data):
        return path
    return '"' + "".join(map(_escaped, data)) + '"'


def blob_oid(data: bytes) -> str:
    """Return the id that git gives the content."""
    whole = b"blob %d\0%b" % (len(data), data)
    return hashlib.sha1(whole, usedforsecurity=False).hexdigest()


def _escaped(byte: int) -> str:
    if byte in ESCAPES:
        return f"\\{ESCAPES[byte]}"
    if byte in b'"\\':
        return f"\\{chr(byte)}"
    return chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}"


def _header(text: str) -> str:
    """Return a header's value, encoded and folded where it must be."""
    text = " ".join(NOT_IN_A_LINE.sub(" ", text).split())
    if text.isascii() and not text.startswith("=?") and "=?" not in text:
        return text
    return Header(text, "utf-8", maxlinelen=70).encode(linesep="\n")


def _once(trailers: Sequence[tuple[str, Author]]) -> list[tuple[str, Author]]:
    return list(dict.fromkeys(trailers))


def _git_lines(data: bytes) -> list[str]:
    return list(re.findall(r"[^\n]*\n|[^\n]+", data.decode("latin-1")))


def _place(edit: Edit, lines: Sequence[str]) -> _Place | Obstacle:
    """Find the lines of an edit: where they were, else where they stand alone."""
    old = edit.old.split("\n")
    at = [
        start
        for start in range(len(lines) - len(old) + 1)
        if lines[start] == old[0] and list(lines[start : start + len(old)]) == old
    ]
    if not at:
        return Obstacle(edit.key, "changed")
    if len(at) > 1:
        scores = [(_alike(edit, lines, start, len(old)), start) for start in at]
        best = max(score for score, _ in scores)
        at = [start for score, start in scores if score == best]
        if len(at) > 1 and edit.first_line - 1 in at and best == _most(edit):
            at = [edit.first_line - 1]
        if len(at) > 1:
            return Obstacle(edit.key, "ambiguous")
    return _Place(edit, at[0], at[0] + len(old))


def _alike(edit: Edit, lines: Sequence[str], start: int, length: int) -> int:
    """Return how many of the lines around are those that stood around it."""
    before = lines[max(0, start - len(edit.before)) : start]
    after = lines[start + length : start + length + len(edit.after)]
    pairs = [
        *zip(reversed(before), reversed(edit.before), strict=False),
        *zip(after, edit.after, strict=False),
    ]
    return sum(one == other for one, other in pairs)


def _most(edit: Edit) -> int:
    return len(edit.before) + len(edit.after)


def _overlaps(places: Sequence[_Place]) -> Iterator[Obstacle]:
    """Name every edit that begins within the one that reaches furthest before it."""
    furthest: _Place | None = None
    for place in places:
        if furthest is None or place.start >= furthest.end:
            furthest = place
            continue
        if _change(place) != _change(furthest):
            yield Obstacle(place.edit.key, "overlap", furthest.edit.key)
        furthest = max(furthest, place, key=lambda each: each.end)


def _change(place: _Place) -> tuple[int, int, str]:
    return place.start, place.end, place.edit.new


def _rewritten(lines: Sequence[str], places: Sequence[_Place]) -> Iterator[str]:
    done = 0
    for place in places:
        if place.start < done:
            continue  # the same edit, suggested twice
        yield from lines[done : place.start]
        yield _new_words(lines, place)
        done = place.end
    yield from lines[done:]


def _new_words(lines: Sequence[str], place: _Place) -> str:
    """Return the new lines with the line ends of those that they replace."""
    first, last = lines[place.start], lines[place.end - 1]
    mark = BOM if place.start == 0 and first.startswith(BOM) else ""
    if not place.edit.new:
        return mark
    end = first[len(first.rstrip(ENDS)) :] or "\n"
    closing = last[len(last.rstrip(ENDS)) :]
    return mark + end.join(place.edit.new.split("\n")) + closing
