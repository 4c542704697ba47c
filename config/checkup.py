"""What ``doctor`` looks at: each check returns one finding, or one a thing."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from core.models import Job
from ledger.models import Head, Pending
from mirror.models import Repository


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    name: str
    ok: bool
    detail: str


def _database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
        plan = MigrationExecutor(connection)
        waiting = plan.migration_plan(plan.loader.graph.leaf_nodes())
    except DatabaseError as error:
        yield Finding("database", False, str(error).strip())
        return
    detail = f"{connection.vendor}, {len(waiting)} migrations to apply"
    yield Finding("database", not waiting, detail)


def _broker() -> Iterator[Finding]:
    if not settings.REDIS_URL:
        yield Finding("broker", True, "none: the embedded worker polls the job table")
        return
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2)
    try:
        client.ping()
    except redis.RedisError as error:
        yield Finding("broker", False, f"Redis does not answer: {error}")
        return
    yield Finding("broker", True, "Redis answers")


def _git() -> Iterator[Finding]:
    program = shutil.which("git")
    if program is None:
        yield Finding("git", False, "git is not installed")
        return
    version = subprocess.run(  # noqa: S603  a fixed command
        [program, "--version"], capture_output=True, text=True, check=True
    )
    yield Finding("git", True, version.stdout.strip())


def _key() -> Iterator[Finding]:
    path = settings.LEDGER_KEY_FILE
    if not path.exists():
        hint = "run `manage.py ledger key new`"
        yield Finding("ledger key", False, f"{path} does not exist; {hint}")
        return
    mode = path.stat().st_mode & 0o777
    detail = f"{path}, mode {mode:o}"
    yield Finding("ledger key", not mode & 0o077, detail)


def _ledger() -> Iterator[Finding]:
    head = Head.objects.first()
    late = timezone.now() - timedelta(minutes=5)
    stuck = Pending.objects.filter(created_at__lt=late).count()
    detail = f"{head.size if head else 0} entries, {stuck} waiting over five minutes"
    yield Finding("ledger", not stuck, detail)


def _queue() -> Iterator[Finding]:
    counts = {
        state: Job.objects.filter(state=state).count()
        for state in (Job.State.QUEUED, Job.State.RUNNING, Job.State.FAILED)
    }
    late = timezone.now() - timedelta(minutes=5)
    stuck = Job.objects.due_at(late).count()
    detail = ", ".join(f"{count} {state}" for state, count in counts.items())
    yield Finding("queue", not stuck, f"{detail}, {stuck} overdue by five minutes")


def _timetable() -> Iterator[Finding]:
    last = (
        Job.objects.filter(name="core.heartbeat").order_by("-pk").values("created_at")
    ).first()
    if last is None:
        yield Finding("timetable", True, "has not ticked yet")
        return
    age = timezone.now() - last["created_at"]
    detail = f"last tick {int(age.total_seconds())} s ago"
    yield Finding("timetable", age < timedelta(minutes=3), detail)


def _mirrors() -> Iterator[Finding]:
    repositories = Repository.objects.active()
    if not repositories:
        yield Finding("mirrors", True, "none yet")
    for repository in repositories:
        seen = repository.fetched_at
        detail = f"fetched {seen:%Y-%m-%d %H:%M} UTC" if seen else "never fetched"
        if repository.failures:
            detail += f", {repository.failures} failures since"
        yield Finding(f"mirror {repository.name}", not repository.failures, detail)


CHECKS: dict[str, Callable[[], Iterator[Finding]]] = {
    "database": _database,
    "broker": _broker,
    "git": _git,
    "key": _key,
    "ledger": _ledger,
    "queue": _queue,
    "timetable": _timetable,
    "mirrors": _mirrors,
}


def examine(*, only: str | None = None) -> list[Finding]:
    """Return every finding; without a usable database only what needs none."""
    findings: list[Finding] = []
    for name, check in CHECKS.items():
        if only in (None, name):
            findings.extend(check())
        if name == "database" and findings and not findings[0].ok:
            return findings
    return findings
