"""Read documents the way an import does, from texts written in a test."""

from rfcs.formats import registry
from rfcs.formats.source import SourceFile


def read(*, format="auto", anywhere=False, **files):
    """Detect and parse; ``files`` are path=text with ``__`` for ``/``."""
    return read_files(
        {path.replace("__", "/"): text for path, text in files.items()},
        format=format,
        anywhere=anywhere,
    )


def read_files(files, *, format="auto", anywhere=False):
    """Return the format's name and what it reads, or ``None``."""
    selection = registry.Selection.of(format, "**" if anywhere else "")
    selection = selection.within(files)
    parts = {}
    for path, text in files.items():
        data = text if isinstance(text, bytes) else text.encode()
        place = selection.place(path)
        if place is None:
            return None
        parts[place.part] = SourceFile(path, data)
    found = selection.detect(parts)
    return (found[0].name, found[1]) if found else None


def body_of(parsed, *, format=None):
    """What would be rendered."""
    name = format or registry.detect(registry.chosen("auto"), _as_files(parsed))
    name = name if isinstance(name, str) else (name[0].name if name else "althing")
    text, title = parsed.shown.text, parsed.metadata.title
    return registry.body(name, parsed.markup, text, title)


def _as_files(parsed):
    place = registry.place(registry.chosen("auto"), parsed.shown.path)
    return {place.part: parsed.shown}


def codes(parsed):
    """The codes of the problems, in order."""
    return [issue.code for issue in parsed.metadata.problems]
