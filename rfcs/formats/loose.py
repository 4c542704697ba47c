"""Loose ``Key: value`` lines, plain or bold, near the top of a text. Plain Python."""

import re

from rfcs import lifecycle_words
from rfcs.formats import words
from rfcs.formats.fences import inside
from rfcs.formats.header import Header, add, counts, top
from rfcs.formats.source import SourceFile
from rfcs.formats.yaml_front import heading

FIELD = re.compile(
    r"[ \t>]{0,4}[*_]{0,3}(?P<key>[^\W\d_][^:\uff1a|*`\n]{0,40}?)[*_]{0,3}"
    r"[ \t]*[:\uff1a][*_]{0,3}"
    r"(?:[ \t]+|(?=[*_`\[]))(?P<value>\S.*)"
)
OPEN = re.compile(
    r"[ \t>]{0,4}[*_]{0,3}(?P<key>[^\W\d_][^:\uff1a|*`\n]{0,40}?)[*_]{0,3}"
    r"[ \t]*[:\uff1a][*_]{0,3}[ \t]*$"
)
ITEM = re.compile(r"[-*+•][ \t]+(?P<value>\S.*)")
ASIDE = re.compile(r"[ \t]*(?:>|\.\. |[-=_*]{3,}[ \t]*$|<!--.*-->[ \t]*$)")
BADGES = re.compile(r"[ \t]*(?:`[^`]{1,40}`[ \t,|]*){1,8}$")
BADGE = re.compile(r"`([^`]+)`")
SECTION = re.compile(r"#{2,6}[ \t]*\S")
MOST_LINES = 50
ENOUGH_TEXT = 4


def read(source: SourceFile) -> Header | None:
    """Return the fields that stand in lines of their own before the text."""
    fields: dict[str, str] = {}
    end, prose, last = 0, 0, ""
    lines = top(source, MOST_LINES)
    code = list(inside(lines))
    for number, line in enumerate(lines, start=1):
        if code[number - 1]:
            continue
        found = FIELD.match(line)
        if found and words.role(found["key"]):
            last = found["key"].strip(" *_`")
            add(fields, last, found["value"].strip().rstrip("\\").strip())
            end, prose = number, 0
        elif (opened := OPEN.match(line)) and words.role(opened["key"]):
            last = opened["key"].strip(" *_`")  # its value stands below
        elif BADGES.match(line) and (status := _badge(line)):
            fields.setdefault("status", status)
            end = number
        elif not line.strip() or line.startswith("#"):
            last = last if last not in fields and not line.strip() else ""
            if fields and SECTION.match(line) and end:
                break
        elif last and (line[:1] in " \t" or ITEM.match(line)):
            item = ITEM.match(line.strip())
            add(fields, last, item["value"] if item else line.strip())
            end = number
        elif ASIDE.match(line):
            last = ""
        else:
            prose += not (found and line.startswith("**"))
            if found and fields and end == number - 1:
                add(fields, found["key"].strip(" *_`"), found["value"].strip())
                end, prose = number, 0
            elif prose > ENOUGH_TEXT:
                break
    if not counts(fields):
        return None
    return Header(
        dict(fields), end if _is_top(lines, end) else 0, heading(source.text), least=3
    )


def _badge(line: str) -> str:
    """Return the first of `words` in code marks if it is a state's."""
    found = BADGE.findall(line)
    return found[0] if found and lifecycle_words.is_usual(found[0]) else ""


def _is_top(lines: list[str], end: int) -> bool:
    """Whether nothing but fields, blanks and a heading stands up to there."""
    for number, line in enumerate(lines[:end]):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        is_heading = line.startswith("#") or re.match(
            r"[=~-]{3,}\s*$", line + following
        )
        if (
            line.strip()
            and not is_heading
            and not FIELD.match(line)
            and not OPEN.match(line)
            and not line.startswith((" ", "\t", ".. "))
            and not ITEM.match(line)
            and not BADGES.match(line)
        ):
            return False
    return True
