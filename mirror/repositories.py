"""Mirrored repositories: add, fetch, open, retire."""

import re
import secrets
import shutil
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone
from django.utils.text import slugify

from core.errors import AlthingError, Conflict, InvalidInput
from mirror import disk, doing, fetching, problems, proposals, remotes, timetable
from mirror.errors import AlreadyMirrored
from mirror.git import GitRepository
from mirror.locks import locked
from mirror.models import Delivery, Event, Fetch, Project, Repository
from mirror.process import Progress, output

HOLDS = ("rfcs", "roadmap", "code")
_SHALLOW = {
    True: ("shallow-remote", "The remote holds only the latest part of its history."),
    False: ("whole-again", "The remote holds its whole history again."),
}
_ADVERTISED = "althing-advertised"
_PROPOSALS = re.compile(r"refs/[A-Za-z0-9._/-]+(\*(/[A-Za-z0-9._-]+)?)?")


@transaction.atomic
def add(
    url: str,
    *,
    project: Project,
    name: str = "",
    holds: tuple[str, ...] = ("rfcs",),
    format: str = "auto",
    paths: str = "",
    proposals: str = "",
) -> Repository:
    """Register a repository; nothing is fetched yet.

    Raises ``UrlNotAllowed``, ``AlreadyMirrored``, or ``InvalidInput`` for an
    unknown word in ``holds`` or a glob of references that git would not take.
    """
    remote = remotes.parse(url)
    unknown = [word for word in holds if word not in HOLDS]
    if unknown or not holds:
        given = ", ".join(unknown) or "nothing"
        raise InvalidInput(f"A repository holds {', '.join(HOLDS)}, not {given}.")
    if not all(_PROPOSALS.fullmatch(pattern) for pattern in proposals.split()):
        raise InvalidInput(
            "The proposals must be references such as refs/pull/*/head, with one * "
            "each and blanks between them."
        )
    twin = Repository.objects.active().filter(project=project, url=url).first()
    if twin is not None:
        raise AlreadyMirrored(f"{url} is mirrored already, as {twin.name}.")
    return Repository.objects.create(
        project=project,
        name=_name(remote, name),
        url=url,
        holds_rfcs="rfcs" in holds,
        holds_roadmap="roadmap" in holds,
        holds_code="code" in holds,
        format=format,
        paths=paths,
        proposals=proposals,
        hook_secret=secrets.token_hex(24),
        added_at=timezone.now(),
    )


def _name(remote: remotes.Remote, wanted: str) -> str:
    taken = set(Repository.objects.values_list("name", flat=True))
    if wanted:
        if wanted != slugify(wanted) or len(wanted) > 80:
            raise InvalidInput(
                "The name may hold small letters, digits and hyphens, at most 80."
            )
        if wanted in taken:
            raise AlreadyMirrored(f"There is a repository called {wanted} already.")
        return wanted
    short = slugify(remote.repository)[:60] or "repository"
    long = f"{slugify(remote.owner)}-{short}".strip("-")[:70]
    numbered = (f"{long}-{number}" for number in range(2, 10_000))
    return next(name for name in (short, long, *numbered) if name not in taken)


def retire(repository: Repository, *, reason: str = "") -> None:
    """Fetch it no longer; everything that was read stays."""
    now = timezone.now()
    active = Repository.objects.filter(pk=repository.pk, retired_at=None)
    if active.update(retired_at=now, retired_reason=reason, doing=""):
        sentence = f"The mirror was retired. {reason}".strip()
        Event.objects.create(
            repository=repository, kind="retired", sentence=sentence, at=now
        )
    repository.refresh_from_db()


def remove_from_disk(repository: Repository) -> int:
    """Delete the git directory of a retired mirror; return the bytes that it held."""
    if repository.retired_at is None:
        raise Conflict("Only a retired mirror is removed from disk.")
    path = mirror_path(repository)
    with locked(repository):
        held = disk.use(path)
        shutil.rmtree(path, ignore_errors=True)
    (Path(settings.MIRROR_DIR) / f"{repository.pk}.lock").unlink(missing_ok=True)
    Repository.objects.filter(pk=repository.pk).update(disk_bytes=0)
    repository.disk_bytes = 0
    return held


def forget_old(*, before: datetime) -> int:
    """Drop old fetches that brought nothing, and old deliveries; return how many.

    What brought commits is kept for ever, and so is each repository's latest.
    """
    latest = Fetch.objects.filter(repository=OuterRef("repository")).order_by("-pk")
    old = Fetch.objects.filter(started_at__lt=before, old_oid=F("new_oid"))
    fetches, _ = old.exclude(pk=Subquery(latest.values("pk")[:1])).delete()
    deliveries, _ = Delivery.objects.filter(received_at__lt=before).delete()
    return fetches + deliveries


def mirror_path(repository: Repository) -> Path:
    """Return where the repository's bare mirror lies."""
    return Path(settings.MIRROR_DIR) / f"{repository.pk}.git"


def open_git(repository: Repository) -> GitRepository:
    """Open the mirror for reading; raises ``NotMirrored`` before the first fetch."""
    return GitRepository.open(mirror_path(repository))


@dataclass
class _Outcome:
    """What a fetch came to, filled in as it goes."""

    oid: str
    branch: str = ""
    stands_still: bool = False
    size: int = 0
    code: str = ""
    error: str = ""
    disk: int = 0
    reread: bool = False
    happened: list[tuple[str, str]] = field(default_factory=list)
    proposals: dict[str, str] | None = None
    now_wrong: list[problems.Found] = field(default_factory=list)
    for_ever: list[problems.Found] = field(default_factory=list)


