"""History is never edited or deleted, whoever asks."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core.models import AppendOnly, AppendOnlyViolation
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


def test_every_table_of_history_has_its_triggers(db):
    query = {
        "sqlite": "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT event_object_table FROM information_schema.triggers",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        guarded = {row[0] for row in cursor.fetchall()}
    history = {m._meta.db_table for m in apps.get_models() if issubclass(m, AppendOnly)}
    assert history <= guarded
