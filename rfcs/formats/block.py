"""Mail-like fields at the very top, or in ``<pre>``, a fence, a literal, an indent.

Plain Python. ``Key: value`` lines, continued by indented ones, as PEPs and BIPs have.
"""

import re

from rfcs.formats import words
from rfcs.formats.header import Header, counts, top
from rfcs.formats.source import SourceFile
from rfcs.formats.yaml_front import heading
from rfcs.metadata import Issue

FIELD = re.compile(
    r"(?P<indent>[ \t]*)(?P<key>[A-Za-z][A-Za-z0-9 _()/'#*-]{0,40}?)[ \t]?:"
    r"(?:[ \t]+(?P<value>.*)|[ \t]*)$"
)
OPENERS = re.compile(
    r"\s*(?:<pre[^>]{0,80}>|```+[\w-]*|~~~+[\w-]*|.*::|\.\. code(?:-block)?::.*"
    r"|----|\.{4}|<code>)\s*$"
)
CLOSERS = re.compile(r"\s*(?:</pre>|```+|~~~+|----|\.{4}|</code>)\s*$")
PRE_FIRST = re.compile(r"(\s*)<pre[^>]{0,80}>(?=\s*[A-Za-z])")
TIGHT = re.compile(
    r"(?P<indent>)(?P<key>[A-Za-z][A-Za-z0-9 #-]{1,30}):(?P<value>[^\s:/].*)$"
)
BEFORE = 30
TELLING = {"number", "title", "status", "authors", "created"}
LOCAL = re.compile(r"(?:Local Variables|mode|coding|End|vim)\b", re.IGNORECASE)


def read(source: SourceFile) -> Header | None:
    """Return the fields of the first block that has proposals' fields."""
    lines = top(source)
    for number, line in enumerate(lines[:BEFORE]):
        opened = OPENERS.match(line)
        if found := PRE_FIRST.match(line):
            lines[number] = line[found.end() :]
            header = _block(lines, number, source, closed=True)
        elif opened:
            header = _block(lines, number + 1, source, closed=True)
        elif number == 0 or not lines[number - 1].strip():
            header = _block(lines, number, source, closed=False)
        else:
            continue
        if header is not None:
            return header
    return None


def _block(
    lines: list[str], start: int, source: SourceFile, *, closed: bool
) -> Header | None:
    while start < len(lines) and not lines[start].strip():
        start += 1
    fields: dict[str, str] = {}
    issues: list[Issue] = []
    last, depth, end = "", 0, start
    for number in range(start, len(lines)):
        line = lines[number]
        if CLOSERS.match(line):
            end = number + 1
            break
        if not line.strip():
            if closed and fields and _goes_on(lines, number):
                continue
            end = number
            break
        found = FIELD.match(line) or (closed and _tight(line)) or None
        indent = len(line) - len(line.lstrip())
        if (
            found
            and (not fields or indent <= depth)
            and not line.lstrip().startswith("http")
        ):
            if not fields:
                depth = indent
            last = found["key"].strip()
            if last in fields:
                message = f"“{last}” is written twice; both are kept."
                issues.append(Issue("repeated-field", message, number + 1, source.path))
                fields[last] += "\n" + _value(found)
            else:
                fields[last] = _value(found)
        elif last and indent > depth:
            fields[last] = f"{fields[last]}\n{line.strip()}".strip()
        elif not closed or not fields:
            return None
        else:
            message = f"This line of the header is no field: {line.strip()[:80]}"
            issues.append(
                Issue("header-line-unreadable", message, number + 1, source.path)
            )
        end = number + 1
    if "apiVersion" in fields:  # a resource that the text is about
        return None
    if not counts(fields, least=2) or not (closed or _is_telling(fields)):
        return None
    return Header(
        dict(fields),
        end,
        heading("\n".join(lines[:start])) or heading(source.text, end),
        tuple(issues[:20]),
    )


def _value(found: re.Match[str]) -> str:
    """Return what a field says, without the backslash that breaks a line."""
    return (found["value"] or "").strip().removesuffix("\\").rstrip()


def _tight(line: str) -> re.Match[str] | None:
    """Return a known field that lacks the blank behind its colon."""
    found = TIGHT.match(line)
    return found if found and words.role(found["key"]) else None


def _is_telling(fields: dict[str, str]) -> bool:
    """Whether lines that nothing encloses say what a header says first."""
    return bool(TELLING & {words.role(name) for name in fields})


def _goes_on(lines: list[str], number: int) -> bool:
    """Whether fields go on after a blank line inside a closed block."""
    following = lines[number + 1 : number + 3]
    return any(FIELD.match(line) for line in following if line.strip())
