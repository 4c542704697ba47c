"""Headers that are tables: two columns down, or names above values. Plain Python.

Markdown tables with pipes, and HTML tables.
"""

import re
from html.parser import HTMLParser

from rfcs.formats import inline, words
from rfcs.formats.header import Header, add, counts, top
from rfcs.formats.source import SourceFile
from rfcs.formats.yaml_front import heading

MOST_LINES = 120
RULE = re.compile(
    r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$"
)
CELLS = re.compile(r"(?<!\\)\|")
HTML_TABLE = re.compile(r"<table\b.{0,20000}?</table>", re.IGNORECASE | re.DOTALL)
MOST_HEADINGS = 2
INDEX_ROWS = 3
WITHIN = 6_000


def read(source: SourceFile) -> Header | None:
    """Return the fields of the first Markdown table, if it holds a header's."""
    lines = top(source, MOST_LINES)
    headings = 0
    for number, line in enumerate(lines):
        headings += line.startswith("#")
        if line.startswith(("```", "~~~")) or headings > MOST_HEADINGS:
            return None
        if not _begins(lines, number):
            continue
        rows, end = _rows(lines, number)
        fields = fields_of(rows)
        if counts(fields, least=2):
            return Header(dict(fields), end, heading(source.text))
        return None
    return None


def _begins(lines: list[str], number: int) -> bool:
    """Whether a table begins in this line."""
    line = lines[number]
    following = lines[number + 1] if number + 1 < len(lines) else ""
    return "|" in line and (
        line.strip().startswith("|") or RULE.match(following) is not None
    )


def _rows(lines: list[str], start: int) -> tuple[list[list[str]], int]:
    rows: list[list[str]] = []
    end = start
    for number in range(start, len(lines)):
        line = lines[number]
        if "|" not in line:
            break
        end = number + 1
        if not RULE.match(line):
            rows.append(cells(line))
    return rows, end


def cells(line: str) -> list[str]:
    """Return the cells of a line of a table."""
    line = line.strip()
    line = line.removeprefix("|")
    line = line[:-1] if line.endswith("|") and not line.endswith("\\|") else line
    return [cell.strip().replace("\\|", "|") for cell in CELLS.split(line)]


def fields_of(rows: list[list[str]]) -> dict[str, str]:
    """Return a table's fields, whichever way round it stands."""
    rows = [row for row in rows if any(row)]
    if not rows:
        return {}
    width = max(map(len, rows))
    across = sum(1 for cell in rows[0] if words.role(inline.plain(cell)))
    down = sum(1 for row in rows if row and words.role(inline.plain(row[0])))
    if len(rows) > INDEX_ROWS and across >= 2 > down - 1:
        return {}  # a row for each proposal: an index, no header
    fields: dict[str, str] = {}
    if len(rows) >= 2 and across >= 2 and across >= down:
        for name, value in zip(rows[0], rows[1], strict=False):
            if name:
                add(fields, inline.plain(name), value)
        return fields
    last = ""
    for row in rows:
        name = inline.plain(row[0]).strip(" :") if row else ""
        value = (
            " | ".join(cell for cell in row[1:] if cell)
            if width > 2
            else "".join(row[1:2])
        )
        if name:
            last = name
            add(fields, name, value)
        elif last and value:
            add(fields, last, value)
    return fields


def read_html(source: SourceFile) -> Header | None:
    """Return the fields of the first HTML table near the top."""
    text = source.text[: WITHIN + 20_000]
    found = HTML_TABLE.search(text)
    if not found or found.start() > WITHIN:
        return None
    parser = _Table()
    parser.feed(found[0])
    parser.close()
    fields = fields_of(parser.rows)
    if not counts(fields, least=2):
        return None
    end = text.count("\n", 0, found.end()) + 1
    return Header(dict(fields), end, heading(source.text))


class _Table(HTMLParser):
    """Collects the cells of a table; tags that are not closed are borne."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a row or a cell; keep where a link leads."""
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append("")
            self._open = True
        elif tag == "br":
            self._add("\n")
        elif tag == "a":
            href = dict(attrs).get("href") or ""
            self._add(f"<{href}> " if href.startswith("http") else "")

    def handle_endtag(self, tag: str) -> None:
        """Close a cell."""
        if tag in ("td", "th", "tr"):
            self._open = False

    def handle_data(self, data: str) -> None:
        """Keep what a cell says."""
        self._add(data)

    def _add(self, data: str) -> None:
        if self._open and self.rows and self.rows[-1]:
            self.rows[-1][-1] = (self.rows[-1][-1] + data).strip(" \t\n") + (
                " " if data.endswith(" ") else ""
            )
