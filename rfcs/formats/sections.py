"""Headings as fields: ``## Status`` and the paragraph below it. Plain Python.

Decision records are written so: what stands under "Status" or "Date" is the value.
"""

import re

from rfcs.formats import words
from rfcs.formats.fences import inside
from rfcs.formats.header import Header, add
from rfcs.formats.source import SourceFile
from rfcs.formats.yaml_front import UNDERLINE, heading

ATX = re.compile(r"(#{1,6})[ \t]*(.+?)[ \t#]*$")
WIKI = re.compile(r"(={2,6})[ \t]*(.+?)[ \t]*\1[ \t]*$")
MOST_LINES = 600
WANTED = {"status", "authors", "created", "updated", "superseded_by", "replaces"}
DEEPEST = 2
LONGEST = 600
STARTED = re.compile(
    r"\W*(?P<key>[A-Za-z][A-Za-z -]{1,30}?)\s*[:-]\**\s+(?P<value>\S.*)"
)
STATED = {"status", "authors", "created", "title", "discussion"}


def read(source: SourceFile) -> Header | None:
    """Return what stands under headings that name fields.

    A heading deeper in the text is about something else: the status of an answer.
    """
    lines = source.text.split("\n", MOST_LINES)[:MOST_LINES]
    deepest = _deepest(lines)
    fields: dict[str, str] = {}
    name, held, headings = "", [""], 0
    held.clear()
    for number, (line, is_code) in enumerate(zip(lines, inside(lines), strict=True)):
        said, depth = ("", 0) if is_code else _heading(lines, number)
        if said:
            _keep(fields, name, held)
            headings += 1
            found = STARTED.fullmatch(said)
            key = found["key"] if found else ""
            is_part = headings > 1 and words.plain(key).startswith("feature")
            if found and depth <= deepest and words.role(key) in STATED and not is_part:
                add(fields, key, found["value"])
            name = said if words.role(said) in WANTED and depth <= deepest else ""
            held = []
        elif name and not UNDERLINE.match(line):
            if line.strip():
                held.append(line.strip())
            elif held:
                _keep(fields, name, held)
                name, held = "", []
    _keep(fields, name, held)
    if not fields:
        return None
    return Header(dict(fields), 0, heading(source.text), least=3)


def _deepest(lines: list[str]) -> int:
    """Return how deep a section of the document itself may be."""
    depths = [len(found[1]) for line in lines if (found := ATX.match(line))]
    return max(DEEPEST, min(depths[1:], default=0))


def _heading(lines: list[str], number: int) -> tuple[str, int]:
    """Return the heading that a line is, and its depth as far as it shows."""
    line = lines[number]
    if found := ATX.match(line) or WIKI.match(line):
        return found[2], len(found[1])
    following = lines[number + 1] if number + 1 < len(lines) else ""
    if (
        line.strip()
        and not line[0].isspace()
        and UNDERLINE.match(following)
        and len(following.strip()) >= len(line.strip()) - 1
    ):
        return ("" if UNDERLINE.match(line) else line.strip()), 1
    return "", 0


def _keep(fields: dict[str, str], name: str, held: list[str]) -> None:
    value = "\n".join(re.sub(r"^[-*+]\s+", "", line) for line in held)
    if name and value and len(value) <= LONGEST and name not in fields:
        fields[name] = value
