"""Replay a branching history as one line of changes that ends where the head is.

Plain Python. Commits of side branches come when they land. Whatever a merge made
different from the sum of its parts comes as a change of the merge itself. So the
changes, applied one after the other, always give the files of the head.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from mirror.objects import PathDiff

_LONGEST_CHAIN = 50

Matches = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Change:
    """A file that came (A), changed (M), moved (R, from ``old_path``) or went (D).

    ``blob_oid`` is its content afterwards, empty for D. ``similarity`` is git's
    per cent for R. Links and submodules count as absent.
    """

    status: str
    path: str
    old_path: str = ""
    blob_oid: str = ""
    similarity: int = 0


@dataclass
class Replay:
    """The matching files so far, path to blob, and the changes of the next commit."""

    matches: Matches
    files: dict[str, str] = field(default_factory=dict)
    _before: dict[str, str | None] = field(default_factory=dict)

    def commit(self, paths: Iterable[PathDiff]) -> list[Change]:
        """Apply what a commit with one parent changed.

        A side branch may have begun before the mainline moved or removed a file.
        What it then does to the old path is left out: if its work survives, the
        merge brings it.
        """
        diffs = list(paths)
        known = {d.path for d in diffs if d.path in self.files}
        changes = self._moves(diffs)
        moved = {change.path for change in changes}
        kept = {d.path for d in diffs if d.is_file}
        gone = []
        for diff in diffs:
            if diff.path in moved:
                continue
            if diff.old_path not in kept:
                gone += self._remove(diff.old_path)
            stale = diff.status == "M" and diff.was_file and diff.path not in known
            if diff.is_file and self.matches(diff.path) and not stale:
                changes += self._write(diff.path, diff.new_oid)
        return [*changes, *gone]

    def _moves(self, diffs: list[PathDiff]) -> list[Change]:
        """Apply the renames that can be done one after the other.

        A rename onto a name that is only now given up waits for the one that
        gives it up. Names that are swapped in a ring stay, with new content.
        """
        waiting = [
            d
            for d in diffs
            if d.status == "R" and d.is_file and self.matches(d.path)
            if d.old_path in self.files
        ]
        changes: list[Change] = []
        for _ in range(_LONGEST_CHAIN):
            ready = [d for d in waiting if d.path not in self.files]
            waiting = [d for d in waiting if d.path in self.files]
            changes += map(self._move, ready)
            if not ready or not waiting:
                break
        return changes

    def merge(self, paths: Iterable[PathDiff]) -> list[Change]:
        """Close a landing: bring the files to where the mainline commit has them.

        ``paths`` is the difference between the mainline commit and its first
        parent, the files of which were ``files`` when the last landing closed.
        """
        wanted = dict(self._before)
        moves: dict[str, PathDiff] = {}
        diffs = list(paths)
        for diff in diffs:
            if diff.status == "R" and diff.is_file:
                moves[diff.path] = diff
            wanted |= {p: None for p in (diff.old_path, diff.path) if self.matches(p)}
        for diff in diffs:
            if diff.is_file and self.matches(diff.path):
                wanted[diff.path] = diff.new_oid
        changes = self._bring_to(wanted, moves)
        self.close()
        return changes

    def close(self) -> None:
        """Take the present files as those of the mainline."""
        self._before.clear()

    def settle(self, files: dict[str, str]) -> list[Change]:
        """Bring the files to ``files``, whatever was replayed."""
        wanted: dict[str, str | None] = dict.fromkeys(self.files)
        changes = self._bring_to({**wanted, **files}, {})
        self.close()
        return changes

    def _bring_to(
        self, wanted: dict[str, str | None], moves: dict[str, PathDiff]
    ) -> list[Change]:
        changes = []
        gone = {p: 1 for p, oid in wanted.items() if oid is None and p in self.files}
        for path, oid in wanted.items():
            if oid is None:
                continue
            move = moves.get(path)
            if move and path not in self.files and move.old_path in gone:
                del gone[move.old_path]
                changes.append(self._move(move))
            else:
                changes += self._write(path, oid)
        for path in gone:
            changes += self._remove(path)
        return changes

    def _move(self, diff: PathDiff) -> Change:
        self._set(diff.old_path, None)
        self._set(diff.path, diff.new_oid)
        return Change("R", diff.path, diff.old_path, diff.new_oid, diff.similarity)

    def _write(self, path: str, oid: str) -> list[Change]:
        if self.files.get(path) == oid:
            return []
        status = "M" if path in self.files else "A"
        self._set(path, oid)
        return [Change(status, path, blob_oid=oid)]

    def _remove(self, path: str) -> list[Change]:
        if path not in self.files:
            return []
        self._set(path, None)
        return [Change("D", path)]

    def _set(self, path: str, oid: str | None) -> None:
        self._before.setdefault(path, self.files.get(path))
        if oid is None:
            self.files.pop(path, None)
        else:
            self.files[path] = oid
