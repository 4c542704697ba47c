"""The loopback git server speaks real smart HTTP."""

import subprocess

from tests.git_server import git


def test_a_served_repository_can_be_cloned_and_fetched_again(git_server, tmp_path):
    served = git_server.create()
    served.commit({"0001-a.md": "# One\n"}, "First")
    git(tmp_path, "clone", "--quiet", "--bare", served.url, "copy")
    second = served.commit({"0002-b.md": "# Two\n"}, "Second")
    git(tmp_path / "copy", "fetch", "--quiet", "origin", "main:main")
    assert git(tmp_path / "copy", "rev-parse", "main") == second
    assert git(tmp_path / "copy", "ls-tree", "--name-only", "main").split() == [
        "0001-a.md",
        "0002-b.md",
    ]


def test_a_file_moved_keeps_its_bytes(git_server):
    served = git_server.create()
    served.commit({"text/a.md": b"caf\xe9\n"})
    served.move("text/a.md", "text/b.md")
    assert served.git("ls-tree", "-r", "--name-only", "main") == "text/b.md"


def test_an_unknown_repository_is_not_found(git_server):
    done = subprocess.run(
        ["git", "ls-remote", f"{git_server.url}/nothing.git"], capture_output=True
    )
    assert done.returncode != 0
    assert b"not found" in done.stderr