def fetch(repository: Repository, *, progress: Progress | None = None) -> Fetch:
    """Bring the mirror up to date with its remote and record the attempt.

    Never raises for what the remote does: the row's ``error_code`` and ``error``
    say it. ``head_oid`` moves only after everything has arrived.
    """
    started_at, clock = timezone.now(), time.monotonic()
    outcome = _Outcome(oid=repository.head_oid, branch=repository.branch)
    try:
        _receive(repository, outcome, progress)
    except AlthingError as error:
        outcome.code, outcome.error = error.code, error.message
    except OSError as error:
        outcome.code, outcome.error = "no-space", f"The mirror cannot write: {error}."
    if outcome.code:
        outcome.oid = repository.head_oid
    row = Fetch(
        repository=repository,
        started_at=started_at,
        seconds_milli=int((time.monotonic() - clock) * 1000),
        old_oid=repository.head_oid,
        new_oid=outcome.oid,
        bytes_received=outcome.size,
        error_code=outcome.code,
        error=outcome.error,
    )
    if outcome.stands_still and not repository.failures:
        _record_look(repository, row)
    else:
        _record(repository, row, outcome)
    return row


def advertised(repository: Repository) -> str:
    """Return the digest of what the remote offered when all of it was last fetched."""
    mark = mirror_path(repository) / _ADVERTISED
    return mark.read_text("ascii") if mark.exists() else ""


def _receive(
    repository: Repository, outcome: _Outcome, progress: Progress | None
) -> None:
    path = mirror_path(repository)
    tags = repository.holds_roadmap or repository.holds_code
    session = fetching.Session(remotes.parse(repository.url))
    told = session.advertised(proposals=repository.proposals, tags=tags)
    if not told.oid:
        sentence = "The repository is empty: it has no commit on a default branch."
        outcome.now_wrong.append(problems.Found("empty-repository", sentence))
        return
    outcome.branch = told.branch.removeprefix("refs/heads/")
    disk.make_bare(path)
    if told.digest == advertised(repository) and told.oid == repository.head_oid:
        outcome.stands_still = True
        return
    doing.say(repository, "fetching")
    was_shallow = disk.is_shallow(path)
    received = session.fetch(
        path, told.branch, proposals=repository.proposals, tags=tags, progress=progress
    )
    git = open_git(repository)
    outcome.oid, outcome.size = git.resolve(fetching.HEAD_REF), received.size
    if received.objection:
        outcome.for_ever.append(problems.Found("fsck", received.objection))
    if repository.head_oid and _is_rewritten(git, repository.head_oid, outcome.oid):
        sentence = (
            f"The branch was rewritten: {repository.head_oid[:12]} is no longer part "
            f"of it. What was read before is kept."
        )
        outcome.for_ever.append(
            problems.Found("history-rewritten", sentence, oid=outcome.oid)
        )
        outcome.happened.append(("history-rewritten", sentence))
    if disk.is_shallow(path) != was_shallow:
        outcome.happened.append(_SHALLOW[not was_shallow])
        outcome.reread = was_shallow
    if repository.branch and repository.branch != outcome.branch:
        sentence = (
            f"The default branch was {repository.branch} and is {outcome.branch} now."
        )
        outcome.happened.append(("branch-renamed", sentence))
    if repository.proposals:
        outcome.proposals = disk.proposal_tips(path)
    disk.tidy(path)
    outcome.disk = disk.use(path)
    (path / _ADVERTISED).write_text(told.digest, "ascii")


def _is_rewritten(git: GitRepository, old: str, new: str) -> bool:
    if not git.has(old):
        return True
    new_side = output(git.path, "rev-list", "-1", old, f"^{new}", "--")
    return bool(new_side.strip())


@transaction.atomic
def _record_look(repository: Repository, row: Fetch) -> None:
    """Record that nothing has moved: only when it was looked at is new."""
    row.save()
    repository.fetched_at = timezone.now()
    repository.next_fetch_at = repository.fetched_at + timetable.wait_after(0)
    Repository.objects.filter(pk=repository.pk).update(
        fetched_at=repository.fetched_at, next_fetch_at=repository.next_fetch_at
    )


@transaction.atomic
def _record(repository: Repository, row: Fetch, outcome: _Outcome) -> None:
    locked = Repository.objects.select_for_update().get(pk=repository.pk)
    now = timezone.now()
    row.save()
    if outcome.code:
        locked.failures += 1
        found = problems.Found(outcome.code, outcome.error)
        problems.replace(locked, "fetch", [found])
    else:
        locked.failures = 0
        locked.head_oid, locked.branch = outcome.oid, outcome.branch
        locked.fetched_at = now
        problems.replace(locked, "fetch", outcome.now_wrong)
        problems.add(locked, "git", outcome.for_ever)
        if outcome.reread:
            locked.history_oid = ""
        locked.disk_bytes = outcome.disk or locked.disk_bytes
        for kind, sentence in outcome.happened:
            Event.objects.create(
                repository=locked,
                kind=kind,
                sentence=sentence,
                old_oid=row.old_oid,
                new_oid=row.new_oid,
                at=now,
            )
        if outcome.proposals is not None:
            proposals.note(locked, outcome.proposals, at=now)
    locked.next_fetch_at = now + timetable.wait_after(locked.failures)
    locked.save()
    repository.refresh_from_db()


def note_counted(repository: Repository) -> None:
    """Remember that the commits up to the head have been counted."""
    repository.counted_oid = repository.head_oid
    Repository.objects.filter(pk=repository.pk).update(counted_oid=repository.head_oid)
