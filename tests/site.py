"""A whole running site for tests that look at it from outside."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.servers import free_port, start_redis

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Site:
    """The process tree that ``make run`` starts, and how to talk to it."""

    url: str
    environment: dict[str, str]
    process: "subprocess.Popen[str]"
    lines: list[str]
    reader: threading.Thread = field(default_factory=threading.Thread)

    def manage(
        self, *words: str, check: bool = True
    ) -> "subprocess.CompletedProcess[str]":
        """Run a management command beside the running site."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(f"{words}: {done.stdout}\n{done.stderr}")
        return done

    def stop(self) -> int:
        """Press Ctrl-C; return the exit code."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(30)
        self.reader.join(5)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


def start(directory: Path, *, sample: bool, seconds: float = 300) -> Site:
    """Start everything on a free port and return once it says that it is ready."""
    environment = {
        **os.environ,
        "PORT": str(free_port()),
        "DATA_DIR": str(directory),
        "SAMPLE": "1" if sample else "0",
        "SAMPLE_GIT_PORT": str(free_port()),
        "MIRROR_ALLOW_PRIVATE": "1",
    }
    # What the tests' own process needs is not for the site.
    for name in ("DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE"):
        environment.pop(name, None)
    if url := os.environ.get("DATABASE_URL"):
        environment["DATABASE_URL"] = new_database(url)
        # On one Redis two sites would count each other's mails and take their jobs.
        directory.mkdir(parents=True, exist_ok=True)
        environment["REDIS_URL"] = start_redis(directory)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    site = Site(f"http://127.0.0.1:{environment['PORT']}", environment, process, [])
    _wait_until_ready(site, seconds)
    return site


def _wait_until_ready(site: Site, seconds: float) -> None:
    said: queue.Queue[str] = queue.Queue()

    def read() -> None:
        assert site.process.stdout is not None
        for line in site.process.stdout:
            site.lines.append(line.rstrip())
            said.put(line)

    site.reader = threading.Thread(target=read, daemon=True)
    site.reader.start()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if said.get(timeout=0.5).startswith("ready on"):
                return
        except queue.Empty:
            if site.process.poll() is not None:
                break
    site.process.kill()
    raise AssertionError("the site did not start:\n" + "\n".join(site.lines[-40:]))


def new_database(url: str) -> str:
    """Make a database of its own on the server at ``url``; return its URL."""
    name = f"site_{time.monotonic_ns()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
