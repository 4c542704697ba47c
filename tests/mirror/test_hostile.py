"""Repositories made to hurt: each is read, or refused with its reason, in bounds."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from config import pipeline
from demo.git_server import serve
from mirror import history, repositories
from mirror.errors import Unreadable
from mirror.models import Commit, Problem, Repository

MAKER = Path("/work/shared/vectors/hostile/git/make_repositories.py")
NAMES = [
    "01-symlink-etc-passwd",
    "02-dotgit-entry",
    "03-dotgit-variants",
    "04-dotdot-and-slash",
    "05-submodule-urls",
    "06-tree-bomb",
    "07-zero-blob",
    "08-many-refs",
    "09-non-utf8",
    "10-weird-idents",
    "11-deep-tree",
    "12-wide-tree",
    "13-duplicate-entries",
    "14-octopus",
    "15-huge-message",
    "16-missing-object",
    "17-corrupt-object",
    "18-hash-mismatch",
    "19-case-and-number-clash",
    "20-odd-names",
    "21-refnames",
    "22-delta-chain",
    "23-lfs-pointer",
    "24-mailmap-grafts",
    "25-empty",
    "26-unborn-head-cycle",
]
MOST = 600
"""So many times a piece of plain work is what reading any of them may cost."""
REFUSED = {"16-missing-object", "17-corrupt-object", "18-hash-mismatch"}

pytestmark = pytest.mark.skipif(not MAKER.exists(), reason="the vectors are not here")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    directory = tmp_path_factory.mktemp("hostile")
    subprocess.run(
        [sys.executable, MAKER, directory, "small"], check=True, capture_output=True
    )
    url, stop = serve(directory)
    yield url
    stop()


def cpu():
    """Return the processor time of this process and of the gits it waited for."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


@pytest.fixture(scope="module")
def pace():
    """The processor time that this machine takes for a piece of plain work."""
    before = cpu()
    for _ in range(20):
        subprocess.run(["git", "--version"], check=True, capture_output=True)
        sum(number * number for number in range(50_000))
    return cpu() - before


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_repository_is_read_or_refused_in_bounds(
    hostile, project, pace, name
):
    repository = repositories.add(
        f"{hostile}/{name}.git", project=project, holds=("rfcs", "roadmap", "code")
    )
    before = cpu()
    report = pipeline.sync(repository)
    assert cpu() - before < MOST * pace
    codes = set(Problem.objects.values_list("code", flat=True))
    assert not [f for f in report.failures if f.endswith("Error.")], report.failures
    if name in REFUSED:
        assert Repository.objects.get().head_oid == ""
        assert codes == {"damaged"}
    elif name == "25-empty":
        assert codes == {"empty-repository"}
    else:
        assert Commit.objects.exists(), report
        assert Repository.objects.get().history_oid == report.head


def test_impossible_idents_cost_no_commit(hostile, project):
    repository = repositories.add(f"{hostile}/10-weird-idents.git", project=project)
    repositories.fetch(repository)
    assert history.read_new_commits(repository) == 13
    names = Commit.objects.values_list("author_name", "author_email")
    assert not [n for row in names for n in row if len(n) > 300 or "\n" in n]


def test_a_zero_blob_is_weighed_before_it_is_read(hostile, project):
    repository = repositories.add(f"{hostile}/07-zero-blob.git", project=project)
    repositories.fetch(repository)
    git = repositories.open_git(repository)
    with pytest.raises(Unreadable, match="67,108,864 bytes"):
        git.read(repository.head_oid, "big.md")


def test_a_link_is_not_followed(hostile, project):
    url = f"{hostile}/01-symlink-etc-passwd.git"
    repository = repositories.add(url, project=project)
    repositories.fetch(repository)
    git = repositories.open_git(repository)
    with pytest.raises(Unreadable, match="no file"):
        git.read(repository.head_oid, "README.md")


@pytest.mark.parametrize("name", ["06-tree-bomb", "11-deep-tree"])
def test_a_tree_without_end_is_given_up(hostile, project, name):
    repository = repositories.add(f"{hostile}/{name}.git", project=project)
    repositories.fetch(repository)
    git = repositories.open_git(repository)
    with pytest.raises(Unreadable, match="more than"):
        list(git.walk_tree(repository.head_oid))
