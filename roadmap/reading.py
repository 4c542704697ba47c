"""Read a repository's milestone files at its head: git only, no database writes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Self

from core.plainyaml import MAX_BYTES
from mirror.errors import Unreadable
from mirror.git import GitRepository, TreeEntry
from mirror.models import Repository
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


@dataclass(frozen=True)
class Scope:
    """Which files of a repository can hold milestones.

    ``wanted`` is a format's name or "auto"; ``paths`` a pattern that narrows where
    Althing's own files are looked for, or empty.
    """

    wanted: str = "auto"
    paths: str = ""

    @classmethod
    def of(cls, repository: Repository) -> Self:
        """Return the scope of a repository.

        One that holds no roadmap of its own still has its proposals' milestones.
        """
        if not repository.holds_roadmap:
            return cls("kep")
        return cls(repository.format or "auto", repository.paths)

    def format_of(self, path: str) -> Format | None:
        """Return the format that reads ``path``, if milestones may be there."""
        found = format_of(path, self.wanted)
        if found is None or not self.paths or found.name != "althing":
            return found
        wanted = fnmatch(path, self.paths) or path.endswith(_TRACK_FILES)
        return found if wanted else None


_TRACK_FILES = ("tracks.yaml", "tracks.yml")


def read(git: GitRepository, head: str, scope: Scope) -> Reading:
    """Read every milestone file of the commit ``head``."""
    files = []
    for entry in git.walk_tree(head):
        format_ = scope.format_of(entry.path)
        if format_ is not None and entry.is_file:
            files.append(_read_file(git, entry, format_))
    return Reading(files)


def _read_file(git: GitRepository, entry: TreeEntry, format_: Format) -> ReadFile:
    try:
        data = git.blob(entry.oid, max_bytes=MAX_BYTES).data
    except Unreadable as error:
        found = FoundFile(issues=(Issue("unreadable", error.message),))
    else:
        found = format_.read(entry.path, data)
    return ReadFile(entry.path, entry.oid, format_.name, found)
