"""Proposals beside the default branch: which there are, and what each would change.

Only references that moved since they were last read are read, and of those a
bounded number at a time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from mirror import forges
from mirror.diffs import CommitDiff, commit_diffs
from mirror.git import GitRepository
from mirror.models import ProposalRef, Repository
from mirror.objects import PathDiff
from mirror.process import output

MAX_NAME = 300
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a commit would change in the default branch.

    ``is_landed`` when the branch holds the commit; ``base`` is where it began,
    empty where the two have nothing in common.
    """

    tip: str
    is_landed: bool = False
    base: str = ""
    changes: tuple[PathDiff, ...] = ()


def note(repository: Repository, tips: Mapping[str, str], *, at: datetime) -> int:
    """Write down where the remote's proposals stand; return how many moved.

    One that the remote has no longer keeps its row, with an empty ``oid``.
    """
    rows = {row.name: row for row in ProposalRef.objects.filter(repository=repository)}
    new, moved = [], []
    for ref, oid in tips.items():
        row = rows.pop(ref, None)
        name = forges.name_of(ref) if len(ref) <= MAX_NAME else None
        if row is not None and row.oid != oid:
            row.oid, row.seen_at = oid, at
            moved.append(row)
        elif row is None and name is not None:
            new.append(
                ProposalRef(
                    repository=repository,
                    name=ref,
                    key=name.key,
                    number=name.number,
                    patch_set=name.patch_set,
                    oid=oid,
                    seen_at=at,
                )
            )
    for row in rows.values():
        if row.oid:
            row.oid, row.seen_at = "", at
            moved.append(row)
    ProposalRef.objects.bulk_create(new, batch_size=BATCH)
    ProposalRef.objects.bulk_update(moved, ["oid", "seen_at"], batch_size=BATCH)
    return len(new) + len(moved)


def unread(repository: Repository, *, most: int) -> tuple[list[ProposalRef], int]:
    """Return references that moved since they were read, and how many are left.

    The newest proposals come first; patch sets of one in their order.
    """
    rows = ProposalRef.objects.filter(repository=repository).exclude(oid=F("read_oid"))
    found = list(rows.order_by("-number", "key", "patch_set")[:most])
    left = rows.count() - most if len(found) == most else 0
    return found, max(0, left)


def mark_read(refs: Sequence[ProposalRef]) -> None:
    """Remember what was read of each reference."""
    for ref in refs:
        ref.read_oid = ref.oid
    ProposalRef.objects.bulk_update(refs, ["read_oid"], batch_size=BATCH)


def compare(
    git: GitRepository, head: str, tips: Iterable[str]
) -> dict[str, Comparison]:
    """Return what each commit would change since it left the branch of ``head``.

    Two runs of git, however many commits. A tip that changes more paths than are
    read, or that has nothing in common with the branch, changes nothing here.
    """
    wanted = [tip for tip in dict.fromkeys(tips) if git.has(tip)]
    if not wanted or not head:
        return {}
    parents = _unmerged(git, head, wanted)
    found = {tip: Comparison(tip, is_landed=True) for tip in wanted}
    bases = {tip: _base(git, head, tip, parents) for tip in wanted if tip in parents}
    found |= {tip: Comparison(tip, base=base) for tip, base in bases.items()}
    pairs = [f"{tip} {base}" for tip, base in bases.items() if base]
    diff: CommitDiff
    for diff in commit_diffs(git.path, pairs, renames=True):
        if diff.complete:
            changes = tuple(diff.paths)
            found[diff.oid] = Comparison(diff.oid, False, bases[diff.oid], changes)
    return found


def landed(git: GitRepository, head: str, tips: Iterable[str]) -> set[str]:
    """Return those of the commits that the branch of ``head`` holds."""
    wanted = [tip for tip in dict.fromkeys(tips) if git.has(tip)]
    return set(wanted) - set(_unmerged(git, head, wanted)) if wanted and head else set()


def _unmerged(
    git: GitRepository, head: str, tips: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Return the commits that are not on the branch, with their parents."""
    lines = output(
        git.path,
        *("rev-list", "--parents", "--stdin"),
        lines=[*tips, f"^{head}"],
    ).splitlines()
    return {oid: tuple(parents) for oid, *parents in map(str.split, lines)}


def _base(
    git: GitRepository, head: str, tip: str, parents: Mapping[str, Sequence[str]]
) -> str:
    """Return the newest commit of the branch that ``tip`` builds on."""
    touched, seen, waiting = set[str](), {tip}, [tip]
    while waiting:
        for parent in parents[waiting.pop()]:
            if parent not in parents:
                touched.add(parent)
            elif parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    if len(touched) < 2:
        return next(iter(touched), "")
    # it took the branch in more than once: git knows which of these came last
    lines = output(git.path, "merge-base", head, tip).split()
    return lines[0] if lines else ""
