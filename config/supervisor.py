"""One process tree: start the parts, restart what dies, end all of it cleanly."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

RESTART_SECONDS = 1.0
END_SECONDS = 10.0


@dataclass
class Part:
    """A child process that should always run."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches it once."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603  our own commands
            self.command,
            env={**os.environ, **self.environment},
            start_new_session=True,
        )

    def has_died(self) -> bool:
        """Whether it ran and runs no more."""
        return self.process is not None and self.process.poll() is not None

    def signal(self, number: int) -> None:
        """Send a signal to its whole group."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return


class Supervisor:
    """Keeps the parts running until it is told to stop."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self.stopping = False

    def run(self, *, url: str, say: Callable[[str], None]) -> int:
        """Start everything, say when ``url`` answers, and watch. Returns an exit code.

        Exit code 1 when a part cannot be kept running before the page answers.
        """
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGTERM, self._stop)
        for part in self.parts:
            part.start()
        ready, failures = False, 0
        while not self.stopping:
            if not ready and answers(url):
                ready = True
                say(f"ready on {url}")
            for part in self.parts:
                if part.has_died() and not self.stopping:
                    failures += 0 if ready else 1
                    if failures > len(self.parts) + 2:
                        say(f"{part.name} does not stay up; see its messages above.")
                        self.end()
                        return 1
                    say(f"{part.name} ended, starting it again")
                    time.sleep(RESTART_SECONDS)
                    part.start()
            time.sleep(0.1)
        self.end()
        return 0

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def end(self) -> None:
        """Ask every part to end, then insist."""
        for part in self.parts:
            part.signal(signal.SIGTERM)
        deadline = time.monotonic() + END_SECONDS
        for part in self.parts:
            if part.process is None:
                continue
            try:
                part.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                part.signal(signal.SIGKILL)
                part.process.wait()


def answers(url: str) -> bool:
    """Whether a page at ``url`` answers within two seconds."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310  our own
            return int(response.status) < 500
    except (urllib.error.URLError, OSError):
        return False


def python(*words: str) -> list[str]:
    """Return a command run by this very Python."""
    return [sys.executable, *words]
