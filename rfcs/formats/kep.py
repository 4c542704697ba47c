"""Kubernetes' KEPs: ``kep.yaml`` and ``README.md`` in a folder. Plain Python.

Before 2020 a KEP was one Markdown file with the same members as front matter; for
a while such a file was the folder's ``README.md``. Both are read, for history.
"""

import re
from posixpath import basename, dirname
from typing import Any

from rfcs.formats import front
from rfcs.formats.source import (
    HEADER,
    TEXT,
    Files,
    Format,
    Parsed,
    Place,
    SourceFile,
    date_issues,
    humanise,
    is_document_name,
    stem,
)
from rfcs.metadata import Issue, Metadata, canonical_number, read_date

TEMPLATE = re.compile(r"NNNN|0{4}-.*template", re.IGNORECASE)
FOLDER = re.compile(r"(\d+)-(.+)")
RELATIONS = {
    "see-also": "see_also",
    "replaces": "replaces",
    "superseded-by": "superseded_by",
}


def place(path: str, anywhere: bool) -> Place | None:
    """Take what lies under ``keps/``, without the template and the lists."""
    if not path.startswith("keps/") and not anywhere:
        return None
    folder, name = dirname(path), basename(path)
    if name == "kep.yaml" or name.lower() == "readme.md":
        if "/" not in folder or TEMPLATE.match(basename(folder)):
            return None
        return Place(folder, HEADER if name == "kep.yaml" else TEXT)
    if name.endswith(".md") and is_document_name(path):
        return Place(path, TEXT)
    return None


def parse(files: Files) -> Parsed | None:
    """Read ``kep.yaml``, else the front matter of the text, else nothing."""
    header, text = files.get(HEADER), files.get(TEXT)
    if header is not None:
        members = front.read(header.text, header, first_line=1)
        return _parsed(members, header, text)
    if text is None:
        return None
    words, _ = front.split(text.text)
    if words is None:
        return None
    members = front.read(words, text)
    if isinstance(members, dict) and not members.keys() & {"kep-number", "owning-sig"}:
        return None
    return _parsed(members, text, text)


def _parsed(
    members: front.Members | Issue,
    header: SourceFile,
    text: SourceFile | None,
) -> Parsed:
    issues = header.issues() + (text.issues() if text and text is not header else [])
    if text is None:
        words = "There is no README.md beside it; its source is shown."
        issues.append(Issue("text-missing", words, None, header.path))
    if isinstance(members, Issue):
        number = _number_of(header.path)
        metadata = Metadata(header.path, number, problems=(*issues, members))
    else:
        metadata = _metadata(members, header, issues)
    if text is None:
        return Parsed(metadata, "plain", header)
    return Parsed(metadata, "markdown", text)


def _own_name(path: str) -> str:
    """Return the name of the folder, or of a file that stands alone."""
    in_folder = basename(path).lower() in ("kep.yaml", "readme.md")
    return basename(dirname(path)) if in_folder else stem(path)


def _number_of(path: str) -> str:
    """Return the number that the folder's or the file's name begins with."""
    own = _own_name(path)
    found = FOLDER.fullmatch(own)
    return canonical_number(found[1]) if found and len(found[1]) < 7 else ""


def _metadata(
    members: front.Members, header: SourceFile, issues: list[Issue]
) -> Metadata:
    path = header.path
    raw, named = front.word(members, "kep-number"), _number_of(path)
    stated = canonical_number(raw)
    created = front.word(members, "creation-date")
    updated = front.word(members, "last-updated")
    issues += date_issues("creation-date", created, path)
    issues += date_issues("last-updated", updated, path)
    if raw and not stated:
        words = f"“kep-number” is no number: {raw[:40]}"
        issues.append(Issue("number-unreadable", words, None, path))
    if int(stated or 0) and named and stated != named:
        words = f"“kep-number” says {stated}, the folder {named}."
        issues.append(Issue("number-differs", words, None, path))
    issues += [
        Issue("field-missing", f"The header has no “{name}”.", None, path)
        for name in ("title", "status", "authors", "owning-sig", "creation-date")
        if not members.get(name)
    ]
    return Metadata(
        title=front.word(members, "title") or _fallback(path),
        number=stated or named,
        status=front.word(members, "status") or None,
        stage=front.word(members, "stage"),
        authors=front.read_authors(front.words(members, "authors")),
        created=read_date(created),
        created_raw=created,
        updated=read_date(updated),
        updated_raw=updated,
        relations={
            key: found
            for name, key in RELATIONS.items()
            if (found := front.words(members, name))
        },
        fields=_fields(members),
        problems=tuple(issues),
    )


def _fields(members: front.Members) -> dict[str, Any]:
    """Return everything that was stated, as text, lists and mappings."""
    return {name: value for name, value in members.items() if value is not None}


def _fallback(path: str) -> str:
    own = _own_name(path)
    found = FOLDER.fullmatch(own)
    return humanise(found[2] if found else own)


FORMAT = Format("kep", "kep", place, parse, front.body)
