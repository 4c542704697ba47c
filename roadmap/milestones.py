"""Import milestones from a mirrored repository: whole, repeatable, nothing lost."""

from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any

from django.db import transaction

from mirror import history, repositories
from mirror.models import Problem, Repository
from roadmap import linking, reading
from roadmap.formats.found import Issue
from roadmap.models import MilestoneImport
from roadmap.reading import Reading, Scope
from roadmap.rows import LastChange, Rows

RULES = 2
"""Grows with every change that should read stored milestones again."""

SOURCE = "roadmap"
MOST_PROBLEMS = 2_000


@dataclass
class ImportReport:
    """What an import found and what it changed."""

    milestones: int = 0
    tracks: int = 0
    created: int = 0
    updated: int = 0
    gone: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)
    unchanged: bool = False
    seconds: float = 0.0


def import_milestones(repository: Repository) -> ImportReport:
    """Bring the milestones of a repository up to its mirrored head.

    Reads git first and writes afterwards in one transaction. The same head again
    only looks again for RFCs that were not mirrored yet. A milestone whose file is
    gone is kept and marked. Of a repository that holds no roadmap, the milestones
    of its enhancement proposals are read.
    """
    started = monotonic()
    last = MilestoneImport.objects.filter(repository=repository).first()
    head = repository.head_oid
    if not head or (last and (last.head_oid, last.rules) == (head, RULES)):
        linking.link_waiting(repository.project)
        return ImportReport(unchanged=True)
    git = repositories.open_git(repository)
    scope = Scope.of(repository)
    read = reading.read(git, head, scope)
    since = last.head_oid if last and git.has(last.head_oid) else ""
    changes = _last_changes(repository, since, scope)
    report = _write(repository, head, read, changes)
    linking.link_waiting(repository.project)
    report.seconds = round(monotonic() - started, 3)
    return report


def _last_changes(
    repository: Repository, since: str, scope: Scope
) -> dict[str, LastChange]:
    """Return the last commit after ``since`` that changed each milestone file."""
    changes = history.document_changes(
        repository, since=since, matches=lambda path: scope.format_of(path) is not None
    )
    return {
        changed.path: LastChange(commit.oid, commit.committed_at)
        for commit in changes
        for changed in commit.changes
    }


@transaction.atomic
def _write(
    repository: Repository, head: str, read: Reading, changes: dict[str, LastChange]
) -> ImportReport:
    locked = Repository.objects.select_for_update().get(pk=repository.pk)
    rows = Rows(locked, read, changes)
    rows.write()
    MilestoneImport.objects.update_or_create(
        repository=locked,
        defaults={"head_oid": head, "rules": RULES, "imported_at": rows.now},
    )
    problems = _problems(locked, head, [*read.issues(), *rows.issues], rows.now)
    Problem.objects.filter(repository=locked, source=SOURCE).delete()
    Problem.objects.bulk_create(problems, batch_size=500)
    return ImportReport(
        milestones=rows.found,
        tracks=len(rows.tracks),
        created=rows.created,
        updated=rows.updated,
        gone=rows.gone,
        problems=[
            {"code": p.code, "path": p.path, "message": p.message} for p in problems
        ],
    )


def _problems(
    repository: Repository, head: str, issues: list[tuple[str, Issue]], now: datetime
) -> list[Problem]:
    """Return rows for the issues, each told once; beyond the most, their number."""
    told = list(dict.fromkeys(issues))
    if len(told) > MOST_PROBLEMS:
        message = f"There are {len(told) - MOST_PROBLEMS:,} more problems like these."
        told = [*told[:MOST_PROBLEMS], ("", Issue("more-problems", message))]
    return [
        Problem(
            repository=repository,
            source=SOURCE,
            path=path[:1000],
            line=issue.line,
            code=issue.code,
            message=issue.message[:2000],
            commit_oid=head,
            seen_at=now,
        )
        for path, issue in told
    ]
