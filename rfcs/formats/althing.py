"""Althing's own style: Markdown after YAML front matter. Plain Python."""

import re
from posixpath import basename, dirname

from rfcs.formats import front
from rfcs.formats.source import (
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

NUMBERED = re.compile(r"(?:[A-Za-z]{2,8}-)?(\d{1,6})(?:[-_.](.+))?")
FOLDERS = {"", "proposals", "rfc", "rfcs", "text"}
HEADING = re.compile(r"^# +(.+?)[ #]*$", re.MULTILINE)
RELATIONS = {
    "requires": "requires",
    "replaces": "replaces",
    "superseded-by": "superseded_by",
    "updates": "updates",
    "see-also": "see_also",
}
MEMBERS = {
    *("number", "title", "status", "author", "authors", "created", "updated", "type"),
    *("discussion", "discussions-to", "tags", "sponsor", *RELATIONS),
}


def place(path: str, _anywhere: bool) -> Place | None:
    """Take every Markdown file that is no template, index or rule."""
    if path.startswith(".") or not path.endswith(".md") or not is_document_name(path):
        return None
    return Place(path, TEXT)


def parse(files: Files) -> Parsed | None:
    """Read the front matter; without one, only a numbered file of a usual
    folder is a document."""
    source = files.get(TEXT)
    if source is None:
        return None
    header, body = front.split(source.text)
    numbered = NUMBERED.fullmatch(stem(source.path))
    members = front.read(header, source) if header is not None else None
    if isinstance(members, dict):
        if not numbered and not ({"title", "number"} <= members.keys()):
            return None
        metadata = _metadata(source, members, body, numbered)
        return Parsed(metadata, "markdown", source)
    opened = header is None and front.OPENED.match(source.text)
    expected = numbered and basename(dirname(source.path)) in FOLDERS
    if members is None and not opened and not expected:
        return None
    issue = members or Issue(
        "header-unreadable" if opened else "no-header",
        "The header does not end." if opened else "The file has no front matter.",
        1,
        source.path,
    )
    named = canonical_number(numbered[1]) if numbered else ""
    metadata = Metadata(
        title=source.path, number=named, problems=(*source.issues(), issue)
    )
    return Parsed(metadata, "markdown", source)


def _metadata(
    source: SourceFile,
    members: front.Members,
    body: str,
    numbered: re.Match[str] | None,
) -> Metadata:
    named = canonical_number(numbered[1]) if numbered else ""
    raw = front.word(members, "number")
    stated = canonical_number(raw)
    created, updated = front.word(members, "created"), front.word(members, "updated")
    problems = [
        *source.issues(),
        *date_issues("created", created, source.path),
        *date_issues("updated", updated, source.path),
        *_number_issues(raw, stated, named, source.path),
    ]
    problems += [
        Issue("field-missing", f"The header has no “{name}”.", None, source.path)
        for name in ("title", "status", "authors")
        if not members.get(name)
    ]
    heading = HEADING.search(body)
    fallback = heading[1] if heading else humanise(stem(source.path))
    return Metadata(
        title=front.word(members, "title") or fallback,
        number=stated or named,
        status=front.word(members, "status") or None,
        authors=front.read_authors(front.words(members, "authors", "author")),
        created=read_date(created),
        created_raw=created,
        updated=read_date(updated),
        updated_raw=updated,
        relations={
            key: found
            for name, key in RELATIONS.items()
            if (found := front.words(members, name))
        },
        discussion=front.words(members, "discussion", "discussions-to"),
        fields=members,
        problems=tuple(problems),
    )


def _number_issues(raw: str, stated: str, named: str, path: str) -> list[Issue]:
    if raw and not stated:
        return [Issue("number-unreadable", f"“number” is none: {raw[:40]}", None, path)]
    if int(stated or 0) and int(named or 0) and stated != named:
        words = f"The header says {stated}, the file's name {named}."
        return [Issue("number-differs", words, None, path)]
    return []


NUMBER = re.compile(r"^number:", re.MULTILINE)


def claims(files: Files) -> bool:
    """Whether the front matter has this style's members and few others."""
    source = files.get(TEXT)
    header = front.split(source.text)[0] if source else None
    if header is None or not NUMBER.search(header):
        return False
    members = front.read(header, source) if source and header is not None else None
    if not isinstance(members, dict) or not {"number", "title"} <= members.keys():
        return False
    return not members.keys() - MEMBERS


FORMAT = Format("althing", "althing", place, parse, front.body, claims)
