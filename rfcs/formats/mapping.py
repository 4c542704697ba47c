"""A style that a project describes itself: where each field stands. Plain Python.

    paths: notes/*.txt
    fields:
      number: {path: "notes/{}-*.txt"}
      title: {line: "Subject = {}"}
      status: {field: Disposition}
      authors: {line: "* by {}"}
    states: {landed: accepted, shelved: postponed}

Patterns are words with ``*`` for anything and ``{}`` for the value. They are matched
from left to right without going back, so that no pattern takes long on any line.
"""

import re
from collections.abc import Mapping as Members
from dataclasses import dataclass
from typing import Any

from core.plainyaml import Unreadable, load
from rfcs.formats import inline
from rfcs.formats.header import LONGEST_LINE
from rfcs.formats.source import SourceFile

MAX_BYTES = 20_000
MOST_FIELDS = 40
MOST_LINES = 400
LONGEST_PATTERN = 200
FIELDS = (
    *("number", "title", "status", "authors", "created", "updated", "discussion"),
    *("requires", "replaces", "superseded_by", "updates", "see_also", "type"),
)
KINDS = ("line", "path", "field", "heading")
PIECES = re.compile(r"(\*|\{\})")


class BadMapping(ValueError):
    """The mapping cannot be used; the message says why."""


@dataclass(frozen=True)
class Pattern:
    """One place where a value stands."""

    kind: str
    pieces: tuple[str, ...]

    @classmethod
    def of(cls, name: str, value: Any) -> "Pattern":
        """Read ``{line: "Title = {}"}``; raises ``BadMapping``."""
        if isinstance(value, str):
            value = {"field": value}
        if not isinstance(value, dict) or len(value) != 1:
            raise BadMapping(f"“{name}” needs one of {', '.join(KINDS)}.")
        kind, words = next(iter(value.items()))
        if kind not in KINDS:
            raise BadMapping(f"“{name}” has {kind!r}; use {', '.join(KINDS)}.")
        if not isinstance(words, str) or not words or len(words) > LONGEST_PATTERN:
            raise BadMapping(f"The pattern of “{name}” is no text of 1 to 200 letters.")
        if kind == "field":
            return cls(kind, (words,))
        if words.count("{}") != 1 and kind != "heading":
            raise BadMapping(f"The pattern of “{name}” needs {{}} once.")
        return cls(kind, tuple(piece for piece in PIECES.split(words) if piece))

    def find(self, text: str) -> str | None:
        """Return what stands at ``{}``, or ``None`` where the text is another."""
        at, start, end = 0, -1, len(text)
        open_value = floating = False
        for piece in self.pieces:
            if piece == "*":
                floating = True
            elif piece == "{}":
                start, open_value, floating = at, True, True
            else:
                found = text.find(piece, at)
                if found < 0 or (not floating and found != at):
                    return None
                if open_value:
                    end, open_value = found, False
                at, floating = found + len(piece), False
        if open_value:
            end, at = len(text), len(text)
        if not floating and not open_value and at != len(text):
            return None
        return text[start:end].strip() if start >= 0 else text.strip()


@dataclass(frozen=True)
class Mapping:
    """Where the fields stand, and what the words of states mean."""

    paths: str
    fields: tuple[tuple[str, tuple[Pattern, ...]], ...]
    states: tuple[tuple[str, str], ...]

    def read(self, source: SourceFile, stated: Members[str, Any]) -> dict[str, Any]:
        """Return the fields that the mapping finds in a document."""
        lines = source.text.split("\n", MOST_LINES)[:MOST_LINES]
        lines = [line[:LONGEST_LINE] for line in lines]
        found: dict[str, Any] = {}
        for name, patterns in self.fields:
            for pattern in patterns:
                if value := _value(pattern, source.path, lines, stated):
                    found[name] = value
                    break
        if word := self.state(inline.text(found.get("status", stated.get("status")))):
            found["means"] = word
        return found

    def state(self, status: str) -> str:
        """Return the usual word for a status of this project's own."""
        return dict(self.states).get(status.casefold(), "")


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _value(
    pattern: Pattern, path: str, lines: list[str], stated: Members[str, Any]
) -> Any:
    if pattern.kind == "path":
        return pattern.find(path)
    if pattern.kind == "field":
        wanted = pattern.pieces[0].casefold()
        return next((v for k, v in stated.items() if k.casefold() == wanted), None)
    for line in lines:
        if pattern.kind == "heading":
            if not line.startswith(("#", "=")):
                continue
            line = line.strip("#= ")
        if value := pattern.find(line.strip()):
            return value
    return None


def parse(text: str) -> Mapping:
    """Read a mapping; raises ``BadMapping`` with a sentence for the person."""
    if len(text) > MAX_BYTES:
        raise BadMapping(f"The mapping is longer than {MAX_BYTES} characters.")
    try:
        members = load(text.encode("utf-8", "replace")).value
    except (Unreadable, RecursionError) as error:
        raise BadMapping(f"The mapping cannot be read: {error}") from None
    if not isinstance(members, dict) or members.keys() - {"paths", "fields", "states"}:
        raise BadMapping("A mapping has “paths”, “fields” and “states”, nothing else.")
    fields, states = members.get("fields") or {}, members.get("states") or {}
    if not isinstance(fields, dict) or not isinstance(states, dict):
        raise BadMapping("“fields” and “states” hold named members.")
    if len(fields) > MOST_FIELDS or len(states) > MOST_FIELDS:
        raise BadMapping(f"At most {MOST_FIELDS} fields and states are read.")
    if unknown := fields.keys() - set(FIELDS):
        raise BadMapping(
            f"There is no field {min(unknown)!r}; use {', '.join(FIELDS)}."
        )
    paths = members.get("paths") or ""
    if isinstance(paths, list):
        paths = " ".join(str(path) for path in paths)
    patterns = [
        (name, tuple(Pattern.of(name, each) for each in _several(value)))
        for name, value in fields.items()
    ]
    words = [(k.casefold(), v) for k, v in states.items() if isinstance(v, str)]
    return Mapping(str(paths), tuple(patterns), tuple(words))
