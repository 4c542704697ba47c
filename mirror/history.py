"""Read history: commits into rows, and the changes of documents as a stream.

Both read only what is new, oldest first, and hold no more than a batch.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mirror import bulk, graph, problems, repositories
from mirror.changes import (
    CommitChange,
    changes_between,
    mainline_times,
    parents_of,
)
from mirror.diffs import CommitDiff, commit_diffs
from mirror.errors import Unreadable
from mirror.git import GitRepository
from mirror.models import Commit, Repository
from mirror.objects import Commit as GitCommit
from mirror.objects import trailers
from mirror.process import Progress, output
from mirror.replay import Change, Matches

__all__ = [
    "Change",
    "CommitChange",
    "document_changes",
    "is_longer",
    "read_new_commits",
]

BATCH = 2000
_COLUMNS = (
    "repository_id",
    "oid",
    "parents",
    "author_name",
    "author_email",
    "authored_at",
    "committer_name",
    "committer_email",
    "committed_at",
    "landed_at",
    "landing_oid",
    "subject",
    "trailers",
    "paths_changed",
    "empty_or_excluded",
)
LandedAt = dict[str, datetime | None]
Landed = dict[str, tuple[datetime | None, str]]
"""When each commit landed, and with which commit of the mainline."""

# Work of machines and of others: a commit that touches nothing else earns nothing.
_EXCLUDED = re.compile(
    rb"(^|/)(vendor|third_party|node_modules)/"
    rb"|(^|/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml"
    rb"|[Cc]argo\.lock|go\.sum|poetry\.lock|uv\.lock|Pipfile\.lock|Gemfile\.lock"
    rb"|composer\.lock)$"
    rb"|\.min\.(js|css)$|\.pb\.go$|(^|/)zz_generated[^/]*$|_pb2\.py$"
)


def document_changes(
    repository: Repository, *, since: str = "", matches: Matches
) -> Iterator[CommitChange]:
    """Yield what happened to the files whose path ``matches``, oldest first.

    From the beginning, or after the commit ``since`` (where the mirror has it).
    Commits of side branches come where they landed. Applied in order to the files
    of ``since``, the changes give exactly the files of ``repository.head_oid``.
    """
    git = repositories.open_git(repository)
    return changes_between(git, since=since, head=repository.head_oid, matches=matches)


def read_new_commits(
    repository: Repository, *, progress: Progress | None = None
) -> int:
    """Make a row of every commit that the head reaches; return how many are new.

    Safe to repeat after any interruption: ``history_oid`` moves last. Where a
    rewrite dropped commits, their rows stay and say since when they are lost.
    """
    head = repository.head_oid
    if not head or repository.history_oid == head:
        return 0
    git = repositories.open_git(repository)
    times = mainline_times(git.path, head)
    rows = Commit.objects.filter(repository=repository, lost_at=None)
    stored: Landed = {
        oid: (at, landing)
        for oid, at, landing in rows.values_list("oid", "landed_at", "landing_oid")
    }
    since = repository.history_oid
    if since not in times or any(
        stored.get(o, (at, o)) != (at, o) for o, at in times.items()
    ):
        since = ""  # the mainline is another one, or its dates are read anew
    parents = parents_of(git.path, head, since)
    landed = _landed(head, parents, times)
    if not since and stored:
        _mend(repository, stored, landed)
        stored = dict.fromkeys(_known_oids(repository), (None, ""))
    new = [oid for oid in landed if oid not in stored]
    _store(repository, git, new, parents, landed, progress)
    Repository.objects.filter(pk=repository.pk).update(history_oid=head)
    repository.history_oid = head
    return len(new)


def is_longer(repository: Repository, *, than: int) -> bool:
    """Whether the head reaches more commits than so many; no more are counted."""
    path = repositories.mirror_path(repository)
    most = f"--max-count={than + 1}"
    head = repository.head_oid
    return int(output(path, "rev-list", "--count", most, head, "--")) > than


def _landed(head: str, parents: graph.Parents, times: LandedAt) -> Landed:
    """Return when each commit landed, and with which, in landing order."""
    return {
        oid: (times.get(landing.oid), landing.oid)
        for landing in graph.landings(head, parents)
        for oid in landing.brought
    }


def _known_oids(repository: Repository) -> Iterable[str]:
    return Commit.objects.filter(repository=repository).values_list("oid", flat=True)


def _mend(repository: Repository, stored: Landed, landed: Landed) -> None:
    """Bring rows that are there to a history that reads differently now."""
    now = timezone.now()
    rows = Commit.objects.filter(repository=repository)
    lost = set(stored) - set(landed)
    moved = []
    for row in rows.only("oid", "landed_at", "landing_oid", "lost_at"):
        if row.oid in lost:
            row.lost_at = now
        elif row.oid in landed:
            before = (row.landed_at, row.landing_oid)
            if row.lost_at is None and before == landed[row.oid]:
                continue
            row.landed_at, row.landing_oid = landed[row.oid]
            row.lost_at = None
        else:
            continue
        moved.append(row)
    with transaction.atomic():
        Commit.objects.bulk_update(
            moved, ["landed_at", "landing_oid", "lost_at"], batch_size=500
        )


def _store(
    repository: Repository,
    git: GitRepository,
    new: list[str],
    parents: graph.Parents,
    landed: Landed,
    progress: Progress | None,
) -> None:
    # git compares trees on one core while Python reads messages on the other
    single = [oid for oid in new if len(parents[oid]) < 2]
    diffs = commit_diffs(git.path, single)
    diff = next(diffs, None)
    batch: list[tuple[Any, ...]] = []
    bad: list[problems.Found] = []
    for done, oid in enumerate(new, start=1):
        try:
            commit = git.commit(oid)
        except Unreadable as error:
            bad.append(problems.Found("unreadable-commit", error.message, oid=oid))
            continue
        found = None
        if diff is not None and diff.oid == oid:
            found, diff = diff, next(diffs, None)
        bad += _oddities(commit, found)
        batch.append(_row(repository, commit, found, landed[oid]))
        if len(batch) >= BATCH:
            bulk.insert(Commit, _COLUMNS, batch)
            batch = []
            if progress:
                progress("commits", done, len(new))
    bulk.insert(Commit, _COLUMNS, batch)
    problems.add(repository, "git", bad)


def _row(
    repository: Repository,
    commit: GitCommit,
    diff: CommitDiff | None,
    landed: tuple[datetime | None, str],
) -> tuple[Any, ...]:
    paths = [d.raw_path for d in diff.paths if not d.is_submodule] if diff else []
    counted = any(not _EXCLUDED.search(path) for path in paths)
    return (
        repository.pk,
        commit.oid,
        list(commit.parents),
        commit.author.name,
        commit.author.email,
        commit.author.at,
        commit.committer.name,
        commit.committer.email,
        commit.committer.at,
        *landed,
        commit.subject,
        [trailer.as_json() for trailer in trailers(commit.message)],
        len(paths),
        not commit.is_merge and not counted,
    )


def _oddities(commit: GitCommit, diff: CommitDiff | None) -> Iterator[problems.Found]:
    if commit.author.at is None or commit.committer.at is None:
        sentence = "The commit's date cannot be read or lies outside the calendar."
        yield problems.Found("impossible-date", sentence, oid=commit.oid)
    if not commit.author.email:
        sentence = "The commit names no e-mail address of its author."
        yield problems.Found("no-author-address", sentence, oid=commit.oid)
    longest = settings.MIRROR_MAX_PATH
    if diff is not None and any(len(d.raw_path) > longest for d in diff.paths):
        sentence = (
            f"The commit touches a path of more than {longest:,} bytes "
            "(MIRROR_MAX_PATH); that file is not read."
        )
        yield problems.Found("path-too-long", sentence, oid=commit.oid)
    if diff is not None and not diff.complete:
        sentence = "The commit changes more paths than are read."
        yield problems.Found("too-many-paths", sentence, oid=commit.oid)
