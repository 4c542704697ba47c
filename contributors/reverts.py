"""Take back the points of changes that were reverted, and give them back in turn."""

import re
from collections.abc import Iterable, Mapping
from itertools import chain

from contributors.models import Contribution
from mirror.models import Commit, Repository

REVERTED = "reverted"
REVERTS = "reverts"
_SUBJECT = re.compile(r'Revert "(.+)"(?: \(#\d+\))?')


def is_revert(commit: Commit) -> bool:
    """Whether ``commit`` says that it undoes another one."""
    return bool(_oids(commit) or _subject(commit))


def mark_reverted(repository: Repository, undone: Mapping[int, list[Commit]]) -> None:
    """Follow what ``undone`` said of some commits, oldest first.

    A revert takes the points of what it undoes; the revert of a revert gives them
    back. Neither earns anything itself.
    """
    restored = undone_by(repository, chain.from_iterable(undone.values()))
    for _, targets in sorted(undone.items()):
        for target in targets:
            if target.pk in restored:
                _recount(restored[target.pk], was=REVERTED, now="")
            else:
                _recount([target], was="", now=REVERTED)


def undone_by(
    repository: Repository, commits: Iterable[Commit]
) -> dict[int, list[Commit]]:
    """Return what each revert among ``commits`` undoes, under the revert's key.

    The ids in its message say it; without any, the latest commit of that subject.
    """
    reverts = [commit for commit in commits if is_revert(commit)]
    oids = {oid for commit in reverts for oid in _oids(commit)}
    subjects = {_subject(commit) for commit in reverts if not _oids(commit)}
    reachable = Commit.objects.filter(repository=repository, lost_at=None)
    by_oid = {c.oid: c for c in reachable.filter(oid__in=oids)} if oids else {}
    same = reachable.filter(subject__in=subjects).order_by("pk") if subjects else []
    by_subject: dict[str, list[Commit]] = {}
    for commit in same:
        by_subject.setdefault(commit.subject, []).append(commit)
    undone: dict[int, list[Commit]] = {}
    for commit in reverts:
        if _oids(commit):
            found = [by_oid[oid] for oid in _oids(commit) if oid in by_oid]
            before = [c for c in found if c.pk < commit.pk]
        else:
            named = by_subject.get(_subject(commit), [])
            before = [c for c in named if c.pk < commit.pk][-1:]
        if before:
            undone[commit.pk] = before
    return undone


def _oids(commit: Commit) -> list[str]:
    return [t["oid"] for t in commit.trailers if t["token"] == REVERTS]


def _subject(commit: Commit) -> str:
    match = _SUBJECT.fullmatch(commit.subject)
    return match[1] if match else ""


def _recount(commits: Iterable[Commit], *, was: str, now: str) -> None:
    Contribution.objects.filter(
        commit__in=[commit.pk for commit in commits], not_counted=was
    ).update(not_counted=now)
