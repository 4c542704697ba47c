"""reStructuredText headers: field lists ``:Key: value`` and ``.. key:: value``."""

import re

from rfcs.formats.header import Header, add, counts, top
from rfcs.formats.source import SourceFile
from rfcs.formats.yaml_front import heading

FIELD = re.compile(
    r"[ \t]{0,8}:(?P<key>[^\W\d_][^:\n`]{0,60}):(?:[ \t]+(?P<value>.*)|[ \t]*)$"
)
DIRECTIVE = re.compile(
    r"\.\.[ \t]+(?P<key>[A-Za-z][\w-]{0,40})::(?:[ \t]+(?P<value>.*)|[ \t]*)$"
)
LAYOUT = {
    *("contents", "highlight", "sectnum", "header", "footer", "raw", "image", "figure"),
    *("note", "warning", "include", "toctree", "code", "code-block", "default-role"),
    *(
        "role",
        "meta",
        "class",
        "container",
        "title",
        "admonition",
        "important",
        "rubric",
    ),
    *("tip", "hint", "epigraph", "topic", "sidebar", "comment"),
}
MOST_LINES = 120


def read(source: SourceFile) -> Header | None:
    """Return the field list or the directives near the top."""
    fields: dict[str, str] = {}
    last, end, depth = "", 0, 0
    for number, line in enumerate(top(source, MOST_LINES), start=1):
        found = FIELD.match(line)
        directive = DIRECTIVE.match(line)
        if directive and directive["key"] in LAYOUT:
            last = ""
            if directive["key"] in ("header", "contents", "highlight") and fields:
                end = number
        elif match := found or directive:
            if (
                directive is None
                and fields
                and last == ""
                and end
                and number - end > 25
            ):
                break
            last, end = match["key"].strip(), number
            depth = len(line) - len(line.lstrip())
            add(fields, last, (match["value"] or "").strip())
        elif not line.strip():
            continue
        elif last and line[:1] in " \t" and len(line) - len(line.lstrip()) > depth:
            fields[last] = f"{fields[last]}\n{line.strip()}".strip()
            end = number
        else:
            last = ""
    if not counts(fields):
        return None
    return Header(
        dict(fields), end if _is_top(source, end) else 0, heading(source.text)
    )


def _is_top(source: SourceFile, end: int) -> bool:
    """Whether no prose stands among the fields."""
    lines = top(source, MOST_LINES)[:end]
    prose = [
        line
        for line in lines
        if line.strip()
        and not line.startswith((" ", "\t", ":", ".."))
        and line.strip()[0].isalnum()
    ]
    return len(prose) <= 1
