"""People, and repositories with a history, to test with."""

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from contributors import contributions
from contributors.models import User
from mirror import history, repositories
from mirror.models import Project


@pytest.fixture
def make_user(db):
    """Return a function that makes an account with verified addresses."""

    def make(email, *others, verified=True, **fields):
        user = User.objects.create_user(email, **fields)
        for address in (email, *others):
            EmailAddress.objects.create(
                user=user,
                email=address,
                verified=verified,
                primary=address == email,
            )
        return user

    return make


@pytest.fixture
def project(db, settings, tmp_path):
    settings.MIRROR_DIR = tmp_path / "mirrors"
    return Project.objects.create(slug="oas", name="OAS", created_at=timezone.now())


@pytest.fixture
def served(git_server):
    return git_server.create("code.git")


@pytest.fixture
def repository(project, served):
    return repositories.add(served.url, project=project, holds=("code",))


@pytest.fixture
def count():
    """Return a function that fetches and counts a repository."""

    def run(repository):
        assert repositories.fetch(repository).error_code == ""
        history.read_new_commits(repository)
        return contributions.count(repository)

    return run
