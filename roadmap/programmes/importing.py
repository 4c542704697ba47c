"""Import what a roadmap repository declares: designations' criteria, and audits."""

from pathlib import PurePosixPath

from django.db import transaction
from django.utils import timezone

from core import markup
from core.plainyaml import MAX_BYTES
from mirror import problems, repositories
from mirror.errors import Unreadable
from mirror.models import Repository
from roadmap import declared
from roadmap.programmes import files
from roadmap.programmes.files import FoundAudit, FoundDesignation, FoundProgrammes
from roadmap.programmes.models import Audit, Criteria

SOURCE = "programmes"
READERS = {
    declared.DESIGNATION: files.read_designation,
    declared.AUDITS: files.read_audits,
}
Found = tuple[str, str, FoundProgrammes]


def import_programmes(repository: Repository) -> None:
    """Bring criteria and audits up to the repository's head."""
    if not repository.head_oid:
        return
    git = repositories.open_git(repository)
    found: list[Found] = []
    issues: list[problems.Found] = []
    for entry in git.walk_tree(repository.head_oid):
        reader = READERS.get(declared.kind_of(entry.path))
        if reader is None or not entry.is_file:
            continue
        try:
            data = git.blob(entry.oid, max_bytes=MAX_BYTES).data
        except Unreadable as error:
            issues.append(problems.Found("unreadable", error.message, entry.path))
            continue
        read = reader(PurePosixPath(entry.path).stem, data)
        found.append((entry.path, entry.oid, read))
    _write(repository, found, issues)


@transaction.atomic
def _write(
    repository: Repository, found: list[Found], issues: list[problems.Found]
) -> None:
    locked = Repository.objects.select_for_update().get(pk=repository.pk)
    seen: set[str] = set()
    for path, blob, read in found:
        issues += [
            problems.Found(issue.code, issue.message, path, line=issue.line)
            for issue in read.issues
        ]
        for designation in read.designations:
            _keep_version(locked, path, blob, designation, issues)
        for audit in read.audits:
            if audit.slug in seen:
                sentence = f"The audit “{audit.slug}” is declared twice."
                issues.append(problems.Found("duplicate-id", sentence, path))
                continue
            seen.add(audit.slug)
            _keep_audit(locked, path, audit, issues)
    gone = Audit.objects.standing().filter(repository=locked).exclude(slug__in=seen)
    gone.update(gone_at=timezone.now())
    problems.replace(locked, SOURCE, issues)


def _keep_version(
    repository: Repository,
    path: str,
    blob: str,
    found: FoundDesignation,
    issues: list[problems.Found],
) -> None:
    """Keep a version once; other words under the same number are told, not taken."""
    known = Criteria.objects.filter(
        project=repository.project_id, slug=found.slug, version=found.version
    ).first()
    if known is not None:
        if known.content_hash != found.hash():
            sentence = (
                f"Version {found.version} of “{found.slug}” is on record with other "
                "words. Give changed criteria a new version."
            )
            issues.append(problems.Found("version-taken", sentence, path))
        return
    Criteria.objects.create(
        project=repository.project,
        repository=repository,
        slug=found.slug,
        version=found.version,
        title=found.title,
        description=found.description,
        description_html=markup.render_comment(found.description),
        months=found.months,
        asks=found.asks,
        criteria=found.criteria,
        path=path,
        commit_oid=repository.head_oid,
        blob_oid=blob,
        content_hash=found.hash(),
        imported_at=timezone.now(),
    )


def _keep_audit(
    repository: Repository,
    path: str,
    found: FoundAudit,
    issues: list[problems.Found],
) -> None:
    project = repository.project_id
    row = Audit.objects.filter(project=project, slug=found.slug).first()
    if row and row.repository_id != repository.pk and row.gone_at is None:
        sentence = f"Another repository has the audit “{found.slug}”."
        issues.append(problems.Found("duplicate-id", sentence, path))
        return
    row = row or Audit(project_id=project, slug=found.slug)
    row.repository, row.path, row.gone_at = repository, path, None
    row.title, row.artefacts, row.scope = found.title, found.artefacts, found.scope
    row.auditor, row.due, row.milestone = found.auditor, found.due, found.milestone
    row.overdue_blocks, row.blocking = found.overdue_blocks, found.blocking
    row.save()
