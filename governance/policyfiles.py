"""Policies as files in a mirrored repository: followed, proposed, adopted by commit."""

import re
from collections.abc import Iterable
from typing import Any

import yaml
from django.db import transaction
from django.urls import reverse

from contributors.accounts import contributor_of
from contributors.models import User
from core import clock
from core.canonical import sha256_hex
from core.errors import AlthingError
from core.ids import new_id
from core.text import clean
from governance import policies, subjects
from governance.errors import InvalidPolicy, UnknownSubject
from governance.models import Policy, PolicyDraft, PolicySource
from governance.policies import Pin
from governance.subjects import Hooks, Outcome, Subject
from ledger import log
from mirror import problems, repositories
from mirror.models import Project, Repository

KIND = "policy"
SOURCE = "policy"
LARGEST = 100_000
EFFECTS = {
    "accept": "The text becomes the policy, for ballots drafted from then on.",
    "reject": "The policy stays as it is.",
    "postpone": "The policy stays as it is; the text may be proposed again.",
}
_PATH = re.compile(r"[A-Za-z0-9._-][A-Za-z0-9._/-]{0,399}")


def register() -> None:
    """Make proposed policies known to the ballots."""
    subjects.register(KIND, Hooks(current, decided, EFFECTS, undone=undone))


@transaction.atomic
def follow(
    project: Project,
    repository: Repository,
    path: str,
    *,
    name: str = "default",
    by: User | None,
) -> PolicySource:
    """Name the file that a project keeps its policy in; an earlier one is dropped.

    What it says takes effect only once it is adopted. Naming the first file needs no
    ballot, even where the policy is changed by ballots alone: without a file there
    would be nothing to put to the vote, and the policy could never change again.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    if PolicySource.objects.filter(project=project, dropped_at=None).exists():
        policies.require_may_adopt(project, by=by)
    else:
        policies.require_office(project, by=by)
    if repository.project_id != project.pk:
        raise InvalidPolicy(f"{repository} is not a repository of {project}.")
    if not _PATH.fullmatch(path) or ".." in path:
        raise InvalidPolicy(f"{path[:100]!r} is not a path inside a repository.")
    now = clock.now()
    known = PolicySource.objects.filter(project=project, name=name, dropped_at=None)
    known.update(dropped_at=now)
    source = PolicySource.objects.create(
        project=project, repository=repository, path=path, name=name, added_at=now
    )
    log.append(
        "policy.followed",
        {
            "name": name,
            "path": path if re.fullmatch(r"[A-Za-z0-9._/-]+", path) else "",
            "repository": repository.name,
        },
        entry_id=new_id(),
        subject=f"project:{project.slug}",
        actor=contributor_of(by).public_id if by else "",
    )
    return source


def read(repository: Repository) -> list[PolicyDraft]:
    """Read the files that are followed, as the mirror's head has them.

    A new text becomes a draft that can be adopted. One that cannot be, because it
    contradicts itself, is a problem of the repository that names the place.
    """
    sources = PolicySource.objects.filter(repository=repository, dropped_at=None)
    found, drafts = [], []
    for source in sources.select_related("project", "repository"):
        try:
            draft = _read(source)
        except AlthingError as error:
            found.append(
                problems.Found(
                    error.code,
                    error.message,
                    path=source.path,
                    oid=repository.head_oid,
                )
            )
            continue
        if draft is not None:
            drafts.append(draft)
    problems.replace(repository, SOURCE, found)
    return drafts


@transaction.atomic
def adopt_draft(draft: PolicyDraft, *, by: User | None) -> Policy:
    """Adopt a proposed text by office, pinned to its commit."""
    source = draft.source
    return policies.adopt_policy(
        source.project, source.name, draft.body, by=by, pin=pin_of(draft)
    )


def pin_of(draft: PolicyDraft) -> Pin:
    """Return where a draft's file lies."""
    source = draft.source
    return Pin(source.repository, source.path, draft.commit_oid, draft.blob_oid)


