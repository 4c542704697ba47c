"""The changes of matching files from commit to commit, streamed oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.utils import timezone

from mirror import graph
from mirror.diffs import CommitDiff, commit_diffs
from mirror.git import GitRepository
from mirror.objects import Commit
from mirror.process import output
from mirror.replay import Change, Matches, Replay

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CommitChange:
    """What one commit did to the matching files, when it landed on the branch."""

    commit: Commit
    landed_at: datetime
    changes: tuple[Change, ...]

    @property
    def oid(self) -> str:
        """The commit's id."""
        return self.commit.oid

    @property
    def committed_at(self) -> datetime:
        """The committer's date, or that of the landing where it is impossible."""
        return self.commit.committer.at or self.landed_at


def changes_between(
    git: GitRepository, *, since: str, head: str, matches: Matches
) -> Iterator[CommitChange]:
    """Yield what happened to matching files after ``since`` until ``head``.

    Without ``since``, or where the mirror has no such commit, from the beginning.
    """
    if not head or since == head:
        return
    start = since if since and git.has(since) else ""
    parents = parents_of(git.path, head, start)
    landings = list(graph.landings(head, parents))
    times = mainline_times(git.path, head)
    replay = Replay(matches, matching_files(git, start, matches) if start else {})
    specs = list(_compared(landings, parents))
    diffs = _Aligned(commit_diffs(git.path, specs, renames=True))
    landed_at = _EPOCH
    for landing in landings:
        landed_at = times.get(landing.oid) or landed_at
        for oid in landing.brought:
            diff = diffs.of(oid)
            if len(parents[oid]) < 2:
                changes = replay.commit(diff.paths)
            elif oid == landing.oid:
                changes = replay.merge(diff.paths)
            else:
                continue  # what a merge inside a side branch did shows at the landing
            if changes:
                yield CommitChange(git.commit(oid), landed_at, tuple(changes))
        replay.close()
    if diffs.cut or not landings or landings[0].first_parent != start:
        changes = replay.settle(matching_files(git, head, matches))
        if changes:
            yield CommitChange(git.commit(head), landed_at, tuple(changes))


class _Aligned:
    """Hand out the diff of each commit from a stream that leaves out empty ones."""

    def __init__(self, stream: Iterator[CommitDiff]) -> None:
        self._stream = stream
        self._next = next(stream, None)
        self.cut = False

    def of(self, oid: str) -> CommitDiff:
        """Return the commit's diff; ask in the order of the stream."""
        if self._next is None or self._next.oid != oid:
            return CommitDiff(oid, [])
        found, self._next = self._next, next(self._stream, None)
        self.cut |= not found.complete
        return found


def _compared(
    landings: list[graph.Landing], parents: dict[str, tuple[str, ...]]
) -> Iterator[str]:
    """Yield commits to compare: mainline merges with their first parent alone."""
    for landing in landings:
        for oid in landing.brought:
            if len(parents[oid]) < 2:
                yield oid
            elif oid == landing.oid:
                yield f"{oid} {landing.first_parent}"


def matching_files(
    git: GitRepository, commit_oid: str, matches: Matches
) -> dict[str, str]:
    """Return path and blob of every matching regular file of a commit."""
    entries = git.walk_tree(commit_oid)
    return {e.path: e.oid for e in entries if e.is_file and matches(e.path)}


def parents_of(path: Path, head: str, since: str = "") -> dict[str, tuple[str, ...]]:
    """Return the parents of each commit of ``head`` that ``since`` lacks."""
    excluded = [f"^{since}"] if since else []
    lines = output(path, "rev-list", "--parents", head, *excluded, "--").splitlines()
    return {oid: tuple(parents) for oid, *parents in map(str.split, lines)}


def mainline_times(path: Path, head: str) -> dict[str, datetime | None]:
    """Return when each commit of the mainline landed, with impossible dates mended."""
    command = ("rev-list", "--first-parent", "--reverse", "--timestamp", head, "--")
    lines = [line.split() for line in output(path, *command).splitlines()]
    latest = int(timezone.now().timestamp())
    times = graph.repaired_times([int(second) for second, _ in lines], latest=latest)
    return {oid: at for (_, oid), at in zip(lines, times, strict=True)}
