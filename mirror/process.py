"""Run the git command line in a child that cannot outlive or outgrow its bounds.

Every child has an environment of its own, limits on memory, file size and CPU,
a process group that is killed as one, and a watchdog that kills the group when
this process dies, however it dies.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from django.conf import settings

from mirror.errors import Unreadable

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is in all."""

MEMORY_KIB = 4 * 1024 * 1024
LITTLE_MEMORY_KIB = 480 * 1024
_CHUNK = 1 << 20

# The shell holds a pipe from us as descriptor 3. It closes when we close it or
# die; then the watchdog wakes and takes the whole group down. A file that grows
# too large shall be an error that git tells, not a signal that silences it.
_SHELL = """
trap '' XFSZ
ulimit -c 0; ulimit -v "$1" 2>/dev/null; ulimit -f "$2"; ulimit -t "$3"; input=$4
shift 4
exec 3<&0 </dev/null
(read -r _ <&3; kill -KILL 0) >/dev/null 2>&1 &
watchdog=$!
"$@" <"$input" 3<&-
status=$?
kill -KILL $watchdog
exit $status
"""
_CONFIG = {
    "core.attributesFile": os.devnull,
    "core.hooksPath": os.devnull,
    "core.bigFileThreshold": "8m",
    "core.packedGitLimit": "192m",
    "core.packedGitWindowSize": "16m",
    "credential.helper": "",
    "diff.renames": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
}


def environment() -> dict[str, str]:
    """Return the whole environment of a git child: nothing of ours leaks in."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": "/nonexistent",
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "false",
    }


class Child:
    """A running git, its output and what it says on standard error."""

    def __init__(
        self,
        arguments: Iterable[str],
        *,
        environment: dict[str, str],
        stdin: str = os.devnull,
        seconds: int,
        memory_kib: int = MEMORY_KIB,
        most_bytes: int | None = None,
    ) -> None:
        most = settings.MIRROR_MAX_BYTES if most_bytes is None else most_bytes
        blocks = str(max(1, most // 512))
        shell = shutil.which("sh") or "/bin/sh"
        command = [shell, "-c", _SHELL, "git", str(memory_kib), blocks, str(seconds)]
        self.process = subprocess.Popen(  # noqa: S603  no shell sees the arguments
            [*command, stdin, "git", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            cwd="/",
            start_new_session=True,
        )
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.stdout = self.process.stdout
        self.stderr = self.process.stderr

    def end_group(self) -> None:
        """Kill every process of the group."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def end(self) -> int:
        """Kill what still runs of the group, collect it, return its exit status."""
        self.end_group()
        self.process.wait()
        for stream in (self.process.stdin, self.stdout, self.stderr):
            if stream is not None:
                stream.close()
        return self.process.returncode


def configured(options: dict[str, str]) -> list[str]:
    """Return ``-c key=value`` for each option, after those of every child."""
    return [
        word
        for key, value in {**_CONFIG, **options}.items()
        for word in ("-c", f"{key}={value}")
    ]


@contextlib.contextmanager
def reading(
    path: Path,
    *arguments: str,
    lines: Iterable[str] = (),
    memory_kib: int = MEMORY_KIB,
) -> Iterator[IO[bytes]]:
    """Yield the output of a git command that reads the mirror at ``path``.

    ``lines`` become its standard input. Leaving early kills it. Raises
    ``Unreadable`` if it failed after its whole output was taken.
    """
    with tempfile.NamedTemporaryFile("w", encoding="ascii") as given:
        given.writelines(f"{line}\n" for line in lines)
        given.flush()
        child = Child(
            [f"--git-dir={path}", *configured({}), *arguments],
            environment=environment(),
            stdin=given.name,
            seconds=settings.MIRROR_FETCH_SECONDS,
            memory_kib=memory_kib,
        )
        try:
            yield child.stdout
            if not child.stdout.read(1):
                said = child.stderr.read(4096).decode("utf-8", "replace").strip()
                if child.process.wait() != 0:
                    raise Unreadable(f"git {arguments[0]} failed: {said[:500]}")
        finally:
            child.end()


def output(path: Path, *arguments: str, lines: Iterable[str] = ()) -> str:
    """Return the whole output of a git command that reads the mirror."""
    with reading(path, *arguments, lines=lines) as stream:
        return stream.read().decode("utf-8", "replace")


def tokens(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield what NUL bytes end, holding no more than a chunk and a token."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest:
        yield rest