def waiting(project: Project) -> list[PolicyDraft]:
    """Return the newest draft of each file where it says something new."""
    standing = policies.standing(project)
    newest: dict[int, PolicyDraft] = {}
    rows = PolicyDraft.objects.filter(
        source__project=project, source__dropped_at=None
    ).select_related("source__repository", "source__project")
    for draft in rows:
        newest.setdefault(draft.source_id, draft)
    return [
        draft
        for draft in newest.values()
        if standing is None or draft.body_hash != standing.body_hash
    ]


def load(text: str, place: str) -> dict[str, Any]:
    """Return the sections that a policy's file holds."""
    try:
        content = yaml.safe_load(text)
    except (ValueError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())
        raise InvalidPolicy(f"{place} cannot be read: {said}") from None
    if not isinstance(content, dict):
        raise InvalidPolicy(f"{place}: the file does not hold the policy's sections.")
    return content


def current(key: str) -> Subject:
    """Return a proposed policy; an older draft of its file is closed by a newer."""
    rows = PolicyDraft.objects.select_related("source__project")
    draft = rows.filter(pk=key).first() if key.isdecimal() else None
    if draft is None:
        raise UnknownSubject(f"There is no proposed policy with the key “{key}”.")
    project = draft.source.project
    newest = draft.source.drafts.first()
    superseded = newest is not None and newest.pk != draft.pk
    return Subject(
        kind=KIND,
        key=key,
        revision=draft.commit_oid,
        title=f"Policy of {project}, as proposed in {draft.source.path}",
        url=reverse("governance:policies", args=[project.slug]),
        project=project.slug,
        text_hash=sha256_hex(draft.text.encode()),
        closed="The file has changed since; put its newest text to the vote."
        if superseded
        else "",
    )


def decided(outcome: Outcome) -> None:
    """Adopt the text that was voted on, if it was accepted."""
    if outcome.disposition != "accept":
        return
    draft = PolicyDraft.objects.select_related(
        "source__project", "source__repository"
    ).get(pk=outcome.key)
    source = draft.source
    policies.publish(
        source.project,
        source.name,
        draft.body,
        actor=outcome.decided_by,
        pin=pin_of(draft),
        decision=outcome.number,
    )


def undone(outcome: Outcome) -> None:
    """Publish the policy that stood before once more, unless a later one stands."""
    if outcome.disposition != "accept":
        return
    draft = PolicyDraft.objects.select_related("source__project").get(pk=outcome.key)
    rows = Policy.objects.standing(draft.source.project).select_related("repository")
    newest = list(rows[:2])
    if len(newest) < 2 or newest[0].body_hash != draft.body_hash:
        return
    before = newest[1]
    file = before.repository
    place = (before.path, before.commit_oid, before.blob_oid)
    pin = Pin(file, *place) if file else None
    policies.publish(before.project, before.name, before.body, actor="", pin=pin)


def _read(source: PolicySource) -> PolicyDraft | None:
    """Return the draft of the file's present text if that is new."""
    repository = source.repository
    git = repositories.open_git(repository)
    blob = git.read(repository.head_oid, source.path, max_bytes=LARGEST)
    newest = source.drafts.first()
    if newest is not None and newest.blob_oid == blob.oid:
        return None
    try:
        text = blob.data.decode()
    except UnicodeDecodeError:
        raise InvalidPolicy(f"{source.path} is not UTF-8.") from None
    body, digest = policies.completed(load(clean(text), source.path))
    return PolicyDraft.objects.create(
        source=source,
        commit_oid=repository.head_oid,
        blob_oid=blob.oid,
        text=text.replace("\x00", ""),
        body=body,
        body_hash=digest,
        seen_at=clock.now(),
    )


def sections(policy: Policy | None) -> Iterable[tuple[str, str]]:
    """Return the sections of a policy as YAML, for people to read."""
    body = policy.body if policy else policies.DEFAULT_BODY
    for name, members in body.items():
        yield (
            name,
            yaml.safe_dump(members, allow_unicode=True, sort_keys=False).strip(),
        )
