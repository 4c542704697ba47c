"""Repositories are added, fetched and retired, and every attempt is recorded."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import InvalidInput
from core.models import Job
from mirror import locks, repositories, timetable
from mirror.errors import (
    AlreadyMirrored,
    NotMirrored,
    RepositoryBusy,
    UrlNotAllowed,
)
from mirror.models import Fetch, Problem, Repository
from tests.servers import free_port


def codes(repository):
    rows = Problem.objects.filter(repository=repository)
    return sorted(rows.values_list("code", flat=True))


def test_a_fetch_brings_the_branch_and_is_recorded(repository, served):
    head = served.commit({"0001-a.md": "# A\n"})
    row = repositories.fetch(repository)
    assert (row.old_oid, row.new_oid, row.error_code) == ("", head, "")
    assert row.bytes_received > 0
    assert repository.head_oid == head
    assert repository.branch == "main"
    assert repository.fetched_at is not None
    assert repositories.open_git(repository).read(head, "0001-a.md").data == b"# A\n"


def test_fetching_again_with_nothing_new_moves_nothing(repository, served):
    served.commit({"a": "1"})
    repositories.fetch(repository)
    again = repositories.fetch(repository)
    assert again.bytes_received == 0
    assert again.old_oid == again.new_oid == repository.head_oid
    assert Fetch.objects.count() == 2


def test_a_second_fetch_costs_only_what_is_new(repository, served):
    noise = bytes(range(256)) * 4000
    served.commit({f"{n}.bin": noise + bytes([n]) for n in range(20)})
    first = repositories.fetch(repository)
    served.commit({"new.md": "small"})
    second = repositories.fetch(repository)
    assert second.new_oid != first.new_oid
    assert second.bytes_received < 4000 < first.bytes_received


def test_a_branch_of_another_name_is_found(repository, served):
    head = served.commit({"a": "1"}, branch="trunk")
    served.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    repositories.fetch(repository)
    assert (repository.branch, repository.head_oid) == ("trunk", head)


def test_main_stands_in_where_the_default_branch_does_not_exist(repository, served):
    head = served.commit({"a": "1"})
    served.git("symbolic-ref", "HEAD", "refs/heads/nope")
    repositories.fetch(repository)
    assert (repository.branch, repository.head_oid) == ("main", head)


def test_tags_come_for_code_even_when_the_branch_stands_still(repository, served):
    head = served.commit({"a": "1"})
    repositories.fetch(repository)
    served.git("tag", "v1", head)
    repositories.fetch(repository)
    assert repositories.open_git(repository).resolve("refs/tags/v1") == head


def test_proposals_come_with_their_pattern(project, served):
    repository = repositories.add(
        served.url, project=project, proposals="refs/pull/*/head"
    )
    head = served.commit({"a": "1"})
    served.git("update-ref", "refs/pull/7/head", head)
    repositories.fetch(repository)
    git = repositories.open_git(repository)
    assert git.resolve("refs/mirror/proposals/pull/7/head") == head


def test_an_empty_repository_is_a_problem_and_no_error(repository):
    row = repositories.fetch(repository)
    assert row.error_code == ""
    assert repository.head_oid == ""
    assert codes(repository) == ["empty-repository"]


def test_the_problem_goes_once_the_repository_has_a_commit(repository, served):
    repositories.fetch(repository)
    served.commit({"a": "1"})
    repositories.fetch(repository)
    assert codes(repository) == []


def test_a_rewritten_branch_is_followed_and_noticed(repository, served):
    old = served.commit({"a": "1"})
    repositories.fetch(repository)
    new = served.commit({"a": "2"}, parents=[])
    repositories.fetch(repository)
    assert repository.head_oid == new
    assert codes(repository) == ["history-rewritten"]
    assert repositories.open_git(repository).read(old, "a").data == b"1"


def test_a_server_that_is_away_is_recorded_and_tried_later_and_later(project):
    url = f"http://127.0.0.1:{free_port()}/x.git"
    repository = repositories.add(url, project=project)
    waits = []
    for _ in range(3):
        row = repositories.fetch(repository)
        waits.append(repository.next_fetch_at - timezone.now())
    assert row.error_code == "unreachable"
    assert "does not answer" in row.error
    assert repository.failures == 3
    assert waits[0] < waits[1] < waits[2]
    assert codes(repository) == ["unreachable"]


def test_what_is_no_git_repository_is_said_so(project, git_server):
    repository = repositories.add(f"{git_server.url}/nothing.git", project=project)
    row = repositories.fetch(repository)
    assert row.error_code == "not-a-git-repository"
    assert row.error == "There is no git repository at this address."


def test_a_failure_keeps_the_head_that_was_read(repository, served):
    head = served.commit({"a": "1"})
    repositories.fetch(repository)
    served.path.rename(served.path.with_name("gone"))
    row = repositories.fetch(repository)
    assert row.error_code
    assert (row.old_oid, row.new_oid) == (head, head)
    assert repository.head_oid == head


def test_a_server_that_is_back_with_nothing_new_is_well_again(repository, served):
    head = served.commit({"a": "1"})
    repositories.fetch(repository)
    away = served.path.rename(served.path.with_name("away"))
    repositories.fetch(repository)
    assert repository.failures == 1
    away.rename(served.path)
    row = repositories.fetch(repository)
    assert (row.old_oid, row.new_oid, row.error) == (head, head, "")
    assert (repository.failures, codes(repository)) == (0, [])


def test_a_look_that_finds_nothing_new_is_recorded_and_the_next_one_set(
    repository, served
):
    served.commit({"a": "1"})
    repositories.fetch(repository)
    before = Repository.objects.get()
    repositories.fetch(repository)
    after = Repository.objects.get()
    assert after.fetched_at > before.fetched_at
    assert after.next_fetch_at > after.fetched_at
    assert after.next_fetch_at == repository.next_fetch_at


def test_a_url_that_is_not_allowed_adds_nothing(project, settings):
    settings.MIRROR_ALLOW_PRIVATE = False
    with pytest.raises(UrlNotAllowed, match="Only https URLs"):
        repositories.add("http://example.org/a.git", project=project)
    assert not Repository.objects.exists()


def test_a_url_that_was_allowed_once_is_checked_again_at_every_fetch(
    repository, served, settings
):
    served.commit({"a": "1"})
    settings.MIRROR_ALLOW_PRIVATE = False
    assert repositories.fetch(repository).error_code == "url-not-allowed"


def test_the_same_repository_is_not_added_twice(repository, project):
    with pytest.raises(AlreadyMirrored, match="mirrored already, as rfcs"):
        repositories.add(repository.url, project=project)


def test_names_are_taken_from_the_url_and_never_twice(project, git_server):
    first = repositories.add("https://forge.example/rust/rfcs.git", project=project)
    second = repositories.add("https://forge.example/other/rfcs", project=project)
    assert (first.name, second.name) == ("rfcs", "other-rfcs")
    with pytest.raises(AlreadyMirrored):
        repositories.add("https://forge.example/x", project=project, name="rfcs")
    with pytest.raises(InvalidInput, match="small letters"):
        repositories.add("https://forge.example/x", project=project, name="../x")


def test_unknown_holdings_and_bad_patterns_are_refused(project):
    url = "https://forge.example/x"
    with pytest.raises(InvalidInput, match="not soup"):
        repositories.add(url, project=project, holds=("soup",))
    with pytest.raises(InvalidInput, match="proposals"):
        repositories.add(url, project=project, proposals="--upload-pack=x")


def test_a_retired_repository_is_due_no_more(repository):
    later = timezone.now() + timedelta(days=9)
    assert list(Repository.objects.due_at(later)) == [repository]
    repositories.retire(repository)
    assert list(Repository.objects.due_at(later)) == []


def test_due_repositories_are_asked_for_once(repository):
    now = timezone.now()
    assert timetable.enqueue_due(at=now) == 1
    assert timetable.enqueue_due(at=now) == 0
    job = Job.objects.get()
    assert (job.name, job.arguments) == ("mirror.sync", {"repository": repository.pk})


def test_before_the_first_fetch_there_is_nothing_to_open(repository):
    with pytest.raises(NotMirrored, match="not been fetched"):
        repositories.open_git(repository)


def test_two_readers_of_one_repository_wait_for_each_other(repository):
    with locks.locked(repository):
        started = time.monotonic()
        with (
            pytest.raises(RepositoryBusy, match="read by another"),
            locks.locked(repository, seconds=0.3),
        ):
            pass
        assert time.monotonic() - started >= 0.3
    with locks.locked(repository, seconds=0):
        pass
