"""Repositories to mirror, and a place of their own for the mirrors."""

import pytest
from django.utils import timezone

from mirror import repositories
from mirror.models import Project


@pytest.fixture(autouse=True)
def mirrors(settings, tmp_path):
    settings.MIRROR_DIR = tmp_path / "mirrors"
    return settings.MIRROR_DIR


@pytest.fixture
def project(db):
    return Project.objects.create(slug="oas", name="OAS", created_at=timezone.now())


@pytest.fixture
def served(git_server):
    """An empty repository on the server; ``commit`` fills it."""
    return git_server.create("rfcs.git")


@pytest.fixture
def repository(project, served):
    """The repository, registered and not yet fetched."""
    return repositories.add(served.url, project=project, holds=("rfcs", "code"))
