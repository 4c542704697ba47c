"""Child processes that render, a few of them, each killed when it takes too long."""

import atexit
import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from core.markup.worker import MAX_OUTPUT, write_frame

ROOT = Path(__file__).resolve().parent.parent.parent
CHILDREN = 2
WALL_SECONDS = 30
RETIRE_AFTER = 300
START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from core.markup.worker import main; main()"
)


class ChildFailed(Exception):
    """The child gave no answer; ``word`` says why."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class Child:
    """One process and the pipes to it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter
            [sys.executable, "-I", "-c", START, str(ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8"},
            cwd="/",
            start_new_session=True,
        )
        self.served = 0

    def ask(self, source: str, markup: str) -> dict[str, Any]:
        """Return the child's answer; raise ``ChildFailed`` when there is none."""
        requests, answers = self._process.stdin, self._process.stdout
        assert requests
        assert answers
        try:
            write_frame(requests, {"source": source, "markup": markup})
        except OSError:
            raise ChildFailed("gone") from None
        deadline = time.monotonic() + WALL_SECONDS
        size = int.from_bytes(_read(answers, 4, deadline), "big")
        if size > 4 * MAX_OUTPUT:
            raise ChildFailed("output")
        answer: dict[str, Any] = json.loads(_read(answers, size, deadline))
        self.served += 1
        return answer

    def is_fit(self) -> bool:
        """Whether it lives and has not grown old."""
        return self.served < RETIRE_AFTER and self._process.poll() is None

    def end(self) -> None:
        """Kill the process and close its pipes."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()


def _read(stream: IO[bytes], size: int, deadline: float) -> bytes:
    """Read exactly ``size`` bytes before the deadline."""
    number, parts = stream.fileno(), bytearray()
    while len(parts) < size:
        remaining = deadline - time.monotonic()
        if remaining <= 0 or not select.select([number], [], [], remaining)[0]:
            raise ChildFailed("time")
        piece = os.read(number, min(size - len(parts), 1 << 20))
        if not piece:
            raise ChildFailed("time")  # over its CPU budget, or killed
        parts += piece
    return bytes(parts)


class Pool:
    """The children of this process, lent out one at a time."""

    def __init__(self) -> None:
        self._owner = os.getpid()
        self._free = threading.Semaphore(CHILDREN)
        self._lock = threading.Lock()
        self._idle: list[Child] = []

    @contextlib.contextmanager
    def child(self) -> Iterator[Child]:
        """Lend a child; it is killed unless it comes back well."""
        with self._free:
            child = self._take()
            try:
                yield child
            except BaseException:
                child.end()
                raise
            if child.is_fit():
                with self._lock:
                    self._idle.append(child)
            else:
                child.end()

    def _take(self) -> Child:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.is_fit():
                    return child
                child.end()
        return Child()

    def close(self) -> None:
        """End every idle child, unless this is a fork of the process they serve."""
        if os.getpid() != self._owner:
            return
        with self._lock:
            for child in self._idle:
                child.end()
            self._idle.clear()

    def is_ours(self) -> bool:
        """Whether this process started it: a fork must not share the pipes."""
        return os.getpid() == self._owner


_lock = threading.Lock()
_pools: list[Pool] = []


def ask(source: str, markup: str) -> dict[str, Any]:
    """Have a text rendered; a child that was already used is given a second try."""
    for final in (False, True):
        try:
            with _pool().child() as child:
                fresh = child.served == 0
                answer = child.ask(source, markup)
        except ChildFailed as failure:
            if failure.word != "gone" or final:
                raise
            continue
        if answer.get("error") == "memory" and not fresh and not final:
            continue  # what it had served before may have left it little
        if "error" in answer:
            raise ChildFailed(answer["error"])
        return answer
    raise ChildFailed("gone")


def _pool() -> Pool:
    with _lock:
        if not _pools or not _pools[-1].is_ours():
            _pools.append(Pool())
            atexit.register(_pools[-1].close)
        return _pools[-1]
