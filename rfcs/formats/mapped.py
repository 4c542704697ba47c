"""A format made of a mapping: a dialect's reading, with the mapping's fields above."""

import re
from collections.abc import Iterable
from dataclasses import replace

from rfcs.formats import general, normal, words
from rfcs.formats.header import Header
from rfcs.formats.mapping import Mapping
from rfcs.formats.source import TEXT, Files, Format, Parsed, Place

NAME = "mapped"


def format_of(mapping: Mapping, globs: Iterable[re.Pattern[str]]) -> Format:
    """Return the format of the documents whose paths match one of ``globs``."""
    globs = tuple(globs)

    def place(path: str, anywhere: bool) -> Place | None:
        if globs:
            return Place(path, TEXT) if any(g.fullmatch(path) for g in globs) else None
        return general.place(path, anywhere)

    def parse(files: Files) -> Parsed | None:
        base = _plainly(files)
        return base and _mapped(base, mapping, files)

    return Format(NAME, "common", place, parse, lambda text, _title: text)


def _plainly(files: Files) -> Parsed | None:
    """Return what the first dialect reads that knows the header."""
    for form in general.FORMATS:
        found = form.parse(files)
        if found is not None:
            return found
    return None


def _mapped(base: Parsed, mapping: Mapping, files: Files) -> Parsed:
    source = files[TEXT]
    stated = base.metadata.fields
    found = mapping.read(source, stated)
    word = found.pop("means", "")
    taken = {words.role(name) for name in found}
    kept = {k: v for k, v in stated.items() if words.role(k) not in taken}
    header = Header({**kept, **found}, title=base.metadata.title)
    metadata = normal.metadata(source, header)
    own = [issue for issue in base.metadata.problems if issue.code != "no-header"]
    if not found:
        own = list(base.metadata.problems)
    dated = [issue for issue in metadata.problems if issue.code == "date-unreadable"]
    own = [issue for issue in own if issue.code != "date-unreadable"]
    metadata = replace(metadata, problems=(*own, *dated))
    return replace(base, metadata=metadata, process="common", word=word)
