"""Entities that XML documents take from a file beside them. Plain Python.

XMPP's XEPs name their authors so: ``xep.ent`` declares a text for ``&stpeter;``. Only
a file of the same tree is looked at, and a text is taken as it stands there: an entity
inside it is not resolved in its turn.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from posixpath import dirname, join, normpath

from rfcs.formats.source import Files, SourceFile

ROOM = 2_000  # bytes of a document in which its own declarations begin
MOST_BYTES, MOST_FOLDERS = 1_000_000, 4
TAKEN = re.compile(
    rb"<!ENTITY\s{1,9}%\s{1,9}[\w.-]{1,60}\s{1,9}SYSTEM\s{1,9}"
    rb"[\"']((?:[\w.-]{1,80}/){0,5}[\w.-]{1,80})[\"']"
)
DECLARED = re.compile(
    r"<!ENTITY\s{1,9}([A-Za-z][\w.-]{0,60})\s{1,9}(?:\"([^\"]{1,4000})\"|'([^']{1,4000})')"
)

Read = Callable[[str], bytes | None]


def joined(files: Files, read: Read) -> Files:
    """Give each XML file what it takes from the file beside it, where there is one."""
    return {part: _joined(file, read) for part, file in files.items()}


def of(source: SourceFile) -> Mapping[str, str]:
    """Return the texts of the entities that were read beside a document."""
    return {
        name: text
        for data in source.beside.values()
        for name, text in declared(data).items()
    }


@lru_cache(maxsize=8)
def declared(data: bytes) -> Mapping[str, str]:
    """Return the texts that a file declares, the first of a name (XML 1.0, 4.2)."""
    found: dict[str, str] = {}
    for name, one, other in DECLARED.findall(data.decode("utf-8", "replace")):
        found.setdefault(name, one or other)
    return found


def _joined(file: SourceFile, read: Read) -> SourceFile:
    if not file.path.lower().endswith(".xml"):
        return file
    beside = {}
    for name in TAKEN.findall(file.data[:ROOM])[:4]:
        for path in _places(dirname(file.path), name.decode()):
            data = read(path)
            if data is not None and len(data) <= MOST_BYTES:
                beside[path] = data
                break
    return replace(file, beside=beside)


def _places(folder: str, name: str) -> Iterator[str]:
    """Yield where the file may lie: in the folder, then in those around it.

    Folders of drafts often hold a symbolic link to it, which is never followed.
    """
    for _ in range(MOST_FOLDERS):
        path = normpath(join(folder, name))
        if not path.startswith(".."):
            yield path
        if not folder:
            return
        folder = dirname(folder)
