"""Turn the changes of index files into changes of their rows, each as its own file.

A row keeps its key when it moves between tables and files; one whose link changed
is known by its title. The texts of rows are made here: no blob of the mirror holds
them.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property

from core.errors import AlthingError
from mirror.changes import matching_files
from mirror.git import GitRepository
from mirror.proposals import Comparison
from mirror.replay import Change
from rfcs import patching
from rfcs.formats import rows
from rfcs.formats.registry import Selection
from rfcs.formats.rows import Row


class Indexes:
    """The index files of a repository, brought forward commit by commit.

    ``made`` holds the texts of all rows that were met, by the id of their content.
    """

    def __init__(
        self, git: GitRepository, selection: Selection, files: Mapping[str, str]
    ) -> None:
        self._git, self._selection = git, selection
        self._files: dict[str, dict[str, Row]] = {}
        self.made: dict[str, bytes] = {}
        for path, blob_oid in files.items():
            if self.lists(path):
                self._files[path] = self._read(blob_oid)
        self._now = rows.joined(self._files)

    def lists(self, path: str) -> bool:
        """Whether the file is looked at as an index."""
        return self._selection.has_index and self._selection.lists(path)

    def files(self) -> dict[str, str]:
        """Return path and content of every row as it is now."""
        return {_path(at): self._made(at[1]) for at in self._now.values()}

    def apply(self, changes: Iterable[Change]) -> list[Change]:
        """Return the changes of files and of rows that the changes of files are."""
        kept: list[Change] = []
        is_touched = False
        for change in changes:
            for path in (change.old_path, change.path if change.status == "D" else ""):
                is_touched |= self._files.pop(path, None) is not None
            if change.status != "D" and self.lists(change.path):
                self._files[change.path] = self._read(change.blob_oid)
                is_touched = True
            if any(map(self._selection.matches, (change.path, change.old_path))):
                kept.append(change)
        return [*kept, *self._moved()] if is_touched else kept

    def _moved(self) -> list[Change]:
        before, self._now = self._now, rows.joined(self._files)
        came = {key: at for key, at in self._now.items() if key not in before}
        titled = {at[1].title: key for key, at in came.items()}
        changes: list[Change] = []
        for key, at in before.items():
            now = self._now.get(key)
            if now is None and (new := titled.pop(at[1].title, None)):
                changes.append(self._change("R", came.pop(new), _path(at)))
            elif now is None:
                changes.append(Change("D", _path(at)))
            elif _path(now) != _path(at):
                changes.append(self._change("R", now, _path(at)))
            elif now[1].data != at[1].data:
                changes.append(self._change("M", now))
        return [*changes, *(self._change("A", at) for at in came.values())]

    def _change(self, status: str, at: tuple[str, Row], old_path: str = "") -> Change:
        return Change(status, _path(at), old_path, self._made(at[1]))

    def _made(self, row: Row) -> str:
        blob_oid = patching.blob_oid(row.data)
        self.made[blob_oid] = row.data
        return blob_oid

    def _read(self, blob_oid: str) -> dict[str, Row]:
        try:
            return rows.read(self._git.blob(blob_oid).data)
        except AlthingError:
            return {}  # too large to be read, as any other file would be


class Tables:
    """The index files of a branch, and what proposals would do to their rows."""

    def __init__(
        self,
        git: GitRepository,
        selection: Selection,
        head: str,
        made: dict[str, bytes],
    ) -> None:
        self._git, self._selection, self._made = git, selection, made
        self.head = head

    def changed(self, comparison: Comparison) -> list[Change]:
        """Return the rows that a proposal adds or changes, in its own text."""
        changes = [
            Change(diff.status, diff.path, diff.old_path, diff.new_oid)
            for diff in comparison.changes
            if self._lists(diff.path) or self._lists(diff.old_path)
        ]
        if not changes:
            return []
        indexes = self._at(comparison.base)
        rows_ = [row for row in indexes.apply(changes) if rows.key_of(row.path)]
        self._made.update(indexes.made)
        return [
            row
            for row in rows_
            if row.status != "D" and self._now.get(row.path) != row.blob_oid
        ]

    def _lists(self, path: str) -> bool:
        return self._selection.has_index and self._selection.lists(path)

    def _at(self, commit: str) -> Indexes:
        files = matching_files(self._git, commit, self._lists)
        return Indexes(self._git, self._selection, files)

    @cached_property
    def _now(self) -> dict[str, str]:
        """Path and content of every row that the branch has."""
        return self._at(self.head).files()


def _path(at: tuple[str, Row]) -> str:
    path, row = at
    return f"{path}#{row.key}"
