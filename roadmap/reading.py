"""Read a repository's milestone files at its head: git only, no database writes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch

from core.plainyaml import MAX_BYTES
from mirror.errors import Unreadable
from mirror.git import GitRepository, TreeEntry
from roadmap.formats.found import Format, FoundFile, FoundMilestone, Issue
from roadmap.formats.registry import format_of
from roadmap.keys import Place, places


@dataclass(frozen=True)
class ReadFile:
    """One milestone file: where it stands, what it holds, and how it is written."""

    path: str
    blob_oid: str
    format: str
    found: FoundFile


@dataclass(frozen=True)
class Reading:
    """All that a repository's head says about its roadmap."""

    files: list[ReadFile] = field(default_factory=list)

    def issues(self) -> Iterator[tuple[str, Issue]]:
        """Yield each issue with the path of its file."""
        for file in self.files:
            for issue in file.found.issues:
                yield file.path, issue

    def releases(self) -> dict[str, str]:
        """Return the days of releases that any track file names."""
        days: dict[str, str] = {}
        for file in self.files:
            days |= file.found.releases
        return days

    def milestones(self) -> dict[Place, tuple[ReadFile, FoundMilestone]]:
        """Return each milestone by its place, in the order of the tree."""
        found = [(file, m) for file in self.files for m in file.found.milestones]
        listed = places((file.path, m.key) for file, m in found)
        return dict(zip(listed, found, strict=True))


def read(git: GitRepository, head: str, *, wanted: str, paths: str) -> Reading:
    """Read every milestone file of the commit ``head``.

    ``wanted`` is the repository's format, ``paths`` a pattern that narrows which
    files are looked at; either may be empty.
    """
    files = []
    for entry in git.walk_tree(head):
        format_ = claimed(entry.path, wanted, paths)
        if format_ is not None and entry.is_file:
            files.append(_read_file(git, entry, format_))
    return Reading(files)


def claimed(path: str, wanted: str, paths: str) -> Format | None:
    """Return the format of a path, if the repository's milestones may be there."""
    found = format_of(path, wanted or "auto")
    if found is None or not paths or found.name == "kep":
        return found
    return found if fnmatch(path, paths) or path.endswith(_TRACK_FILES) else None


_TRACK_FILES = ("tracks.yaml", "tracks.yml")


def _read_file(git: GitRepository, entry: TreeEntry, format_: Format) -> ReadFile:
    try:
        data = git.blob(entry.oid, max_bytes=MAX_BYTES).data
    except Unreadable as error:
        found = FoundFile(issues=(Issue("unreadable", error.message),))
    else:
        found = format_.read(entry.path, data)
    return ReadFile(entry.path, entry.oid, format_.name, found)
