"""Write a bare git repository whose every byte follows from what it is given."""

import os
import subprocess
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from demo.people import Person

BRANCH = "main"
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "LC_ALL": "C",
    "TZ": "UTC",
}


def _git(*arguments: str, directory: Path) -> list[str]:
    return ["git", "-C", str(directory), "-c", "fastimport.unpackLimit=1", *arguments]


class GitWriter:
    """A stream of ``git fast-import``: commits in, object ids out.

    Nothing of the machine enters the repository: no clock, no configuration, no
    locale, no templates. A commit is named by its mark, an integer.
    """

    def __init__(self, directory: Path, *, description: str) -> None:
        directory.mkdir(parents=True)
        self.directory = directory
        self._marks = 0
        self._environment = {"PATH": os.environ["PATH"], **_ENVIRONMENT}
        self._run("init", "--quiet", "--bare", "--template=", f"-b{BRANCH}")
        (directory / "description").write_text(description + "\n", encoding="utf-8")
        self._process = subprocess.Popen(  # noqa: S603  the command is fixed
            _git("fast-import", "--quiet", "--date-format=raw", directory=directory),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=self._environment,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._input.close()
        code = self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        if kind is None and code != 0:
            raise RuntimeError(f"git fast-import ended with {code}")

    def commit(
        self,
        *,
        author: Person,
        at: datetime,
        message: str,
        changes: Mapping[str, str | None],
        committer: Person | None = None,
        committed_at: datetime | None = None,
        email: str = "",
        branch: str = BRANCH,
        parent: int | None = None,
        merge: int | None = None,
    ) -> int:
        """Add a commit to ``branch``; ``None`` for a path deletes it.

        ``parent`` starts the branch at that commit; ``email`` is the address that
        the author used then, if it is not the present one.
        """
        self._marks += 1
        landed = committer or author
        landing = _stamp(landed, committed_at or at, email if landed is author else "")
        self._send(f"commit refs/heads/{branch}\nmark :{self._marks}\n")
        self._send(f"author {_stamp(author, at, email)}\n")
        self._send(f"committer {landing}\n")
        self._data(message.rstrip("\n") + "\n")
        if parent is not None:
            self._send(f"from :{parent}\n")
        if merge is not None:
            self._send(f"merge :{merge}\n")
        for path, text in sorted(changes.items()):
            if text is None:
                self._send(f"D {path}\n")
                continue
            mode = "100755" if text.startswith("#!") else "100644"
            self._send(f"M {mode} inline {path}\n")
            self._data(text)
        self._send("\n")
        return self._marks

    def tag(
        self, name: str, commit: int, *, by: Person, at: datetime, message: str
    ) -> None:
        """Put an annotated tag on a commit."""
        self._send(f"tag {name}\nfrom :{commit}\ntagger {_stamp(by, at, '')}\n")
        self._data(message + "\n")

    def delete_branch(self, branch: str) -> None:
        """Remove a topic branch whose commits have landed."""
        self._send(f"reset refs/heads/{branch}\nfrom {'0' * 40}\n\n")

    def oid(self, commit: int) -> str:
        """Return the object id of a commit already written."""
        self._send(f"get-mark :{commit}\n")
        self._input.flush()
        if self._process.stdout is None:
            raise RuntimeError("git fast-import has no output")
        return self._process.stdout.readline().decode("ascii").strip()

    @property
    def _input(self) -> IO[bytes]:
        if self._process.stdin is None:
            raise RuntimeError("git fast-import has no input")
        return self._process.stdin

    def _send(self, text: str) -> None:
        self._input.write(text.encode())

    def _data(self, text: str) -> None:
        body = text.encode()
        self._input.write(b"data %d\n%s\n" % (len(body), body))

    def _run(self, *arguments: str) -> None:
        subprocess.run(  # noqa: S603  the command is fixed
            _git(*arguments, directory=self.directory),
            check=True,
            env=self._environment,
        )


def _stamp(person: Person, at: datetime, email: str) -> str:
    address = email or person.email
    return f"{person.name} <{address}> {int(at.timestamp())} {person.zone}"
