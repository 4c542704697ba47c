"""Keep the sample's repositories within reach of the mirror: ``python -m demo.serve``.

Serves ``DATA_DIR/sample`` on loopback, port ``SAMPLE_GIT_PORT`` (8417).
"""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import env
from demo import git_server

BASE_DIR = Path(__file__).resolve().parent.parent


def place() -> Path:
    """Return the directory of the sample's repositories."""
    return Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve() / "sample"


def port() -> int:
    """Return the port that they are served on, which is part of their addresses."""
    return env.number("SAMPLE_GIT_PORT", 8417)


def address(name: str) -> str:
    """Return the address of one repository."""
    return f"http://127.0.0.1:{port()}/{name}.git"


@contextmanager
def served() -> Iterator[None]:
    """Serve the repositories for as long as the block runs."""
    _, stop = git_server.serve(place(), port=port())
    try:
        yield
    finally:
        stop()


def main() -> None:
    """Serve until told to stop."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    try:
        with served():
            ended.wait()
    except OSError as error:
        sys.exit(f"Port {port()} cannot be had: {error}. Set SAMPLE_GIT_PORT.")


if __name__ == "__main__":
    main()
