"""XML documents: XMPP's XEPs and xml2rfc. Plain Python.

The parser reads nothing outside the file and expands no entity. What the header names
is put in its place once, where a file beside it declares it; else it is recorded.
"""

import re
from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

from rfcs.formats import entities
from rfcs.formats.header import Header
from rfcs.formats.source import SourceFile
from rfcs.metadata import Issue

ROOT = re.compile(r"<(xep|rfc)\b", re.IGNORECASE)
ENTITY = re.compile(r"&([A-Za-z][\w.-]{0,60});")
MAX_BYTES = 3_000_000
MAX_DEPTH = 60
MAX_ENTITIES = 40
ONE = {
    **{"title": "title", "number": "number", "status": "status", "type": "type"},
    **{"shortname": "shortname", "sig": "sig", "approver": "approver"},
}
REFERENCES = {
    "supersedes": "supersedes",
    "supersededby": "superseded by",
    "dependencies": "dependencies",
}
LEGAL = {"LEGALNOTICE"}
WRAP = "entity.text"  # an element that gives an entity's text a root


class _TooMuch(Exception):
    """The header is over, or the document is nested too deeply."""


def read(source: SourceFile) -> Header | None:
    """Return the header of a XEP or of an xml2rfc document."""
    if not source.path.lower().endswith(".xml") or len(source.data) > MAX_BYTES:
        return None
    root = ROOT.search(source.text[:6_000])
    if not root:
        return None
    reader = _Reader(entities.of(source))
    issues: list[Issue] = []
    try:
        reader.run(source.data)
    except expat.ExpatError as error:
        message = f"This is not XML: {expat.ErrorString(error.code)}."
        issues.append(Issue("header-unreadable", message, error.lineno, source.path))
    except _TooMuch:
        pass
    names = [name for name in dict.fromkeys(reader.unknown) if name not in LEGAL]
    if names:
        listed = ", ".join(f"&{name};" for name in names[:8])
        message = f"The header names entities that are declared nowhere: {listed}"
        issues.append(Issue("entity-not-resolved", message, None, source.path))
    fields = reader.fields()
    if not fields.get("title"):
        return None
    process = "xep" if root[1].lower() == "xep" else "ietf_id"
    return Header(fields, 0, "", tuple(issues), process)


class _Reader:
    """Follows the elements of the header and keeps what they hold."""

    def __init__(self, declared: Mapping[str, str]) -> None:
        self.unknown: list[str] = []
        self._declared, self._entities, self._is_inside = declared, 0, False
        self._stack: list[str] = []
        self._words: list[str] = []
        self._values: dict[str, Any] = {}
        self._authors: list[dict[str, str]] = []
        self._dates: list[str] = []
        self._in_header = False

    def run(self, data: bytes) -> None:
        self._parser().Parse(data.removeprefix(b"\xef\xbb\xbf"), True)

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.UseForeignDTD(True)  # an undefined entity does not end the header
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.DefaultHandler = self._other  # which keeps entities unexpanded
        parser.ExternalEntityRefHandler = lambda *_: 1
        parser.SkippedEntityHandler = self._skipped
        parser.buffer_text = True
        return parser

    def fields(self) -> dict[str, Any]:
        found = {key: value for key, value in self._values.items() if value}
        if self._authors:
            found["authors"] = self._authors
        if self._dates:
            found["created"], found["updated"] = min(self._dates), max(self._dates)
        return found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == WRAP:
            return
        self._stack.append(name)
        if len(self._stack) > MAX_DEPTH:
            raise _TooMuch
        self._words = []
        if name in ("header", "front"):
            self._in_header = True
        elif name == "rfc":
            for key, field in (
                ("number", "number"),
                ("docName", "document"),
                ("category", "type"),
                ("obsoletes", "obsoletes"),
                ("updates", "updates"),
            ):
                if attributes.get(key):
                    self._values[field] = attributes[key]
        elif name == "author" and self._in_header:
            person = {"name": attributes.get("fullname", "")}
            self._authors.append({key: value for key, value in person.items() if value})
        elif name == "date" and "front" in self._stack and attributes.get("year"):
            parts = [attributes.get(key, "") for key in ("day", "month", "year")]
            self._values.setdefault("date", " ".join(part for part in parts if part))
        elif name == "title" and attributes.get("abbrev"):
            self._values["abbreviation"] = attributes["abbrev"]

    def _end(self, name: str) -> None:
        if name == WRAP:
            return
        said = " ".join("".join(self._words).split())
        parent = self._stack[-2] if len(self._stack) > 1 else ""
        if self._in_header and parent in ("header", "front") and name in ONE:
            self._values.setdefault(ONE[name], said)
        elif self._in_header and parent in REFERENCES and name == "spec" and said:
            self._values.setdefault(REFERENCES[parent], []).append(said)
        elif self._in_header and "author" in self._stack:
            self._of_author(name, said)
        elif name == "date" and parent == "revision" and said:
            self._dates.append(said)
        self._stack.pop()
        self._words = []
        if name in ("header", "front"):
            raise _TooMuch  # nothing after it is wanted

    def _of_author(self, name: str, said: str) -> None:
        person = self._authors[-1]
        if name in ("firstname", "surname") and said:
            person["name"] = f"{person.get('name', '')} {said}".strip()
        elif name == "email" and said and "email" not in person:
            person["email"] = said

    def _text(self, data: str) -> None:
        if self._in_header:
            self._words.append(data)

    def _other(self, data: str) -> None:
        found = ENTITY.fullmatch(data)
        if found and self._in_header:
            self._skipped(found[1], False)

    def _skipped(self, name: str, is_parameter: bool) -> None:
        if not self._in_header or is_parameter or self._entities == MAX_ENTITIES:
            return
        self._entities += 1
        text = self._declared.get(name)
        if text is None or name in LEGAL or self._is_inside:
            self.unknown.append(name)
            self._words.append(f"&{name};")
            return
        depth, self._is_inside = len(self._stack), True
        try:
            self._parser().Parse(f"<{WRAP}>{text}</{WRAP}>".encode(), True)
        except expat.ExpatError:
            self.unknown.append(name)
            del self._stack[depth:]
        self._is_inside = False
