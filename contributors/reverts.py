"""Take back the points of changes that were reverted, and give them back in turn."""

import re
from collections.abc import Iterable, Mapping

from contributors.models import Contribution
from mirror.models import Commit, Repository

REVERTED = "reverted"
REVERTS = "reverts"
_SUBJECT = re.compile(r'Revert "(.+)"(?: \(#\d+\))?')


def is_revert(commit: Commit) -> bool:
    """Whether ``commit`` says that it undoes another one."""
    return bool(_oids(commit) or _subject(commit))


def mark_reverted(repository: Repository, commits: Iterable[Commit]) -> None:
    """Follow the reverts among ``commits``, oldest first.

    A revert takes the points of what it undoes; the revert of a revert gives them
    back. Neither earns anything itself.
    """
    reverts = [commit for commit in commits if is_revert(commit)]
    undone = _undone(repository, reverts)
    earlier = [target for targets in undone.values() for target in targets]
    restored = _undone(repository, [commit for commit in earlier if is_revert(commit)])
    for commit in reverts:
        for target in undone.get(commit.pk, []):
            if target.pk in restored:
                _recount(restored[target.pk], was=REVERTED, now="")
            else:
                _recount([target], was="", now=REVERTED)


def _undone(
    repository: Repository, reverts: list[Commit]
) -> Mapping[int, list[Commit]]:
    """Return what each revert undoes: by the ids in its message, else by subject."""
    oids = {oid for commit in reverts for oid in _oids(commit)}
    subjects = {_subject(commit) for commit in reverts if not _oids(commit)}
    reachable = Commit.objects.filter(repository=repository, lost_at=None).only(
        "pk", "oid", "subject", "trailers"
    )
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
