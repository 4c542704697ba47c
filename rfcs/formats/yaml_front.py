"""Front matter with any members: YAML between ``---``, TOML between ``+++``.

Plain Python. Where the YAML is none, as with an unquoted colon in a title, its lines
are read one by one, and the document carries the problem.
"""

import re
import tomllib
from typing import Any

from core.plainyaml import clean
from rfcs.formats import front
from rfcs.formats.fences import inside
from rfcs.formats.header import Header
from rfcs.formats.source import SourceFile
from rfcs.metadata import Issue

LEAD = re.compile(r"\A(?:[ \t]*\n|<!--.{0,3000}?-->[ \t]*\n){0,6}", re.DOTALL)
TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.S | re.M)
IN_COMMENT = re.compile(
    r"\A<!--[ \t]*\n(---[ \t]*\n.*?^---[ \t]*\n)\s*-->[ \t]*\n?", re.S | re.M
)
MEMBER = re.compile(
    r"([A-Za-z][\w .()/#*-]{0,60}?)[ \t]*:(?:(?:[ \t]+|(?=\[))(.*)|[ \t]*)$"
)
ITEM = re.compile(r"\s*-[ \t]+(.+)$")
MAX_VALUES = 2_000


def read(source: SourceFile) -> Header | None:
    """Return the members of the front matter."""
    text = source.text
    lead = LEAD.match(text)
    skipped = lead.end() if lead else 0
    rest, first = text[skipped:], text[:skipped].count("\n")
    if found := TOML.match(rest):
        end = first + found[0].count("\n")
        return _toml(found[1], end, first, source)
    found = IN_COMMENT.match(text)
    words, _ = front.split(found[1] if found else rest)
    if words is None:
        return None
    end = first + words.count("\n") + 2
    if found:
        first, end = 1, found[0].count("\n")
    members = front.read(words, source, first_line=first + 2)
    if isinstance(members, Issue):
        loose = tolerant(words)
        return Header(loose, end, heading(text, end), (members,)) if loose else None
    fields = {key: value for key, value in members.items() if value is not None}
    return Header(fields, end, heading(text, end))


def _toml(words: str, end: int, first: int, source: SourceFile) -> Header | None:
    if len(words) > front.MAX_CHARACTERS:
        return None
    try:
        members = tomllib.loads(words)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        message = f"This is not TOML: {str(error)[:200]}"
        issue = Issue("header-unreadable", message, first + 1, source.path)
        loose = tolerant(words.replace("=", ":"))
        return (
            Header(loose, end, heading(source.text, end), (issue,)) if loose else None
        )
    fields = {key: _worded(value) for key, value in members.items()}
    if isinstance(fields.get("extra"), dict):
        fields = {**fields.pop("extra"), **fields}
    return Header(fields, end, heading(source.text, end))


def _worded(value: Any, depth: int = 0) -> Any:
    """Return a TOML value as text, lists and mappings, as YAML is read here."""
    if depth > 8:
        return ""
    if isinstance(value, list):
        return [_worded(item, depth + 1) for item in value[:MAX_VALUES]]
    if isinstance(value, dict):
        return {clean(key): _worded(item, depth + 1) for key, item in value.items()}
    return clean(value) if isinstance(value, str) else str(value)


def tolerant(words: str) -> dict[str, Any]:
    """Return what can be made of lines that are not quite YAML."""
    fields: dict[str, Any] = {}
    last = ""
    for line in words.split("\n"):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if found := MEMBER.match(line):
            last = found[1].strip()
            fields[last] = (found[2] or "").strip().strip("\"'")
        elif last and (item := ITEM.match(line)):
            held = fields[last]
            items = held if isinstance(held, list) else [held] if held else []
            fields[last] = [*items, item[1].strip().strip("\"'")]
        elif last and isinstance(fields[last], str):
            fields[last] = f"{fields[last]} {line.strip()}".strip()
    return {key: value for key, value in fields.items() if value not in ("", [])}


ATX = re.compile(r"(?:#{1,2}[ \t]*|=[ \t]+)([^#=\s].*?)[ \t#]*$")
UNDERLINE = re.compile(r"(=+|-{3,}|~{3,}|#{3,}|\*{3,})[ \t]*$")


def heading(text: str, start: int = 0, most: int = 60) -> str:
    """Return the first heading of Markdown or reStructuredText after a line."""
    lines = text.split("\n", start + most)[start : start + most]
    for number, (line, is_code) in enumerate(zip(lines, inside(lines), strict=True)):
        if is_code:
            continue
        if found := ATX.match(line):
            return found[1]
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if (
            line.strip()
            and not line.startswith((" ", "\t", "-", "*", "|", ">", ".."))
            and UNDERLINE.match(following)
            and len(following.strip()) >= min(3, len(line.strip()))
            and not UNDERLINE.match(line)
        ):
            before = lines[number - 1] if number else ""
            if not before.strip() or UNDERLINE.match(before):
                return line.strip()
    return ""
