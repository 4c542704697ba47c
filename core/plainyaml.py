"""Read untrusted YAML as plain words: no aliases, no tags, no guessed types.

Every scalar stays the text that the author typed, so ``1.30`` is not 1.3 and
``2026-02-30`` is not an error here. Only an empty value, ``~`` and ``null`` become
``None``. Sizes and depth are bounded before anything is built.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

MAX_BYTES = 512_000
MAX_DEPTH = 20
_NULLS = {"", "~", "null", "Null", "NULL"}
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Unreadable(ValueError):
    """The text is not YAML that is read here; the message says where and why."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass
class Document:
    """A value of dicts, lists, text and ``None``, with the line of each member."""

    value: Any = None
    lines: dict[str, int] = field(default_factory=dict)
    repeated: list[tuple[str, int]] = field(default_factory=list)
    replaced_bytes: bool = False

    def line(self, place: str) -> int | None:
        """Return the line on which the member at ``place`` stands."""
        return self.lines.get(place)


def load(data: bytes) -> Document:
    """Return the one document in ``data``; raises ``Unreadable``."""
    if len(data) > MAX_BYTES:
        raise Unreadable(f"The file is larger than {MAX_BYTES} bytes.")
    document = Document()
    text = data.decode("utf-8-sig", errors="replace")
    document.replaced_bytes = "\ufffd" in text and "\ufffd".encode() not in data
    try:
        events = yaml.parse(text, Loader=_LOADER)
        _build_stream(events, document)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise Unreadable(f"This is not YAML: {error.problem}.", line) from None
    except yaml.YAMLError as error:
        first_line = str(error).splitlines()[0]
        raise Unreadable(f"This is not YAML: {first_line}.") from None
    return document


def _build_stream(events: Iterator[Any], document: Document) -> None:
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                line = event.start_mark.line + 1 if event.start_mark else None
                raise Unreadable("The file holds more than one YAML document.", line)
        elif isinstance(event, yaml.NodeEvent):
            document.value = _build(event, events, document, "", 1)


def _build(
    event: Any, events: Iterator[Any], document: Document, place: str, depth: int
) -> Any:
    line = event.start_mark.line + 1
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise Unreadable("Anchors and aliases are not read.", line)
    if depth > MAX_DEPTH:
        raise Unreadable(f"Values are nested deeper than {MAX_DEPTH} levels.", line)
    if isinstance(event, yaml.ScalarEvent):
        plain = event.style is None or event.style == ""
        return None if plain and event.value in _NULLS else clean(event.value)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Any] = []
        while not isinstance(child := next(events), yaml.SequenceEndEvent):
            inner = f"{place}[{len(items)}]"
            items.append(_build(child, events, document, inner, depth + 1))
        return items
    return _build_mapping(events, document, place, depth)


def _build_mapping(
    events: Iterator[Any], document: Document, place: str, depth: int
) -> dict[str, Any]:
    members: dict[str, Any] = {}
    while not isinstance(child := next(events), yaml.MappingEndEvent):
        line = child.start_mark.line + 1
        if not isinstance(child, yaml.ScalarEvent):
            raise Unreadable("A member name must be a word.", line)
        name = clean(child.value)
        inner = f"{place}.{name}" if place else name
        value = _build(next(events), events, document, inner, depth + 1)
        if name in members:
            document.repeated.append((inner, line))
        document.lines[inner] = line
        members[name] = value
    return members


def clean(text: str) -> str:
    """Return ``text`` without what no database keeps: NUL and lone surrogates."""
    if text.isascii() and "\0" not in text:
        return text
    whole = text.encode("utf-8", errors="replace").decode()
    return whole.replace("\0", "\ufffd")
