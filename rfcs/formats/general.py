"""Make a format of every dialect: place, header, meaning, body. Plain Python."""

import re
from dataclasses import replace
from functools import lru_cache
from posixpath import basename, dirname
from typing import Any

from rfcs.formats import (
    asciidoc,
    block,
    bullets,
    folders,
    front,
    loose,
    naming,
    normal,
    rest,
    sections,
    tables,
    wiki,
    words,
    xml,
    yaml_front,
)
from rfcs.formats.header import Header, Reader, blank
from rfcs.formats.source import (
    HEADER,
    TEXT,
    Files,
    Format,
    Parsed,
    Place,
    SourceFile,
    stem,
    without_title,
)
from rfcs.metadata import Issue

MARKUPS = {
    **dict.fromkeys((".md", ".markdown", ".mdx"), "markdown"),
    ".rst": "rst",
    **dict.fromkeys((".adoc", ".asciidoc"), "asciidoc"),
    **dict.fromkeys((".mediawiki", ".wiki"), "mediawiki"),
    ".xml": "xml",
}
MOVED = re.compile(
    r"\b(?:(?:has|have|was|were|been|is|are)\s+(?:now\s+)?"
    r"(?:moved|renamed|relocated|migrated)"
    r"|moved (?:to|permanently)"
    r"|(?:this|the) (?:document|file|page|eip|erc|proposal|ipip) (?:now )?lives)\b",
    re.IGNORECASE,
)
WORDED = re.compile(r"(?:[A-Za-z]{2,8}-)?\d{1,6}-[A-Za-z].*")
STUB = 700
ABOVE = 8_000
FENCED = re.compile(r"\s*(?:---|\+\+\+|<!--)")
ITEM = re.compile(r"^[-*+][ \t]+", re.MULTILINE)
TOP_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
SECTION = re.compile(r"^##", re.MULTILINE)
LOOSE = 3
IN_TEXT_PLAIN = re.compile(r"^(?:=|\.\. |:[A-Za-z]+:)", re.MULTILINE)


@lru_cache(maxsize=256)  # every dialect asks of the same path in turn
def place(path: str, anywhere: bool) -> Place | None:
    """Take every text that is not a template, an index, a translation and the like."""
    name, folder = basename(path), dirname(path)
    if naming.SIDECARS.fullmatch(name) and folder:
        if naming.is_other(f"{folder}/README.md") and not anywhere:
            return None
        return Place(f"{folder}/README.md", HEADER)
    if name.endswith((".yaml", ".yml")) and WORDED.fullmatch(stem(path)):
        return Place(f"{folder}/{stem(path)}.md".lstrip("/"), HEADER)
    if not naming.is_text(path) or (naming.is_other(path) and not anywhere):
        return None
    if naming.IN_FOLDER.fullmatch(stem(path)) and not folder:
        return None
    return Place(path, TEXT)


def format_of(name: str, read: Reader) -> Format:
    """Return the format whose headers ``read`` reads."""

    def parse(files: Files) -> Parsed | None:
        source = files.get(TEXT)
        if source is None:
            return None
        header = read(source)
        return None if header is None else parsed(source, header)

    def body(text: str, title: str) -> str:
        header = read(
            SourceFile(
                "x.adoc" if name == "asciidoc" else "x.md",
                text.encode("utf-8", "replace"),
            )
        )
        return without_title(blank(text, header.end) if header else text, title)

    return Format(name, "common", place, parse, body)


def parsed(source: SourceFile, header: Header) -> Parsed:
    """Return a document with such a header."""
    header = _titled(source, _supplemented(source, header))
    sure, likely = header.is_sure, header.is_likely
    header = _with_folder(source, header)
    metadata = normal.metadata(source, header)
    issues = [] if metadata.authors or header.issues else [_nobody(source.path)]
    metadata = replace(metadata, problems=(*metadata.problems, *issues))
    process = header.process or normal.process_of(header, metadata, source.path)
    markup = markup_of(source)
    return Parsed(metadata, markup, source, process, is_sure=sure, is_likely=likely)


def _titled(source: SourceFile, header: Header) -> Header:
    """Take the second heading where the first is no title: "NIP-7D", "Status"."""
    if words.role(header.title) == "status":
        tops = TOP_HEADING.findall(source.text[:ABOVE])
        if len(tops) == 2 and tops[0] == header.title:
            return replace(header, title=tops[1])
    own = re.escape(stem(source.path))
    only = re.fullmatch(rf"(?:[A-Za-z]{{1,12}}[ _-]?)?{own}[:.]?", header.title)
    if not only:
        return header
    found = second_heading(source.text, header.title)
    return replace(header, title=found or header.title)


def _with_folder(source: SourceFile, header: Header) -> Header:
    """Take the folder's word for a status where the document states none."""
    stated = {words.role(name) for name in header.fields} & {"status", "stage"}
    word = "" if stated else folders.status(source.path)
    return replace(header, fields={**header.fields, "status": word}) if word else header


def _supplemented(source: SourceFile, header: Header) -> Header:
    """Add what only a section states, where the header has no such field."""
    roles = {words.role(name) for name in header.fields}
    issues = header.issues
    if front.OPENED.match(source.text) and not header.end and not issues:
        message = "The header does not end."
        issues = (Issue("header-unreadable", message, 1, source.path),)
    if source.path.endswith(".xml"):
        return replace(header, issues=issues)
    stated = header.end and header.least < LOOSE
    fields = dict(header.fields)
    if stated:
        fields = {**_beside(source, header, roles), **fields}
        roles |= {words.role(name) for name in fields}
    if not roles & {"status", "stage"}:
        wanted = {"status"} if stated else {"status", "authors", "created"} - roles
        found = sections.read(source)
        for name, value in (found.fields if found else {}).items():
            if words.role(name) in wanted and (not stated or normal.is_state(value)):
                fields[name] = value
    return replace(header, fields=fields, issues=issues)


