"""A pytest plugin: real git repositories, served over smart HTTP on loopback."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from demo.git_server import serve

ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
}
START = 1_700_000_000


def git(directory, *arguments, stdin=b""):
    """Run git in ``directory``; return its output, stripped."""
    done = subprocess.run(
        ["git", "-C", directory, *arguments],
        input=stdin,
        capture_output=True,
        env=ENVIRONMENT,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout.decode("utf-8", "replace").strip()


@dataclass
class ServedRepository:
    """A bare repository that grows by ``commit`` and is fetched from ``url``."""

    path: Path
    url: str
    clock: int = START

    def commit(
        self,
        files=None,
        message="Change something",
        *,
        author="Ann Author <ann@example.org>",
        committer=None,
        at=None,
        branch="main",
        parents=None,
    ):
        """Write a commit on ``branch`` and return its id.

        ``files`` maps a path to its new text or bytes, or to ``None`` to remove
        it; every other file stays. Each commit is a minute after the one before.
        ``parents`` (ids; ``[]`` for none) replaces the tip of the branch.
        """
        self.clock = at if at is not None else self.clock + 60
        tip = self._tip(branch)
        before = ([tip] if tip else []) if parents is None else parents
        body = message.encode() if isinstance(message, str) else message
        lines = [
            b"reset refs/heads/import\ncommit refs/heads/import\n",
            f"author {author} {self.clock} +0000\n".encode(),
            f"committer {committer or author} {self.clock} +0000\n".encode(),
            b"data %d\n%s\n" % (len(body), body),
        ]
        for index, oid in enumerate(before):
            lines.append(f"{'merge' if index else 'from'} {oid}\n".encode())
        for path, content in (files or {}).items():
            lines.append(_file_command(path, content))
        git(self.path, "fast-import", "--force", "--quiet", stdin=b"".join(lines))
        oid = git(self.path, "rev-parse", "refs/heads/import")
        git(self.path, "update-ref", f"refs/heads/{branch}", oid)
        git(self.path, "update-ref", "-d", "refs/heads/import")
        return oid

    def move(self, old, new, message="Move a file", **rest):
        """Rename a file in a commit of its own and return the commit's id."""
        data = subprocess.run(
            ["git", "-C", self.path, "show", f"main:{old}"],
            capture_output=True,
            check=True,
            env=ENVIRONMENT,
        ).stdout
        return self.commit({old: None, new: data}, message, **rest)

    def git(self, *arguments, stdin=b""):
        """Run git in the repository."""
        return git(self.path, *arguments, stdin=stdin)

    def _tip(self, branch):
        refs = git(self.path, "for-each-ref", "--format=%(objectname)", _ref(branch))
        return refs.splitlines()[0] if refs else None


@dataclass
class GitServer:
    """Serves ``directory`` under ``url``."""

    directory: Path
    url: str

    def create(self, name="rfcs.git"):
        """Make an empty bare repository whose default branch is ``main``."""
        path = self.directory / name
        path.mkdir(parents=True)
        git(path, "init", "--quiet", "--bare", "--initial-branch=main")
        return ServedRepository(path=path, url=f"{self.url}/{name}")

    def adopt(self, name):
        """Speak for a repository that already lies under ``directory``."""
        return ServedRepository(path=self.directory / name, url=f"{self.url}/{name}")


def _ref(branch):
    return f"refs/heads/{branch}"


def _file_command(path, content):
    name = path if isinstance(path, bytes) else path.encode()
    quoted = b'"' + name.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
    quoted = quoted.replace(b"\n", b"\\n")
    if content is None:
        return b"D " + quoted + b"\n"
    data = content.encode() if isinstance(content, str) else content
    return b"M 100644 inline %s\ndata %d\n%s\n" % (quoted, len(data), data)


@pytest.fixture(scope="session")
def _git_root(tmp_path_factory):
    directory = tmp_path_factory.mktemp("git-server")
    url, stop = serve(directory)
    yield directory, url
    stop()


@pytest.fixture
def git_server(_git_root, tmp_path):
    """Serve an empty directory of this test's own; ``create()`` fills it."""
    directory, url = _git_root
    own = directory / tmp_path.name
    own.mkdir()
    return GitServer(directory=own, url=f"{url}/{own.name}")
