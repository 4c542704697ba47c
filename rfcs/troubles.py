"""What could not be read in documents, recorded for their pages and the sync."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from mirror.models import Problem, Repository
from rfcs import slugs
from rfcs.formats import naming
from rfcs.histories import Document, one_line
from rfcs.metadata import Issue
from rfcs.models import Rfc

SOURCE = "rfcs"
BATCH = 200
MOST = 20


def count(repository: Repository) -> int:
    """Return how many problems the repository's documents have."""
    return Problem.objects.filter(repository=repository, source=SOURCE).count()


def replace(
    repository: Repository,
    documents: Iterable[tuple[Document, Rfc]],
    stale: Iterable[str] | None,
) -> None:
    """Record the documents' problems in place of those at the ``stale`` paths.

    ``None`` stands for every path of the repository.
    """
    rows = Problem.objects.filter(repository=repository, source=SOURCE)
    if stale is None:
        rows.delete()
    else:
        paths = sorted(stale)
        for start in range(0, len(paths), BATCH):
            rows.filter(path__in=paths[start : start + BATCH]).delete()
    now = timezone.now()
    documents = list(documents)
    held = _holders(repository, documents)
    new = [
        Problem(
            repository=repository,
            source=SOURCE,
            path=rfc.path,
            line=issue.line,
            code=issue.code,
            message=_message(issue, rfc.path),
            commit_oid=document.now.moment.commit_oid,
            seen_at=now,
        )
        for document, rfc in documents
        for issue in _issues(document, rfc, held)[:MOST]
    ]
    Problem.objects.bulk_create(new, batch_size=BATCH)


def _holders(
    repository: Repository, documents: Iterable[tuple[Document, Rfc]]
) -> dict[str, str]:
    """Return the paths of the documents that have the numbers which others want."""
    wanted = {
        slug
        for document, rfc in documents
        if (slug := slugs.wanted(document.metadata.number)) and slug != rfc.slug
    }
    if not wanted:
        return {}
    rows = Rfc.objects.filter(project=repository.project_id, slug__in=wanted)
    return dict(rows.values_list("slug", "path"))


def _is_clash(number: str, rfc: Rfc, held: Mapping[str, str]) -> bool:
    """Whether another document of the same series has the number."""
    wanted = slugs.wanted(number)
    if not wanted or rfc.slug == wanted:
        return False
    other = held.get(wanted, "")
    if naming.part_of(rfc.path) != naming.part_of(other):
        return False
    mine, theirs = naming.name_of(rfc.path), naming.name_of(other)
    return not (mine.series and theirs.series) or mine.series == theirs.series


def _issues(document: Document, rfc: Rfc, held: Mapping[str, str]) -> Sequence[Issue]:
    issues = list(document.metadata.problems)
    said, number = document.now, document.metadata.number
    if said.status is None and not said.state.is_known:
        words = "The document states no status."
        issues.append(Issue("field-missing", words, None, said.path))
    elif not said.state.is_known:
        status = one_line(said.status or "")[:80]
        words = f"“{status}” is no status of this process."
        issues.append(Issue("unknown-status", words, None, said.path))
    if _is_clash(number, rfc, held):
        words = f"Another document of this project has the number {number}."
        issues.append(Issue("number-clash", words, None, said.path))
    return issues


def _message(issue: Issue, path: str) -> str:
    """Name the file where it is not the one that the document is listed by."""
    if issue.path in ("", path):
        return issue.message
    return f"{issue.path.rsplit('/', 1)[-1]}: {issue.message}"