def _beside(source: SourceFile, header: Header, roles: set[str]) -> dict[str, str]:
    """Return who and when, where only lines above the first section say so.

    Front matter that a site's pages have is often followed by a list of facts.
    """
    fenced = FENCED.match(source.text) is not None
    lacking = {"authors", "created", *(("status", "stage") if fenced else ())} - roles
    if not lacking or "meta" in header.fields:
        return {}
    text = source.text[:ABOVE]
    if fenced:
        text = blank(text, header.end)
    section = SECTION.search(text)
    above = text[: section.start()] if section else text
    listed = ((bullets.read, above), (loose.read, ITEM.sub("", above)))
    fields: dict[str, Any] = {}
    for read, text in ((loose.read, above), *(listed if fenced else ())):
        found = read(SourceFile(source.path, text.encode("utf-8", "replace")))
        fields = {**(found.fields if found else {}), **fields}
    return {name: said for name, said in fields.items() if words.role(name) in lacking}


def _nobody(path: str) -> Issue:
    return Issue("field-missing", "The header has no “authors”.", None, path)


def markup_of(source: SourceFile) -> str:
    """Return the markup of a text by its file's suffix."""
    suffix = "." + source.path.rsplit(".", 1)[-1].lower()
    return MARKUPS.get(suffix, "plain")


def is_stub(source: SourceFile) -> bool:
    """Whether a text without a header only says that the document went elsewhere."""
    text = source.text.strip()
    if len(text) > STUB or not text:
        return False
    if text.startswith("---") and re.search(r"^status:", text, re.MULTILINE | re.I):
        return False
    if re.fullmatch(r"[\w./-]+\.(?:md|rst|txt|adoc)", text):
        return True  # a symbolic link, as git stores it
    return bool(MOVED.search(text)) and not re.search(
        r"^\W*status\W", text, re.M | re.I
    )


def _bare(source: SourceFile) -> Header | None:
    """Return an empty header: the title is the first heading, the rest the path."""
    if not source.text.strip():
        return None
    if is_stub(source):
        return Header({"status": "moved"}, 0, "", (_why(source),))
    title = xml_title(source) or yaml_front.heading(source.text)
    is_wiki = source.path.lower().endswith((".mediawiki", ".wiki"))
    if is_wiki:  # where a number sign begins an item of a list
        found = re.search(r"^=+[ \t]*(.+?)[ \t]*=+[ \t]*$", source.text[:3000], re.M)
        title = found[1] if found else ""
    number = naming.name_of(source.path).number
    if title and not is_wiki and not normal.own_heading(title, number):
        title = second_heading(source.text, title) or title
    return Header({}, 0, title, (_why(source),))


def _why(source: SourceFile) -> Issue:
    """Say why there is no header."""
    if is_stub(source):
        words_ = "The file only says that the document was moved."
        return Issue("moved-stub", words_, 1, source.path)
    if front.OPENED.match(source.text):
        return Issue("header-unreadable", "The header does not end.", 1, source.path)
    return Issue("no-header", "The file has no header.", 1, source.path)


def second_heading(text: str, first: str) -> str:
    """Return the heading after one that is only the number, "NIP-05"."""
    at = text.find(first)
    start = text.count("\n", 0, at) + 2
    found = yaml_front.heading(text, start, 6)
    return found if found else ""


def xml_title(source: SourceFile) -> str:
    """Return the title element of XML that is no XEP and no xml2rfc."""
    if not source.path.lower().endswith(".xml"):
        return ""
    found = re.search(r"<title[^>]{0,100}>([^<]{1,300})</title>", source.text[:20_000])
    return found[1] if found else ""


def bare_place(path: str, anywhere: bool) -> Place | None:
    """Take what others take; XML without a known root is no document."""
    return None if path.lower().endswith(".xml") else place(path, anywhere)


def _sidecar(files: Files) -> Parsed | None:
    """Read the YAML file beside a text."""
    held, text = files.get(HEADER), files.get(TEXT)
    if held is None:
        return None
    members = front.read(held.text, held, first_line=1)
    if isinstance(members, Issue):
        header = Header(yaml_front.tolerant(held.text), issues=(members,))
    else:
        header = Header({k: v for k, v in members.items() if v is not None})
    title = yaml_front.heading(text.text) if text else ""
    header = replace(header, title=title)
    if not header.is_sure:
        return None
    shown = text or held
    found = parsed(SourceFile(shown.path, shown.data), header)
    if text is None:
        words_ = "There is no text beside it; its source is shown."
        lost = Issue("text-missing", words_, None, held.path)
        metadata = replace(found.metadata, problems=(*found.metadata.problems, lost))
        return replace(found, metadata=metadata, markup="plain")
    return found


SIDECAR = Format(
    "sidecar", "common", place, _sidecar, lambda text, title: without_title(text, title)
)
FORMATS = (
    SIDECAR,
    format_of("xml", xml.read),
    format_of("front", yaml_front.read),
    format_of("asciidoc", asciidoc.read),
    format_of("rest", rest.read),
    format_of("block", block.read),
    format_of("html-table", tables.read_html),
    format_of("wiki-table", wiki.read),
    format_of("table", tables.read),
    format_of("bullets", bullets.read),
    format_of("loose", loose.read),
    format_of("sections", sections.read),
    replace(format_of("bare", _bare), place=bare_place),
)
GENERAL = frozenset(form.name for form in FORMATS)
