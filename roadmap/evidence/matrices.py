"""Import matrices from a roadmap repository; one whose file goes is kept and marked."""

from pathlib import PurePosixPath

from django.db import transaction
from django.utils import timezone

from core import markup
from core.plainyaml import MAX_BYTES
from mirror import problems, repositories
from mirror.errors import Unreadable
from mirror.models import Repository
from roadmap import declared
from roadmap.evidence import matrixfile
from roadmap.evidence.matrixfile import FoundMatrix, Line
from roadmap.evidence.models import Matrix

SOURCE = "matrices"
Found = tuple[str, str, FoundMatrix]


def import_matrices(repository: Repository) -> int:
    """Bring the matrices up to the repository's head; return how many there are."""
    if not repository.head_oid:
        return 0
    git = repositories.open_git(repository)
    found: list[Found] = []
    issues: list[problems.Found] = []
    for entry in git.walk_tree(repository.head_oid):
        if declared.kind_of(entry.path) != declared.MATRIX or not entry.is_file:
            continue
        try:
            data = git.blob(entry.oid, max_bytes=MAX_BYTES).data
        except Unreadable as error:
            issues.append(problems.Found("unreadable", error.message, entry.path))
            continue
        matrix = matrixfile.read(PurePosixPath(entry.path).stem, data)
        found.append((entry.path, entry.oid, matrix))
    return _write(repository, found, issues)


@transaction.atomic
def _write(
    repository: Repository, found: list[Found], issues: list[problems.Found]
) -> int:
    locked = Repository.objects.select_for_update().get(pk=repository.pk)
    known = {m.slug: m for m in Matrix.objects.filter(project=locked.project_id)}
    seen: set[str] = set()
    for path, blob, matrix in found:
        issues += [
            problems.Found(issue.code, issue.message, path, line=issue.line)
            for issue in matrix.issues
        ]
        if not matrix.slug:
            continue
        row = known.get(matrix.slug)
        taken = row and row.repository_id != locked.pk and row.gone_at is None
        if matrix.slug in seen or taken:
            sentence = f"Another file has the matrix “{matrix.slug}” already."
            issues.append(problems.Found("duplicate-id", sentence, path))
            continue
        seen.add(matrix.slug)
        _save(locked, row, path, blob, matrix)
    gone = Matrix.objects.standing().filter(repository=locked).exclude(slug__in=seen)
    gone.update(gone_at=timezone.now())
    problems.replace(locked, SOURCE, issues)
    return len(seen)


def _save(
    repository: Repository,
    row: Matrix | None,
    path: str,
    blob: str,
    found: FoundMatrix,
) -> None:
    if row and (row.blob_oid, row.path, row.gone_at) == (blob, path, None):
        return
    row = row or Matrix(project=repository.project, slug=found.slug)
    row.repository, row.path, row.blob_oid, row.gone_at = repository, path, blob, None
    row.commit_oid = repository.head_oid
    row.title, row.description = found.title, found.description
    row.description_html = markup.render_comment(found.description)
    row.rows = [_line(line) for line in found.rows]
    row.columns = [_line(line) for line in found.columns]
    row.cells = [
        {
            "row": cell.row,
            "column": cell.column,
            "says": cell.says,
            "note": cell.note,
            "rules": [rule.as_json() for rule in cell.rules],
        }
        for cell in found.cells
    ]
    row.save()


def _line(line: Line) -> dict[str, object]:
    return {
        "id": line.id,
        "title": line.title,
        "group": line.group,
        "values": dict(line.values),
    }
