"""Python's PEPs: reStructuredText after a header of mail-like fields. Plain Python."""

import re
from dataclasses import replace
from posixpath import basename, dirname

from rfcs.formats.front import read_author
from rfcs.formats.source import (
    TEXT,
    Files,
    Format,
    Parsed,
    Place,
    SourceFile,
    date_issues,
    humanise,
    stem,
)
from rfcs.metadata import Author, Issue, Metadata, canonical_number, read_date

NAME = re.compile(r"pep-(\d{1,6})\.(?:rst|txt)")
FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]*):(?:[ \t]+(.*)|[ \t]*)$")
URL = re.compile(r"https?://[^\s<>`,]+")
HEADER_LINES = 200
SUFFIXES = {"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"}
COMMA = re.compile(r",(?![^<(]*[>)])")
RELATIONS = {
    "Requires": "requires",
    "Replaces": "replaces",
    "Superseded-By": "superseded_by",
    "Replaced-By": "superseded_by",
}


def place(path: str, anywhere: bool) -> Place | None:
    """Take ``pep-NNNN`` at the root or in ``peps/``; number 0 is the index."""
    found = NAME.fullmatch(basename(path))
    if not found or int(found[1]) == 0:
        return None
    if not anywhere and dirname(path) not in ("", "peps"):
        return None
    return Place(path, TEXT)


def parse(files: Files) -> Parsed | None:
    """Read the header; a PEP without one is still a PEP, with a problem."""
    source = files.get(TEXT)
    if source is None:
        return None
    header, _, problems = _split(source)
    problems = [*source.issues(), *problems]
    metadata = _metadata(source, header)
    metadata = replace(metadata, problems=(*problems, *metadata.problems))
    return Parsed(metadata, _markup(source, header), source)


def lead(data: bytes) -> bytes:
    """Return the file up to its first empty line, where the header ends at last."""
    end = data.find(b"\n\n")
    return data if end < 0 else data[:end]


def body(text: str, _title: str) -> str:
    """Return the text with blank lines for its header."""
    lines = text.split("\n")
    end = _split(SourceFile("", text.encode("utf-8", "replace")))[1]
    return "\n" * end + "\n".join(lines[end:])


def _split(source: SourceFile) -> tuple[dict[str, str], int, list[Issue]]:
    """Return the fields, how many lines they take, and what is odd."""
    fields: dict[str, str] = {}
    problems: list[Issue] = []
    lines = source.text.split("\n")
    last, end = "", 0
    for end, line in enumerate(lines[:HEADER_LINES]):
        if not line.strip():
            break
        if line[0] in " \t" and last:
            fields[last] = f"{fields[last]} {line.strip()}".strip()
            continue
        found = FIELD.match(line)
        if not found:
            if not fields:
                break
            words = f"This line of the header is no field: {line[:80]}"
            problems.append(
                Issue("header-line-unreadable", words, end + 1, source.path)
            )
            continue
        last = found[1]
        if last in fields:
            words = f"“{last}” is written twice; the last counts."
            problems.append(Issue("repeated-field", words, end + 1, source.path))
        fields[last] = (found[2] or "").strip()
    else:
        end = min(len(lines), HEADER_LINES)
    if not fields:
        words = "The file does not begin with a header."
        return {}, 0, [Issue("no-header", words, 1, source.path)]
    return fields, end, problems


def _metadata(source: SourceFile, header: dict[str, str]) -> Metadata:
    stated = canonical_number(header.get("PEP", ""))
    found = NAME.fullmatch(basename(source.path))
    named = canonical_number(found[1]) if found else ""
    problems = _issues(source, header, stated, named)
    created, updated = header.get("Created", ""), header.get("Last-Modified", "")
    relations = {
        name: _numbers(header[field])
        for field, name in RELATIONS.items()
        if header.get(field)
    }
    number = stated or named
    return Metadata(
        title=header.get("Title") or humanise(stem(source.path)),
        number=number,
        status=header.get("Status") or None,
        authors=_authors(header.get("Author", "")),
        created=read_date(created),
        created_raw=created,
        updated=read_date(updated),
        updated_raw="" if updated.startswith("$") else updated,
        relations=relations,
        discussion=_discussion(header),
        fields=header,
        problems=tuple(problems),
    )


def _issues(
    source: SourceFile, header: dict[str, str], stated: str, named: str
) -> list[Issue]:
    issues = date_issues("Created", header.get("Created", ""), source.path)
    if header:
        issues += [
            Issue("field-missing", f"The header has no “{name}”.", None, source.path)
            for name in ("PEP", "Title", "Author", "Status", "Created")
            if not header.get(name)
        ]
    if stated and named and stated != named:
        words = f"The header says {stated}, the file's name {named}."
        issues.append(Issue("number-differs", words, 1, source.path))
    return issues


def _authors(text: str) -> tuple[Author, ...]:
    parts: list[str] = []
    for part in COMMA.split(text):
        if parts and part.strip().lower() in SUFFIXES:
            parts[-1] += f", {part.strip()}"
        elif part.strip():
            parts.append(part)
    return tuple(read_author(part) for part in parts)


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(
        canonical_number(part) or part
        for part in (piece.strip() for piece in text.split(","))
        if part
    )


def _discussion(header: dict[str, str]) -> tuple[str, ...]:
    """Return the stated venue, then the links of the posting history."""
    venue = header.get("Discussions-To", "")
    places = URL.findall(venue) or [part for part in [venue.strip()] if part]
    places += URL.findall(header.get("Post-History", ""))
    return tuple(dict.fromkeys(places))


def _markup(source: SourceFile, header: dict[str, str]) -> str:
    if source.path.endswith(".rst") or "rst" in header.get("Content-Type", ""):
        return "rst"
    return "plain"


FORMAT = Format("pep", "pep", place, parse, body, lead=lead)
