"""Read the documents of one tree of files, without history and database.

Plain Python. The linter and the measurements use it; imports read the same formats
through the history.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rfcs.formats import entities, rows
from rfcs.formats.registry import Selection
from rfcs.formats.source import Format, Parsed, Place, SourceFile

Read = Callable[[str], bytes]


@dataclass(frozen=True)
class Found:
    """A document of a tree, with the format that recognised it."""

    path: str
    format: Format
    parsed: Parsed

    @property
    def process(self) -> str:
        """The process whose words its status is of."""
        return self.parsed.process or self.format.process


def documents(
    selection: Selection, paths: Iterable[str], read: Read, *, whole: bool = True
) -> Iterator[Found]:
    """Yield the documents among the files, in the order of their paths.

    Not ``whole`` when the selection already knows the folders of the tree.
    """
    paths = sorted(path for path in paths if not rows.key_of(path))
    if whole:
        selection = selection.within(paths).indexed(paths, read)
    made = _rows(selection, paths, read)
    known = set(paths)
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for path in (*paths, *made):
        place: Place | None = selection.place(path)
        if place:
            groups[place.key][place.part] = path
    for parts in groups.values():
        files = {
            part: SourceFile(path, made[path] if path in made else read(path))
            for part, path in parts.items()
        }
        found = selection.detect(
            entities.joined(files, lambda path: read(path) if path in known else None)
        )
        if found:
            form, parsed = found
            yield Found(parsed.shown.path, form, parsed)


def _rows(selection: Selection, paths: list[str], read: Read) -> dict[str, bytes]:
    """Return the texts of the rows of an index, by their paths."""
    if not selection.has_index:
        return {}
    files = {path: rows.read(read(path)) for path in filter(selection.lists, paths)}
    found = rows.joined(files).items()
    return {f"{path}#{key}": row.data for key, (path, row) in found}
