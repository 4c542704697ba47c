"""YAML that stands before a Markdown text, or in a file beside it. Plain Python."""

import re
from collections.abc import Iterable
from typing import Any

from core.plainyaml import Unreadable, load
from rfcs.formats.source import SourceFile, without_title
from rfcs.metadata import Author, Issue

FENCED = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M)
OPENED = re.compile(r"\A---[ \t]*\n")
MAX_CHARACTERS = 16_000
ADDRESS = re.compile(r"(?P<name>[^<>]*?)\s*<(?P<email>[^<>\s]+@[^<>\s]+)>")
REVERSED = re.compile(r"(?P<email>[^\s()<>]+@[^\s()<>]+)\s*\((?P<name>[^()]+)\)")
HANDLE = re.compile(r"@[A-Za-z0-9][\w.-]*")
NOTHING = {"", "n/a", "na", "none", "tbd", "-", "~", "null"}

Members = dict[str, Any]


def split(text: str) -> tuple[str | None, str]:
    """Return the front matter, or ``None``, and the text with blank lines for it."""
    found = FENCED.match(text)
    if not found:
        return None, text
    return found[1], "\n" * found[0].count("\n") + text[found.end() :]


def body(text: str, title: str) -> str:
    """Return what is to be rendered of a text with front matter."""
    return without_title(split(text)[1], title)


def read(front: str, source: SourceFile, *, first_line: int = 2) -> Members | Issue:
    """Return the members of a mapping, or what is wrong with the YAML."""
    if len(front) > MAX_CHARACTERS:
        words = f"The header is longer than {MAX_CHARACTERS} characters."
        return Issue("header-too-long", words, None, source.path)
    try:
        value = load(front.encode("utf-8", "replace")).value
    except Unreadable as error:
        line = error.line + first_line - 1 if error.line else None
        return Issue("header-unreadable", error.message, line, source.path)
    except (RecursionError, ValueError) as error:
        words = f"The header cannot be read: {type(error).__name__}."
        return Issue("header-unreadable", words, None, source.path)
    if not isinstance(value, dict):
        words = "The header should hold named members."
        return Issue("header-unreadable", words, first_line, source.path)
    return value


def word(members: Members, name: str) -> str:
    """Return a member that is one piece of text, else ``""``."""
    value = members.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def words(members: Members, *names: str) -> tuple[str, ...]:
    """Return a member that is a list of texts, or one; nothing for "n/a"."""
    found: list[str] = []
    for name in names:
        value = members.get(name)
        items = value if isinstance(value, list) else [value]
        found += [item.strip() for item in items if isinstance(item, str)]
    return tuple(item for item in found if item.lower() not in NOTHING)


def read_author(text: str) -> Author:
    """Return the person that ``Name <address>``, ``@handle`` or a name stands for."""
    text = " ".join(text.split()).strip(" ,;")
    spelled = text.replace(" at ", "@") if "<" in text or "(" in text else text
    for pattern in (ADDRESS, REVERSED):
        if found := pattern.fullmatch(spelled):
            email = found["email"].strip()
            return Author(found["name"].strip().strip('"') or email, email)
    if HANDLE.fullmatch(text):
        return Author(text, handle=text[1:])
    if "@" in text and " " not in text:
        return Author(text, text)
    return Author(text)


def read_authors(texts: Iterable[str]) -> tuple[Author, ...]:
    """Return every author that is named."""
    return tuple(read_author(text) for text in texts if text.strip(" ,;"))
