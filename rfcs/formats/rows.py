"""Rows of an index table: one proposal a row, with no file of its own. Plain Python.

A row is made into a small text of its own: the heading it stands under, its table
with this one row, the links it names. Its path is the index's with the row's key
after ``#``; the key comes from the row's link or title, never from its place.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from rfcs.formats import inline, normal, tables, words
from rfcs.formats.fences import inside
from rfcs.formats.folders import STATUS_WORDS
from rfcs.formats.header import Header
from rfcs.formats.naming import Name
from rfcs.formats.source import TEXT, Files, Format, Parsed, Place, SourceFile

INDEX = re.compile(r"(?:.+/)?(?:readme|index|(?:.+-)?proposals)\.(?:md|markdown)", re.I)
PATH = re.compile(r".+\.(?:md|markdown)#(?P<key>[a-z0-9_-]{1,100})", re.I)
HEADING = re.compile(r"(#{1,6})[ \t]+(.+?)[ \t#]*")
REFERENCE = re.compile(
    r" {0,3}\[([^\[\]]{1,200})\]:\s*<?(https?://[^\s<>]{1,1000})>?.*"
)
NAMED = re.compile(r"\[([^\[\]]{1,300})\](?:\[([^\[\]]{0,200})\])?(?![(\[:])")
LINKED = re.compile(r"\[([^\[\]]{1,300})\]\((https?://[^\s()]{1,1000})\)")
OWN = re.compile(r"https?://[^/]+/[^/]+/([^/#?]+)/?")
FILE = re.compile(r".+\.(?:md|markdown|rst|txt|adoc|mediawiki|html?|pdf)", re.I)
TITLES = frozenset({"proposal", "proposals", "proposal name", "rfc", "title", "name"})
PEOPLE = frozenset({"authors", "editors"})
STATES = frozenset({"status", "stage"})
STEP = re.compile(r"(?:stage|phase)\s+\d", re.I)
PROPOSALS = re.compile(r"\b(?:proposals?|rfcs?)\b", re.I)
LAST = re.compile(r"\s+(?:proposals?|rfcs?)$", re.I)
PROCESSES = {"tc39": ("stage", "tc39"), "wasm": ("phase", "WebAssembly")}
LEAST = 3
MOST = 2_000
LARGEST = 2_000_000
DEPTH = 1


@dataclass(frozen=True)
class Row:
    """One row: what it is known by, its title, and its text."""

    key: str
    title: str
    data: bytes


def is_index_name(path: str, *, anywhere: bool = False) -> bool:
    """Whether a file of this name may be an index of proposals."""
    if anywhere:
        return path.lower().endswith((".md", ".markdown"))
    return path.count("/") <= DEPTH and INDEX.fullmatch(path) is not None


def key_of(path: str) -> str:
    """Return the key of the row that has the path, ``""`` for a file's path."""
    found = PATH.fullmatch(path)
    return found["key"] if found else ""


def file_of(path: str) -> str:
    """Return the file in which the row or the document stands."""
    return path[: -len(key) - 1] if (key := key_of(path)) else path


def is_index(indexes: Mapping[str, Mapping[str, Row]]) -> bool:
    """Whether so many rows are enough to take a repository for an index."""
    return len(joined(indexes)) >= LEAST


def read(data: bytes) -> dict[str, Row]:
    """Return the proposals of a file's index tables, by key."""
    if len(data) > LARGEST:
        return {}
    source = SourceFile("", data)
    lines = source.text.split("\n")
    known = _references(lines)
    listed = [
        (heading, table[0], cells)
        for heading, table in _tables(lines)
        for cells in _proposals(heading, table, known)
    ][:MOST]
    links = Counter(_own(cells[0], known) for _, _, cells in listed)
    found: dict[str, Row] = {}
    for heading, names, cells in listed:
        own = _own(cells[0], known)
        title = inline.plain(resolved(cells[0], known))
        key = own if links[own] == 1 and own else _slug(title)
        if key:
            text = _text(heading, names, cells, known)
            found.setdefault(key, Row(key, title, text))
    return found


def joined(files: Mapping[str, Mapping[str, Row]]) -> dict[str, tuple[str, Row]]:
    """Return file and row of each key, of all index files together.

    Rows of other titles that link to one repository are known by their titles.
    """
    titles: dict[str, set[str]] = defaultdict(set)
    for found in files.values():
        for key, row in found.items():
            titles[key].add(_slug(row.title))
    rows: dict[str, tuple[str, Row]] = {}
    for path in sorted(files):
        for key, row in files[path].items():
            own = key if len(titles[key]) == 1 else _slug(row.title) or key
            rows.setdefault(own, (path, replace(row, key=own)))
    return rows


