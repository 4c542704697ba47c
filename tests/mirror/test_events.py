"""What happens to a repository's history is noticed, recorded, and read right after."""

import pytest

from mirror import history, repositories
from mirror.models import Commit, Event, Repository


@pytest.fixture
def served(git_server):
    return git_server.create()


@pytest.fixture
def repository(project, served):
    served.commit({"a.md": "1"}, "One")
    return repositories.add(served.url, project=project, holds=("code",))


def bring(repository):
    row = repositories.fetch(repository)
    assert row.error_code == "", row.error
    history.read_new_commits(repository)


def kinds():
    return list(Event.objects.values_list("kind", flat=True))


def test_a_renamed_default_branch_is_followed_and_told(served, repository, client):
    bring(repository)
    served.git("branch", "-m", "main", "trunk")
    served.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    head = served.commit({"a.md": "2"}, "Two", branch="trunk")
    bring(repository)
    assert (repository.branch, repository.head_oid) == ("trunk", head)
    assert kinds() == ["branch-renamed"]
    assert Commit.objects.reachable().count() == 2
    page = client.get(repository.get_absolute_url()).content.decode()
    assert "The default branch was main and is trunk now." in page


def test_a_forced_push_is_an_event_and_the_lost_commit_stays(served, repository):
    first = served.git("rev-parse", "main")
    lost = served.commit({"a.md": "2"}, "Two")
    bring(repository)
    served.commit({"a.md": "3"}, "Other", parents=[first])
    bring(repository)
    assert kinds() == ["history-rewritten"]
    assert Commit.objects.get(oid=lost).lost_at is not None
    assert Commit.objects.reachable().count() == 2


def test_who_landed_a_commit_is_known(served, repository):
    base = served.git("rev-parse", "main")
    side = served.commit({"b.md": "b"}, "Side", branch="side", parents=[base])
    merge = served.commit(
        {"b.md": "b"}, "Merge", parents=[base, side], author="Mel <mel@example.org>"
    )
    bring(repository)
    landing = dict(Commit.objects.values_list("oid", "landing_oid"))
    assert landing == {base: base, side: merge, merge: merge}


def test_a_shallow_remote_is_read_as_far_as_it_goes(
    git_server, served, repository, project
):
    for number in range(4):
        served.commit({"a.md": str(number)}, f"No. {number}")
    shallow = git_server.directory / "shallow.git"
    served.git(
        "clone", "-q", "--bare", "--depth=2", f"file://{served.path}", str(shallow)
    )
    found = repositories.add(
        f"{git_server.url}/shallow.git", project=project, name="s", holds=("code",)
    )
    bring(found)
    assert Commit.objects.filter(repository=found).count() == 2
    assert kinds() == ["shallow-remote"]
    served.git(
        "--git-dir", str(shallow), "fetch", "-q", "--unshallow", str(served.path)
    )
    head = served.commit({"a.md": "new"}, "After")
    served.git("--git-dir", str(shallow), "fetch", "-q", str(served.path), "+main:main")
    bring(found)
    assert Repository.objects.get(pk=found.pk).head_oid == head
    assert Commit.objects.filter(repository=found, lost_at=None).count() == 6
    assert kinds() == ["whole-again", "shallow-remote"]
