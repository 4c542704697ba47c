"""From git to roadmap: what a sync does, step by step.

Each step is idempotent and keyed by commit id. A step that fails is recorded and
tried again at the next sync; it does not keep the others from theirs.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from config import settled
from contributors import contributions
from core import jobs
from core.errors import AlthingError
from following import changes
from governance import policyfiles
from mirror import doing, history, locks, problems, repositories, timetable
from mirror.models import Problem, Project, Repository
from mirror.problems import Found
from mirror.process import Progress
from rfcs import contradictions, documents, mentions, proposals, series
from roadmap import contradictions as built
from roadmap import milestones
from roadmap.evidence import gathering, matrices
from roadmap.programmes import importing
from search import index

_log = logging.getLogger("althing.pipeline")


PROMISED = (
    *("repository", "head", "documents", "revisions", "commits", "problems"),
    "seconds",
)


@dataclass
class SyncReport:
    """What a sync found: new documents, revisions and commits, and every problem."""

    repository: str
    head: str = ""
    documents: int = 0
    revisions: int = 0
    commits: int = 0
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)
    """Sentences of the steps that failed; not part of the promised JSON."""
    found: list[Found] = field(default_factory=list)
    left: int = 0
    """How many proposals are there that this sync did not come to."""

    @property
    def problems(self) -> list[dict[str, str]]:
        """Every problem of the repository, as it is known now."""
        found = Problem.objects.filter(repository__name=self.repository)
        rows = found.order_by("source", "path").values_list("code", "path", "message")
        return [
            dict(zip(("code", "path", "message"), row, strict=True)) for row in rows
        ]

    def as_json(self) -> dict[str, Any]:
        """Return the promised members."""
        return {name: getattr(self, name) for name in PROMISED}


LARGE = 2_000
FIRST = ("documents", "proposals")
LEFT = "what there is can be read; commits, weights and search follow"
Step = Callable[[Repository, SyncReport, Progress | None], None]


def sync(
    repository: Repository, *, progress: Progress | None = None, in_two: bool = False
) -> SyncReport:
    """Bring everything that is read from a repository up to its remote.

    With ``in_two`` a large import ends when every RFC can be read; what is reckoned
    from it is left to a job of its own, ``finish``. Raises ``RepositoryBusy`` if
    another process holds it for ten minutes.
    """
    started = time.monotonic()
    with locks.locked(repository):
        repository.refresh_from_db()
        report = SyncReport(repository=repository.name)
        progress = _told_to_both(progress, doing.progress(repository))
        row = repositories.fetch(repository, progress=progress)
        if row.error_code:
            report.failures.append(row.error)
        around = settled.surroundings(repository)
        idle = settled.holds(repository, around, at=timezone.now())
        left = in_two and _is_large(repository)
        if left:
            _run(_first_half(repository), repository, report, progress)
            _leave_to_a_job(repository)
        elif repository.head_oid and not idle:
            _run(_steps(repository), repository, report, progress)
            _note_settled(repository, report, around)
        doing.say(repository, LEFT if left else "")
    report.head = repository.head_oid
    report.seconds = round(time.monotonic() - started, 3)
    return report


def _is_large(repository: Repository) -> bool:
    """Whether readers would wait long for a history that was never read."""
    if not repository.head_oid or repository.history_oid:
        return False
    try:
        return history.is_longer(repository, than=LARGE)
    except AlthingError:
        return False  # reading it will fail, too, and be recorded


def finish(repository: Repository) -> SyncReport:
    """Do what ``sync`` left for later: texts, commits, contributions, search."""
    report = SyncReport(repository=repository.name, head=repository.head_oid)
    with locks.locked(repository):
        repository.refresh_from_db()
        progress = doing.progress(repository)
        _run(_second_half(repository), repository, report, progress)
        doing.say(repository, "")
    return report


def _note_settled(repository: Repository, report: SyncReport, around: str) -> None:
    """If all of this one is done, let the next sync leave out what has no work."""
    if not report.failures and not report.left:
        settled.note(repository, around, at=timezone.now())


def _told_to_both(one: Progress | None, other: Progress) -> Progress:
    def tell(stage: str, done: int, whole: int) -> None:
        other(stage, done, whole)
        if one is not None:
            one(stage, done, whole)

    return tell


@transaction.atomic
def _leave_to_a_job(repository: Repository) -> None:
    jobs.enqueue("mirror.finish", key=str(repository.pk), repository=repository.pk)


def _first_half(repository: Repository) -> dict[str, Step]:
    """Return the steps that bring in what people read; it is rendered when read."""
    first = {n: step for n, step in _steps(repository).items() if n in FIRST}
    if first.get("documents") is _documents:
        first["documents"] = _plain_documents
    return first


def _second_half(repository: Repository) -> dict[str, Step]:
    rest = {n: step for n, step in _steps(repository).items() if n not in FIRST}
    return {"texts": _texts, **rest} if repository.holds_rfcs else rest


def _steps(repository: Repository) -> dict[str, Step]:
    """Return the steps that this repository needs, in order."""
    steps: dict[str, Step] = {"commits": _commits}
    if repository.holds_rfcs and repository.format == series.FORMAT:
        steps["documents"] = _letters
    elif repository.holds_rfcs:
        steps["documents"] = _documents
        if repository.proposals:
            steps["proposals"] = _proposals
    if repository.holds_code:
        steps["mentions"] = _mentions
    steps["policies"] = _policies
    steps["contributions"] = _contributions
    proposes = repository.holds_rfcs and repository.format in ("auto", "kep")
    if repository.holds_roadmap or proposes:
        steps["milestones"] = _milestones
    if repository.holds_roadmap:
        steps["matrices"] = _matrices
        steps["programmes"] = _programmes
    steps["evidence"] = _evidence
    steps["contradictions"] = _contradictions
    steps["search"] = _search
    steps["news"] = _news
    return steps


def _run(
    steps: dict[str, Step],
    repository: Repository,
    report: SyncReport,
    progress: Progress | None,
) -> None:
    for name, step in steps.items():
        try:
            step(repository, report, progress)
        except AlthingError as error:
            sentence = f"Reading {name} stopped: {error.message}"
        except Exception as error:  # noqa: BLE001  a bug costs one step, not all
            _log.exception("sync of %s: %s", repository.name, name)
            sentence = f"Reading {name} stopped: {type(error).__name__}."
        else:
            continue
        report.failures.append(sentence)
        report.found.append(Found(f"{name}-failed", sentence))
    problems.replace(repository, "sync", report.found)


def _commits(
    repository: Repository, report: SyncReport, progress: Progress | None
) -> None:
    report.commits = history.read_new_commits(repository, progress=progress)


def _documents(
    repository: Repository, report: SyncReport, progress: Progress | None
) -> None:
    result = documents.import_documents(repository, progress=progress)
    report.documents, report.revisions = result.documents, result.revisions


def _letters(
    repository: Repository, report: SyncReport, progress: Progress | None
) -> None:
    result = series.import_series(repository, progress=progress)
    report.documents, report.revisions = result.documents, result.revisions


def _plain_documents(
    repository: Repository, report: SyncReport, progress: Progress | None
) -> None:
    result = documents.import_documents(repository, progress=progress, render=False)
    report.documents, report.revisions = result.documents, result.revisions


def _texts(
    repository: Repository, report: SyncReport, progress: Progress | None
) -> None:
    documents.render_heads(repository, progress=progress)


def _mentions(
    repository: Repository, report: SyncReport, progress: Progress | None
) -> None:
    mentions.read(repository)


def _policies(
    repository: Repository, report: SyncReport, progress: Progress | None
) -> None:
    policyfiles.read(repository)


def _proposals(
    repository: Repository, report: SyncReport, progress: Progress | None
) -> None:
    result = proposals.import_proposals(repository, progress=progress)
    report.revisions += result.revisions
    report.left = result.left
    if result.left:
        timetable.look_again_soon(repository)


def _contributions(
    repository: Repository, report: SyncReport, progress: Progress | None
) -> None:
    if report.commits or repository.counted_oid != repository.head_oid:
        contributions.count(repository, progress=progress)
        repositories.note_counted(repository)


def _milestones(
    repository: Repository, report: SyncReport, progress: Progress | None
) -> None:
    milestones.import_milestones(repository)


def _search(
    repository: Repository, report: SyncReport, progress: Progress | None
) -> None:
    index.index_repository(repository)


def _matrices(
    repository: Repository, report: SyncReport, progress: Progress | None
) -> None:
    matrices.import_matrices(repository)


def _programmes(
    repository: Repository, report: SyncReport, progress: Progress | None
) -> None:
    importing.import_programmes(repository)


def _evidence(
    repository: Repository, report: SyncReport, progress: Progress | None
) -> None:
    gathering.check(repository.project)


def _contradictions(
    repository: Repository, report: SyncReport, progress: Progress | None
) -> None:
    note_contradictions(repository.project, at=timezone.now())


def note_contradictions(project: Project, *, at: datetime) -> None:
    """Compare what documents say with what was decided and built."""
    contradictions.note_decisions(project, at=at)
    built.note_work(project, at=at)


def _news(
    repository: Repository, report: SyncReport, progress: Progress | None
) -> None:
    changes.tell_of(repository)
