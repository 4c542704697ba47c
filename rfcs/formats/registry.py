"""Find the format of a path and of a document. Plain Python.

``auto`` asks the formats in the order below, the particular before the general;
the first that takes the path and recognises the content has it.
"""

from collections.abc import Iterable

from rfcs.formats import althing, kep, pep, rust
from rfcs.formats.source import HEADER, TEXT, Files, Format, Parsed, Place
from rfcs.metadata import Issue, Metadata

AUTO = "auto"
FORMATS: dict[str, Format] = {
    module.FORMAT.name: module.FORMAT for module in (kep, pep, rust, althing)
}
NAMES = (AUTO, *FORMATS)


def chosen(name: str) -> tuple[Format, ...]:
    """Return the formats that ``name`` stands for: one, or all for ``auto``."""
    return tuple(FORMATS.values()) if name == AUTO else (FORMATS[name],)


def place(
    formats: Iterable[Format], path: str, *, anywhere: bool = False
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
    for form in formats:
        if all(form.place(file.path, anywhere) for file in files.values()):
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
        return Parsed(Metadata(source.path, problems=(issue,)), "plain", source.text)
