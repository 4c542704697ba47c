"""A small community for tests: a project, its people, one RFC of two revisions."""

import hashlib
from datetime import UTC, datetime

from contributors import accounts
from contributors.models import User
from core.markup import RENDERER
from governance.models import Role
from mirror.models import Project, Repository
from rfcs.models import Revision, Rfc, Text

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PARAGRAPHS = [
    "Drivers that want acceleration ship the interface under a free licence.",
    "The firmware may stay closed, as long as it can be redistributed by anyone.",
    "A vendor names one person who answers questions about the interface.",
]


def make_user(name: str) -> User:
    user = User.objects.create_user(
        f"{name}@example.org", "a long secret", first_name=name.capitalize()
    )
    accounts.contributor_of(user)
    return user


def make_project(slug: str = "oas") -> Project:
    return Project.objects.create(
        slug=slug, name="Open Accelerator Stack", created_at=MORNING
    )


def make_repository(project: Project, name: str = "rfcs") -> Repository:
    return Repository.objects.create(
        project=project,
        name=name,
        url="https://git.example.org/rfcs",
        holds_rfcs=True,
        added_at=MORNING,
    )


def make_maintainer(user: User, project: Project) -> None:
    Role.objects.create(
        project=project,
        contributor=accounts.contributor_of(user),
        name=Role.Name.MAINTAINER,
        granted_at=MORNING,
    )


def make_text(blob: str, paragraphs: list[str]) -> Text:
    blocks = [{"id": block_id(words), "text": words} for words in paragraphs]
    html = "".join(
        f'<div class="block" id="{b["id"]}"><p>{b["text"]}</p></div>\n' for b in blocks
    )
    return Text.objects.create(
        blob_oid=blob,
        markup="markdown",
        renderer=RENDERER,
        source="\n\n".join(paragraphs),
        html=html,
        outline=[{"level": 2, "id": "user-content-summary", "text": "Summary"}],
        blocks=blocks,
    )


def block_id(words: str) -> str:
    return "b-" + hashlib.sha256(words.encode()).hexdigest()[:12]


def make_rfc(repository: Repository, number: int = 7, **fields: object) -> Rfc:
    return Rfc.objects.create(
        project=repository.project,
        repository=repository,
        slug=f"{number:04}",
        number=str(number),
        number_sort=number,
        path=f"text/{number:04}.md",
        format="althing",
        changed_at=MORNING,
        **{
            "title": "License GPU drivers so that anyone can ship them",
            "status": "review",
            "phase": "review",
            **fields,
        },
    )


def make_revision(rfc: Rfc, index: int, paragraphs: list[str] = PARAGRAPHS) -> Revision:
    commit = hashlib.sha256(f"{rfc.pk}/{index}".encode()).hexdigest()[:40]
    blob = hashlib.sha256("\n".join(paragraphs).encode()).hexdigest()[:40]
    if not Text.objects.filter(blob_oid=blob).exists():
        make_text(blob, paragraphs)
    revision = Revision.objects.create(
        rfc=rfc,
        index=index,
        commit_oid=commit,
        blob_oid=blob,
        path=rfc.path,
        markup="markdown",
        title=rfc.title,
        status=rfc.status,
        author_name="Ada",
        author_email="ada@example.org",
        subject="Write it down",
        committed_at=MORNING,
    )
    rfc.current_revision = revision
    rfc.revision_count = index
    rfc.save()
    return revision
