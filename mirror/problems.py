"""Record what could not be read as it should be, once and with its place."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from mirror.models import Problem, Repository

MOST = 500


@dataclass(frozen=True, slots=True)
class Found:
    """A problem: a stable word, a sentence, and where it is."""

    code: str
    message: str
    path: str = ""
    oid: str = ""
    line: int | None = None


@transaction.atomic
def add(repository: Repository, source: str, found: Iterable[Found]) -> None:
    """Add problems of ``source``; at most 500 of one source are kept in all."""
    rows = Problem.objects.filter(repository=repository, source=source)
    known = set(rows.values_list("code", "path", "commit_oid"))
    now = timezone.now()
    new = {
        (f.code, f.path[:1000], f.oid): Problem(
            repository=repository,
            source=source,
            path=f.path[:1000],
            line=f.line,
            code=f.code,
            message=f.message[:2000],
            commit_oid=f.oid,
            seen_at=now,
        )
        for f in found
    }
    fresh = [problem for key, problem in new.items() if key not in known]
    Problem.objects.bulk_create(fresh[: max(0, MOST - len(known))])


@transaction.atomic
def replace(repository: Repository, source: str, found: Iterable[Found]) -> None:
    """Make ``found`` the problems of ``source``: those that were mended go."""
    Problem.objects.filter(repository=repository, source=source).delete()
    add(repository, source, found)
