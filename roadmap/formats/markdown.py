"""The pieces of Markdown that plans are written in: headings, tables, tasks, links."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

MAX_CELL = 2_000
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
_TASK = re.compile(r"(\s*)(?:[-*+]|\d{1,4}[.)])\s+\[([ xX]|[^\w\s\[\]])\]\s+(\S.*)")
_ITEM = re.compile(r"(\s*)(?:[-*+]|\d{1,4}[.)])\s+\S")
_DEFINITION = re.compile(r" {0,3}\[([^\]]{1,200})\]:\s*<?(\S{1,1000}?)>?(?:\s.*)?$")
_RULE_CELL = re.compile(r":?-+:?")
_LINK = re.compile(r"\[([^\]]{0,300})\]\(\s*<?([^\s()<>]{1,1000})>?[^()]{0,200}\)")
_REFERENCE = re.compile(r"\[([^\]]{1,300})\](?:\[([^\]]{0,100})\])?")
_COMMENT = re.compile(r"<!--.{0,2000}?-->")
_MARKS = re.compile(r"(\*\*|__|~~|`)")


@dataclass(frozen=True)
class Table:
    """A table: its header and rows, cells as they were typed, and its first line."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: int


@dataclass(frozen=True)
class Task:
    """An item with a box: how deep it stands, its mark, what it says."""

    depth: int
    mark: str
    text: str
    line: int

    @property
    def done(self) -> bool:
        """Whether the box is ticked."""
        return self.mark in "xX"


@dataclass
class Section:
    """What stands under one heading, until the next heading of any level."""

    level: int = 0
    title: str = ""
    line: int = 1
    lines: list[tuple[int, str]] = field(default_factory=list)

    def tables(self) -> Iterator[Table]:
        """Yield each table of the section."""
        run: list[tuple[int, str]] = []
        for number, text in [*self.lines, (0, "")]:
            if text.lstrip().startswith("|"):
                run.append((number, text))
            elif run:
                yield _table(run)
                run = []

    def prose(self) -> str:
        """Return the text without tables, quotes and definitions of links."""
        kept = [
            text
            for _, text in self.lines
            if not text.lstrip().startswith(("|", ">")) and not _DEFINITION.match(text)
        ]
        return "\n".join(kept).strip()

    def tasks(self) -> Iterator[Task]:
        """Yield each task; its depth is the number of tasks that it stands in."""
        margins: list[tuple[int, bool]] = []
        for number, text in self.lines:
            item = _ITEM.match(text)
            if item is None:
                continue
            margin = len(item[1].expandtabs(4))
            while margins and margins[-1][0] >= margin:
                margins.pop()
            depth = sum(is_task for _, is_task in margins)
            task = _TASK.match(text)
            margins.append((margin, task is not None))
            if task:
                yield Task(depth, task[2], task[3].strip(), number)


def sections(text: str) -> list[Section]:
    """Return the sections of a text; code blocks are left out."""
    found = [Section()]
    fence = ""
    for number, line in enumerate(text.splitlines(), start=1):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence):
                fence = ""
        elif mark:
            fence = mark[1]
        elif heading := _HEADING.match(line):
            found.append(Section(len(heading[1]), plain(heading[2]), number))
        else:
            found[-1].lines.append((number, line))
    return found


def definitions(parts: list[Section]) -> dict[str, str]:
    """Return the addresses that the text defines for its references."""
    matches = (_DEFINITION.match(text) for part in parts for _, text in part.lines)
    return {match[1].lower(): match[2] for match in matches if match}


def plain(text: str) -> str:
    """Return text without its marks: links become their words."""
    text = _LINK.sub(r"\1", _COMMENT.sub("", text))
    return _MARKS.sub("", text.replace("\\|", "|")).strip()


def links(text: str, known: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (words, address) of each link; references are looked up in ``known``."""
    found = [(match[1], match[2]) for match in _LINK.finditer(text)]
    for match in _REFERENCE.finditer(_LINK.sub("", text)):
        if address := known.get((match[2] or match[1]).lower()):
            found.append((match[1], address))
    return found


def references(text: str) -> list[str]:
    """Return the names in square brackets, as ``[lang]``, but not of images."""
    bare = re.sub(r"!\[[^\]]{0,200}\](\[[^\]]{0,100}\]|\([^)]{0,500}\))?", "", text)
    return [match[1] for match in _REFERENCE.finditer(bare)]


def cells(line: str) -> tuple[str, ...]:
    """Return the cells of a table's row; a bar after a backslash divides nothing."""
    inner = line.strip().removeprefix("|")
    parts = [part.strip() for part in re.split(r"(?<!\\)\|", inner)]
    if parts and not parts[-1]:
        parts.pop()
    return tuple(part[:MAX_CELL] for part in parts)


def _table(run: list[tuple[int, str]]) -> Table:
    rows = [cells(text) for _, text in run]
    body = rows[1:]
    if body and all(_RULE_CELL.fullmatch(cell) for cell in body[0] if cell):
        body = body[1:]
    return Table(rows[0], tuple(body), run[0][0])
