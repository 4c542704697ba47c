"""Files read in a row by a git that runs ahead are those that the mirror holds."""

import pytest

from mirror import blobs, repositories
from mirror.blobs import Ahead
from mirror.errors import TooLarge, Unreadable


@pytest.fixture
def git(repository, served):
    served.commit({f"rfcs/{n}.md": f"Text {n}\n" for n in range(12)})
    served.commit({"rfcs/large.md": "x" * 5000})
    repositories.fetch(repository)
    return repositories.open_git(repository)


@pytest.fixture(params=[0, 1000], ids=["ahead", "one by one"])
def few(request, monkeypatch):
    monkeypatch.setattr(blobs, "FEW", request.param)


def _oids(git):
    tip = git.resolve("refs/mirror/head")
    return {entry.path: entry.oid for entry in git.walk_tree(tip)}


def test_each_blob_comes_as_it_is_asked_for_and_some_may_be_passed_over(git, few):
    oids = _oids(git)
    wanted = [oids[f"rfcs/{n}.md"] for n in (3, 1, 4, 1, 5, 9)]
    ahead = Ahead(git, wanted)
    assert [ahead.read(n).data for n in (0, 1, 3, 5)] == [
        b"Text 3\n",
        b"Text 1\n",
        b"Text 1\n",
        b"Text 9\n",
    ]


def test_what_is_too_large_absent_or_no_file_is_refused_and_the_rest_comes(
    git, few, settings
):
    settings.MIRROR_MAX_BLOB_BYTES = 1000
    oids = _oids(git)
    commit = git.resolve("refs/mirror/head")
    some = oids["rfcs/2.md"]
    ahead = Ahead(git, [oids["rfcs/large.md"], "5" * 40, commit, some])
    with pytest.raises(TooLarge, match="at most 1,000"):
        ahead.read(0)
    for index in (1, 2):
        with pytest.raises(Unreadable):
            ahead.read(index)
    assert ahead.read(3).data == b"Text 2\n"


def test_where_the_other_git_gives_up_the_rest_is_read_one_by_one(git, monkeypatch):
    monkeypatch.setattr(blobs, "FEW", 0)
    monkeypatch.setattr(blobs, "LITTLE_MEMORY_KIB", 1)
    oids = _oids(git)
    ahead = Ahead(git, [oids["rfcs/2.md"], oids["rfcs/7.md"]])
    assert [ahead.read(n).data for n in (0, 1)] == [b"Text 2\n", b"Text 7\n"]
