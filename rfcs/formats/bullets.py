"""A list of facts: ``- Key: value`` or ``* **Key**: value``. Plain Python."""

import re

from rfcs.formats import words
from rfcs.formats.header import Header, add, counts, top
from rfcs.formats.source import SourceFile
from rfcs.formats.yaml_front import heading

FACT = re.compile(
    r"\s{0,3}[-*+•][ \t]+(?:\[[ xX]\][ \t]+)?[*_]{0,3}"
    r"(?P<key>[^\W\d_][^:\uff1a|`\n]{0,60}?)[*_]{0,3}"
    r"[ \t]*[:\uff1a][*_]{0,3}[ \t]*(?P<value>.*)"
)
MARKED = re.compile(
    r"\s{0,3}[-*+•][ \t]+\*\*(?P<key>[^*:]{1,60})\*\*[ \t]+"
    r"[-\u2013\u2014]?[ \t]*(?P<value>.*)"
)
INNER = re.compile(r"\s+(?:[-*+•]|\d+\.)[ \t]+(.+)")
HEADING = re.compile(r"#{1,6}[ \t]*\S")
OTHER = re.compile(r"\s{0,3}(?:<!--|```|~~~|\||#|>|[-*_=]{3,}\s*$)")
MOST_LINES = 80


def read(source: SourceFile) -> Header | None:
    """Return the facts of the first list that looks like them."""
    fields: dict[str, str] = {}
    last, end, blanks = "", 0, 0
    for number, line in enumerate(top(source, MOST_LINES), start=1):
        found = FACT.match(line) or MARKED.match(line)
        if (
            found
            and not _is_link(found["key"])
            and (not line.startswith("  ") or not last)
        ):
            if not fields and not _may_begin(found["key"]):
                continue
            last = found["key"].strip(" *_`")
            add(fields, last, found["value"].strip())
            end, blanks = number, 0
        elif not line.strip():
            blanks += 1
        elif fields and HEADING.match(line):
            break
        elif last and (inner := INNER.match(line)):
            add(fields, last, inner[1].strip())
            end, blanks = number, 0
        elif last and not blanks and not OTHER.match(line):
            fields[last] = f"{fields[last]} {line.strip()}".strip()
            end = number  # indented or not: so Markdown has it
        elif (
            fields and (blanks or not line.startswith(("<!--", "  ")))
        ) or line.startswith(("```", "~~~", "|")):
            break
    if not counts(fields, least=2) and not (counts(fields) and len(fields) >= 3):
        return None
    return Header(dict(fields), end, heading(source.text))


def _may_begin(key: str) -> bool:
    """Whether a list of facts begins with such a name: a short one."""
    return bool(words.role(key)) or len(key.split()) <= 4


def _is_link(key: str) -> bool:
    return "](" in key or "://" in key or key.endswith(("http", "https"))
