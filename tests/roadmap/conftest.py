"""A project with people, a roadmap repository and milestones."""

import pytest
from django.utils import timezone

from contributors.models import Contributor, User
from governance.models import Role
from mirror.models import Project, Repository
from roadmap.models import Edition, EditionItem, Milestone, Track

COMMIT = "c" * 40
BLOB = "b" * 40


def make_person(email):
    user = User.objects.create_user(email)
    Contributor.objects.create(
        name=email.split("@")[0].title(), user=user, created_at=timezone.now()
    )
    return user


@pytest.fixture
def project(db):
    return Project.objects.create(
        slug="stack", name="Open Stack", created_at=timezone.now()
    )


@pytest.fixture
def maintainer(project):
    user = make_person("mia@example.org")
    Role.objects.create(
        project=project,
        contributor=user.contributor,
        name=Role.Name.MAINTAINER,
        granted_at=timezone.now(),
    )
    return user


@pytest.fixture
def passer_by(db):
    return make_person("pat@example.org")


@pytest.fixture
def repository(project):
    return Repository.objects.create(
        project=project,
        name="roadmap",
        url="https://example.org/roadmap.git",
        holds_roadmap=True,
        added_at=timezone.now(),
    )


@pytest.fixture
def track(project):
    return Track.objects.create(
        project=project, slug="kernel", title="Kernel", position=1
    )


@pytest.fixture
def make_milestone(project, repository, track):
    def make(key, **fields):
        values = {
            "project": project,
            "repository": repository,
            "track": track,
            "path": f"milestones/{key}.yaml",
            "format": "althing",
            "title": f"The {key}",
            "target": "2026-Q3",
            "target_kind": "quarter",
            "target_date": "2026-09-30",
            "status": "planned",
            "state": "planned",
            "commit_oid": COMMIT,
            "blob_oid": BLOB,
            "committed_at": timezone.now(),
        }
        return Milestone.objects.create(key=key, **(values | fields))

    return make


@pytest.fixture
def draft(project, maintainer, make_milestone):
    edition = Edition.objects.create(
        project=project,
        year=2026,
        number=0,
        title="Roadmap 2026",
        drafted_by=maintainer.contributor,
        drafted_at=timezone.now(),
    )
    for position, key in enumerate(["driver", "scheduler"]):
        EditionItem.objects.create(
            edition=edition, milestone=make_milestone(key), position=position
        )
    return edition
