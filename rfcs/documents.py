"""Import RFC documents from a mirrored repository: the one way they come in.

What is new since the last import is read first, without a transaction: documents
followed through the history, their revisions, their rendered texts. Then all of it
is written at once. Interrupted anywhere, an import leaves nothing half-written and
begins again where the last one ended.
"""

from dataclasses import dataclass

from django.db import transaction

from core import cycles
from mirror import repositories
from mirror.models import Repository
from mirror.process import Progress
from rfcs import histories, recording, styles, texts, troubles
from rfcs.formats.registry import Selection
from rfcs.histories import Document, Historian
from rfcs.models import Revision, Rfc
from rfcs.recording import Findings


@dataclass(frozen=True)
class ImportReport:
    """How many documents and revisions came in, and how many problems there are."""

    documents: int = 0
    revisions: int = 0
    problems: int = 0


def import_documents(
    repository: Repository, *, progress: Progress | None = None, render: bool = True
) -> ImportReport:
    """Bring the RFCs of a repository up to its mirrored head.

    Without ``render`` their texts wait for ``render_heads``, or for a reader.
    Raises ``InvalidInput`` for a format that does not exist, ``RepositoryBusy`` if
    another import of the repository was faster.
    """
    Selection.of(repository.format, repository.paths)
    if not repository.head_oid:
        return ImportReport(problems=troubles.count(repository))
    git = repositories.open_git(repository)
    reading = styles.reading_of(repository, git)
    is_new = repository.imported_oid != repository.head_oid
    if not is_new and reading.is_as_before:
        return ImportReport(problems=troubles.count(repository))
    selection = styles.within(reading.selection, repository, git)
    anew = styles.must_read_all(repository, git, reading, selection)
    since = "" if anew else repository.imported_oid
    findings = _read(repository, selection, since, progress)
    wanted = _made_wanted(findings)
    if render:
        wanted += [_wanted(document) for document in findings.documents]
    texts.store(
        repositories.open_git(repository), wanted, findings.made, progress=progress
    )
    with transaction.atomic():
        revisions = recording.record(repository, selection, findings)
        styles.remember(repository, reading)
    documents = len(findings.documents)
    return ImportReport(documents, revisions, troubles.count(repository))


def render_heads(repository: Repository, *, progress: Progress | None = None) -> int:
    """Render what the repository's RFCs say now and is not kept; return how many."""
    heads = Revision.objects.filter(
        pk__in=Rfc.objects.filter(repository=repository).values("current_revision")
    )
    columns = ("blob_oid", "path", "markup", "rfc__format", "title")
    wanted = [texts.Wanted(*row) for row in heads.order_by("pk").values_list(*columns)]
    return texts.store(repositories.open_git(repository), wanted, progress=progress)


@cycles.uncollected()
def _read(
    repository: Repository,
    selection: Selection,
    since: str,
    progress: Progress | None,
) -> Findings:
    git = repositories.open_git(repository)
    tracks, made = histories.follow(repository, selection, since)
    findings = Findings(complete=not git.has(since), made=made)
    changed = [track for track in tracks if track.steps or track.ended]
    historian = Historian(git, selection, changed, made)
    for done, track in enumerate(changed, start=1):
        document = historian.read(track)
        if document is not None:
            findings.documents.append(document)
        elif track.origin:
            if track.ended is None and track.steps:
                track.ended = track.steps[-1].moment
            findings.vanished.append(track)
        track.steps = []  # read; a long history need not stay in memory
        if progress and done % 50 == 0:
            progress("documents", done, len(changed))
    return findings


def _wanted(document: Document) -> texts.Wanted:
    now, name = document.now, document.format.name
    return texts.Wanted(now.blob_oid, now.path, now.markup, name, now.title)


def _made_wanted(findings: Findings) -> list[texts.Wanted]:
    """Return every text that no blob holds: it is kept now, or never."""
    return [
        texts.Wanted(said.blob_oid, said.path, said.markup, form.name, said.title)
        for document in findings.documents
        for form in (document.format,)
        for said in document.said
        if said.blob_oid in findings.made
    ]
