"""History is never edited or deleted, whoever asks."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core.models import AppendOnlyViolation
from mirror.models import Fetch, Project, Repository


@pytest.fixture
def fetch(db):
    now = timezone.now()
    project = Project.objects.create(slug="p", name="P", created_at=now)
    repository = Repository.objects.create(
        project=project, name="r", url="https://example.org/r", added_at=now
    )
    return Fetch.objects.create(repository=repository, started_at=now)


def test_saving_history_again_is_refused(fetch):
    with pytest.raises(AppendOnlyViolation, match="never edited"):
        fetch.save()


def test_deleting_history_is_refused(fetch):
    with pytest.raises(AppendOnlyViolation, match="never deleted"):
        fetch.delete()


@pytest.mark.parametrize(
    "sql", ["UPDATE mirror_fetch SET error = 'x'", "DELETE FROM mirror_fetch"]
)
def test_the_database_refuses_what_python_would_not_see(fetch, sql):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(sql)
    assert Fetch.objects.get().error == ""