def _references(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        if line.lstrip().startswith("[") and (match := REFERENCE.fullmatch(line)):
            found.setdefault(match[1].casefold(), match[2])
    return found


def _tables(lines: list[str]) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield every table with the heading that it stands under."""
    heading, number, code = "", 0, list(inside(lines))
    while number < len(lines):
        line = "" if code[number] else lines[number]
        if match := HEADING.fullmatch(line[:1000]):
            heading = inline.plain(match[2])
        elif line and _begins(lines, number):
            end = number + 2
            while end < len(lines) and "|" in lines[end]:
                end += 1
            rows = [lines[number], *lines[number + 2 : end]]
            yield heading, [tables.cells(row) for row in rows]
            number = end
            continue
        number += 1


def _begins(lines: list[str], number: int) -> bool:
    following = lines[number + 1 : number + 2]
    return (
        "|" in lines[number]
        and bool(following)
        and "|" in following[0]
        and tables.RULE.match(following[0]) is not None
    )


def _proposals(
    heading: str, table: list[list[str]], known: Mapping[str, str]
) -> list[list[str]]:
    """Return the rows of a table that has the marks of an index, else nothing."""
    names, rows = table[0], [row for row in table[1:] if row and row[0]]
    roles = {words.role(inline.plain(name)) for name in names[1:]}
    if not names or words.plain(inline.plain(names[0])) not in TITLES:
        return []
    if not (roles & STATES or (roles & PEOPLE and _is_step(heading))):
        return []
    if not (PROPOSALS.search(heading) or STEP.search(heading)):
        return []
    linked = [row for row in rows if _link(row[0], known)]
    return rows if linked and 2 * len(linked) >= len(rows) else []


def _is_step(heading: str) -> bool:
    """Whether a heading names a step of a lifecycle."""
    rest = LAST.sub("", heading)
    return bool(STEP.match(heading) or STATUS_WORDS.fullmatch(rest))


def _link(cell: str, known: Mapping[str, str]) -> str:
    """Return where a cell's first link leads, if not to a file."""
    found = LINKED.search(resolved(cell, known))
    return found[2] if found and not FILE.fullmatch(found[2]) else ""


def resolved(cell: str, known: Mapping[str, str]) -> str:
    """Return a cell with its links by name written out."""

    def put(match: re.Match[str]) -> str:
        url = known.get((match[2] or match[1]).casefold())
        return f"[{match[1]}]({url})" if url else match[0]

    return NAMED.sub(put, cell) if "[" in cell else cell


def _own(cell: str, known: Mapping[str, str]) -> str:
    """Return the name of the repository that a cell links to, as a key."""
    found = OWN.fullmatch(_link(cell, known))
    return _slug(found[1].removeprefix("proposal-")) if found else ""


def _slug(words_: str) -> str:
    """Return the letters and digits of ASCII, small, with hyphens between words."""
    plain = unicodedata.normalize("NFKD", words_).encode("ascii", "ignore").decode()
    words_ = re.sub(r"[^a-z0-9\s._-]", "", plain.lower())
    return re.sub(r"[\s.-]+", "-", words_)[:100].strip("-")


def _text(
    heading: str, names: list[str], cells: list[str], known: Mapping[str, str]
) -> bytes:
    """Write a row down so that only what it says itself can change the text."""
    width = min(len(names), len(cells))
    lines = [
        [resolved(cell, known).replace("|", "\\|") for cell in line[:width]]
        for line in (names, cells)
    ]
    lines.insert(1, ["---"] * width)
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"## {heading}\n\n{table}\n".encode()


def _place(path: str, _anywhere: bool) -> Place | None:
    key = key_of(path)
    return Place(f"#{key}", TEXT) if key else None


def _parse(files: Files) -> Parsed | None:
    source = files[TEXT]
    read_ = next(_tables(source.text.split("\n")), None)
    if read_ is None or len(read_[1]) < 2:
        return None
    heading, (names, cells) = read_[0], read_[1][:2]
    stated = {
        inline.plain(name): cell
        for name, cell in zip(names[1:], cells[1:], strict=False)
        if inline.plain(name) and cell
    }
    title = inline.plain(cells[0])
    dateless = {k: v for k, v in stated.items() if words.plain(k) != "date"}
    header = Header(dateless, title=title)
    found = normal.metadata(source, header, name=Name())
    link = LINKED.search(cells[0])
    links = ((link[2],) if link else ()) + found.discussion
    status = found.status or found.stage or heading
    metadata = replace(
        found,
        title=title,
        status=status,
        stage="",
        discussion=tuple(dict.fromkeys(links)),
        fields=stated,
    )
    process = _process(status, cells[0])
    word = LAST.sub("", status)
    return Parsed(metadata, "markdown", source, process=process, word=word)


def _process(status: str, cell: str) -> str:
    """Return whose words they are: by how steps are called, or by who owns the page."""
    for process, (step, owner) in PROCESSES.items():
        if re.match(rf"{step}\s+\d", status, re.I) or f"//github.com/{owner}/" in cell:
            return process
    return "common"


FORMAT = Format("rows", "common", _place, _parse, lambda text, _title: text)
