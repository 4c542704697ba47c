"""Load the sample community: build it, mirror it, and let its people act."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import yaml
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from config import pipeline
from contributors.models import User
from core.errors import Conflict
from demo import clock, members, programmes, serve
from demo.build import build
from demo.conversation import Teller
from governance import policies
from ledger import log
from mirror import history, repositories
from mirror.models import Project, Repository
from rfcs import attention
from roadmap.evidence import gathering
from roadmap.models import Edition
from web import sample

BEGAN = timedelta(days=59, hours=3)
_HOLDS = {
    "oas-rfcs": ("rfcs",),
    "oas-roadmap": ("roadmap",),
    "oas-runtime": ("code",),
}
_FORMATS = {"oas-rfcs": "althing", "oas-roadmap": "auto", "oas-runtime": "auto"}
_POLICY = "governance/policy.yaml"


class NotMirrored(Conflict):
    """The sample's own repositories could not be mirrored; the message says why."""


@dataclass(frozen=True)
class Loaded:
    """What came of it; no acts, if the sample was there already."""

    project: Project
    acts: int


def load(*, say: Callable[[str], None]) -> Loaded:
    """Load the sample once; after that, only see that its repositories are there.

    What people do is one transaction: interrupted, it leaves nothing behind.
    """
    if not serve.place().exists():
        say("sample: building its repositories")
        build(serve.place())
    if is_loaded():
        _offer_accounts()
        return Loaded(members.found_project(), 0)
    now = timezone.now().replace(microsecond=0)
    with clock.at(now - BEGAN):
        project = members.found_project()
    _mirror(project, say=say)
    say("sample: letting its people speak and vote")
    teller = Teller(project, now)
    told = [*teller.prepare(), *programmes.acts(teller)]
    acts = sorted(told, key=lambda act: act.at)
    with transaction.atomic():
        users = members.enrol(project, since=now - BEGAN + timedelta(hours=1))
        _adopt_policies(project, users, at=now - BEGAN + timedelta(days=2))
        teller.tell(acts, users)
        attention.refresh_all()
    gathering.check(project)
    log.sequence()
    _offer_accounts()
    return Loaded(project, len(acts))


def is_loaded() -> bool:
    """Whether the last thing that the loader writes is there."""
    return Edition.objects.filter(
        project__slug=members.SLUG, year=2026, state=Edition.State.PUBLISHED
    ).exists()


def _offer_accounts() -> None:
    place = settings.DATA_DIR / sample.FILE
    if not place.exists():
        place.write_text(json.dumps(members.offer()), encoding="utf-8")


def _mirror(project: Project, *, say: Callable[[str], None]) -> None:
    """Mirror the repositories through the front door: over HTTP, from loopback.

    By the true clock: a mirror does not believe commits from its future.
    """
    allowed = settings.MIRROR_ALLOW_PRIVATE
    settings.MIRROR_ALLOW_PRIVATE = True
    try:
        with serve.served():
            for name, holds in _HOLDS.items():
                say(f"sample: mirroring {name}")
                report = pipeline.sync(_repository(project, name, holds))
                if report.failures:
                    raise NotMirrored(" ".join(report.failures))
    finally:
        settings.MIRROR_ALLOW_PRIVATE = allowed


def _repository(project: Project, name: str, holds: tuple[str, ...]) -> Repository:
    known = Repository.objects.filter(project=project, name=name).first()
    return known or repositories.add(
        serve.address(name),
        project=project,
        name=name,
        holds=holds,
        format=_FORMATS[name],
    )


def _adopt_policies(project: Project, users: dict[str, User], *, at: datetime) -> None:
    """Adopt each version of the mirrored policy file, a week apart."""
    repository = Repository.objects.get(project=project, name="oas-rfcs")
    git = repositories.open_git(repository)
    changes = history.document_changes(repository, matches=_is_policy)
    for week, change in enumerate(changes):
        body = yaml.safe_load(git.read(change.oid, _POLICY).data)
        with clock.at(at + timedelta(weeks=week)):
            policies.adopt_policy(project, "default", body, by=users["helena"])


def _is_policy(path: str) -> bool:
    return path == _POLICY
