"""Find the format of a path and of a document. Plain Python.

``auto`` asks the formats in the order below, the particular before the general;
the first that takes the path and recognises the content has it.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

from core.errors import InvalidInput
from rfcs.formats import althing, general, kep, mapped, naming, pep, rows, rust
from rfcs.formats.homes import Homes
from rfcs.formats.mapping import Mapping
from rfcs.formats.source import HEADER, TEXT, Files, Format, Parsed, Place, stem
from rfcs.metadata import Issue, Metadata

AUTO = "auto"
PATTERN = re.compile(
    r"\btemplate\b|\bindex\b|\bshort title\b|\btitle of\b|[<{]|^title$|N{4}",
    re.IGNORECASE,
)
FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        *(rows.FORMAT, kep.FORMAT, pep.FORMAT, rust.FORMAT, althing.FORMAT),
        *general.FORMATS,
    )
}
NAMES = (AUTO, *FORMATS)


def chosen(name: str) -> tuple[Format, ...]:
    """Return the formats that ``name`` stands for: one, or all for ``auto``."""
    if name == AUTO:
        return tuple(FORMATS.values())
    if name not in FORMATS:
        raise InvalidInput(f"There is no format {name[:40]!r}; use {', '.join(NAMES)}.")
    return (FORMATS[name],)


NOWHERE = Homes()


@dataclass(frozen=True)
class Selection:
    """Which files of a repository are looked at, and as what."""

    formats: tuple[Format, ...]
    globs: tuple[re.Pattern[str], ...] = ()
    anywhere: bool = False
    homes: Homes = NOWHERE
    has_index: bool = False

    @classmethod
    def of(cls, name: str, paths: str, mapping: Mapping | None = None) -> Self:
        """Return what a repository's settings select; globs are set apart by blanks."""
        globs = tuple(_glob(words) for words in paths.split())
        formats = chosen(name)
        if mapping is not None:
            own = tuple(_glob(words) for words in mapping.paths.split()) or globs
            formats = (mapped.format_of(mapping, own), *formats)
        return cls(formats, globs, bool(globs) and name != AUTO)

    def within(self, paths: Iterable[str]) -> Self:
        """Return the selection for a tree that holds these paths."""
        return replace(self, homes=Homes.of(paths))

    def indexed(self, paths: Iterable[str], read: Callable[[str], bytes]) -> Self:
        """Return the selection that knows whether the tree is an index of proposals.

        Where documents lie in folders of their own, a table only lists them.
        """
        is_chosen = self.formats == (rows.FORMAT,)
        if rows.FORMAT not in self.formats or (self.homes.hold_any and not is_chosen):
            return self
        indexes = {path: rows.read(read(path)) for path in filter(self.lists, paths)}
        return replace(self, has_index=rows.is_index(indexes))

    def lists(self, path: str) -> bool:
        """Whether the file's rows may be proposals."""
        named = rows.is_index_name(path, anywhere=self.anywhere)
        return named and self._is_within(path)

    def reads(self, path: str) -> bool:
        """Whether the file may be a document, or hold rows that are."""
        return (self.has_index and self.lists(path)) or self.matches(path)

    def _is_within(self, path: str) -> bool:
        return not self.globs or any(glob.fullmatch(path) for glob in self.globs)

    def place(self, path: str) -> Place | None:
        """Return which document a path belongs to, of a file or of a row."""
        if not self._is_within(rows.file_of(path)):
            return None
        return place(self.formats, path, anywhere=self.anywhere)

    def matches(self, path: str) -> bool:
        """Whether the file may belong to a document."""
        return not rows.key_of(path) and self.place(path) is not None

    def detect(self, files: Files) -> tuple[Format, Parsed] | None:
        """Return the format that recognises the files, and what it reads."""
        found = detect(self.formats, files, anywhere=self.anywhere)
        found = self._numbered(found, files)
        if found is None or self.globs or found[0].name not in general.GENERAL:
            return found
        path = (files.get(TEXT) or files[HEADER]).path
        metadata = found[1].metadata
        if naming.NOUGHT.fullmatch(naming.own_name(path)) and is_template(metadata):
            return None
        if str(metadata.fields.get("has_children", "")).lower() == "true":
            return None  # a page that lists those below it
        if naming.is_part(path) and not re.search(r"\d", metadata.series):
            return None  # a list, or a pattern for parts: it has no number of its own
        if found[1].is_sure:
            return found if self.homes.admits(path) else None
        likely = found[1].is_likely and self.homes.is_in_row(path)
        return found if likely or self.homes.holds(path) else None

    def _numbered(
        self, found: tuple[Format, Parsed] | None, files: Files
    ) -> tuple[Format, Parsed] | None:
        """Read the name's number as its neighbours show: a year, or hexadecimal."""
        path = (files.get(TEXT) or files[HEADER]).path
        if not found or found[1].metadata.number != naming.name_of(path).number:
            return found
        number = found[1].metadata.number
        if self.homes.is_dated(path):
            number = ""
        elif self.homes.is_hexadecimal(path) and not stem(path).isdigit():
            number = stem(path)
        metadata = replace(found[1].metadata, number=number)
        return found[0], replace(found[1], metadata=metadata)


def is_template(metadata: Metadata) -> bool:
    """Whether what is numbered nought says that it is a pattern, or an index."""
    choices = re.split(r"[|/]", metadata.status or "")
    return len(choices) > 2 or PATTERN.search(metadata.title) is not None


def _glob(words: str) -> re.Pattern[str]:
    """``*`` stays in its folder, ``**`` does not."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", words.strip("/"))
    signs = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(signs.get(part, re.escape(part)) for part in parts))


@lru_cache(maxsize=10_000)
def place(
    formats: tuple[Format, ...], path: str, *, anywhere: bool = False
) -> Place | None:
    """Return which document a path belongs to by the first format that takes it."""
    for form in formats:
        if found := form.place(path, anywhere):
            return found
    return None


def detect(
    formats: Iterable[Format], files: Files, *, anywhere: bool = False
) -> tuple[Format, Parsed] | None:
    """Return the first format that recognises the files, and what it reads."""
    formats = tuple(formats)
    for form in formats:
        if all(form.place(file.path, anywhere) for file in files.values()):
            if len(formats) > 1 and not form.claims(files):
                continue
            parsed = parse(form, files)
            if parsed is not None:
                return form, parsed
    return None


def parse(form: Format, files: Files) -> Parsed | None:
    """Read a document; what breaks the reader becomes its problem."""
    try:
        return form.parse(files)
    except (ValueError, RecursionError) as error:
        source = files.get(TEXT) or files[HEADER]
        words = f"The document cannot be read: {type(error).__name__}."
        issue = Issue("unreadable", words, None, source.path)
        return Parsed(Metadata(source.path, problems=(issue,)), "plain", source)


def body(name: str, markup: str, text: str, title: str) -> str:
    """Return what is to be rendered of a text of the format ``name``."""
    form = FORMATS.get(name)
    if form is None or (markup == "plain" and name != "pep"):
        return text
    return form.body(text, title)
