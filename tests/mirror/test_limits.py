"""Every limit is a setting, and its sentence names it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from mirror import doing, history, locks, repositories
from mirror.errors import TooLarge
from mirror.models import Delivery, Fetch, Problem, Repository


@pytest.fixture
def served(git_server):
    return git_server.create()


@pytest.fixture
def repository(project, served):
    served.commit({"rfcs/0001-a.md": "x" * 3000}, "Begin")
    return repositories.add(served.url, project=project)


def test_more_objects_than_are_allowed_are_refused(repository, settings):
    settings.MIRROR_MAX_OBJECTS = 2
    row = repositories.fetch(repository)
    assert row.error_code == "too-many-objects"
    assert "MIRROR_MAX_OBJECTS" in row.error


def test_a_mirror_does_not_outgrow_its_room_fetch_by_fetch(
    repository, served, settings
):
    noise = "".join(chr(33 + (n * n * 7919) % 90) for n in range(400_000))
    settings.MIRROR_MAX_BYTES = 1_200_000
    assert repositories.fetch(repository).error_code == ""
    codes = []
    for part in range(6):
        big = noise[part * 7 :] + str(part)
        served.commit({f"{part}.bin": big.encode().hex()[part:] * 2}, "Grow")
        codes.append(repositories.fetch(repository).error_code)
    repository.refresh_from_db()
    used = repository.disk_bytes
    assert used > 0
    assert used < 2_400_000
    assert set(codes) <= {"", "too-large"}


def test_the_depth_the_entries_and_the_length_of_paths_are_settings(
    repository, served, settings
):
    served.commit({"a/b/c/d.md": "deep", "x" * 300 + ".md": "long"}, "More")
    repositories.fetch(repository)
    git = repositories.open_git(repository)
    settings.MIRROR_MAX_TREE_DEPTH = 2
    with pytest.raises(TooLarge, match="2 levels"):
        list(git.walk_tree(repository.head_oid))
    settings.MIRROR_MAX_TREE_DEPTH = 64
    settings.MIRROR_MAX_TREE_ENTRIES = 3
    with pytest.raises(TooLarge, match="3 entries"):
        list(git.walk_tree(repository.head_oid))
    settings.MIRROR_MAX_TREE_ENTRIES = 100
    settings.MIRROR_MAX_PATH = 200
    paths = [entry.path for entry in git.walk_tree(repository.head_oid)]
    assert max(map(len, paths)) < 200
    history.read_new_commits(repository)
    assert Problem.objects.filter(code="path-too-long").count() == 1


def test_of_failing_remotes_one_is_tried_at_a_time(repository):
    with locks.lane(repository) as one, locks.lane(repository) as two:
        assert (one, two) == (True, True)
    repository.failures = 1
    with locks.lane(repository) as one, locks.lane(repository) as two:
        assert (one, two) == (True, False)


def test_old_rows_go_and_what_brought_something_stays(repository, served):
    old = timezone.now() - timedelta(days=60)
    shared = {"repository": repository, "started_at": old}
    Fetch.objects.create(old_oid="a", new_oid="b", **shared)
    Fetch.objects.create(old_oid="b", new_oid="b", **shared)
    repositories.fetch(repository)
    repositories.fetch(repository)
    Delivery.objects.create(repository=repository, delivery_id="x", received_at=old)
    month = timezone.now() - timedelta(days=31)
    assert repositories.forget_old(before=month) == 2
    assert Fetch.objects.count() == 3
    with pytest.raises(DatabaseError), transaction.atomic():
        Fetch.objects.filter(started_at__gt=month).delete()


def test_the_disk_that_a_mirror_takes_is_known(repository, client):
    repositories.fetch(repository)
    assert Repository.objects.get().disk_bytes > 0
    page = client.get(repository.get_absolute_url()).content.decode()
    assert "On disk" in page


def test_progress_is_told_on_the_page(repository, client):
    repositories.fetch(repository)
    doing.progress(repository)("commits", 20, 300)
    page = client.get(repository.get_absolute_url()).content.decode()
    assert "commits: 20 of 300" in page
    part = client.get(repository.get_absolute_url() + "?part=doing").content.decode()
    assert part.startswith("<p")
    doing.say(repository, "")
    part = client.get(repository.get_absolute_url() + "?part=doing").content.decode()
    assert "Up to date" in part
