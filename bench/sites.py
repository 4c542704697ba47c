"""A site in a data directory of its own, for benches that drive it from outside."""

import os
import subprocess
import sys
from pathlib import Path

from tests.servers import free_port

ROOT = Path(__file__).resolve().parent.parent


class Site:
    """A data directory of its own, driven by ``manage.py``."""

    def __init__(self, directory: Path, **more: str) -> None:
        self.port = free_port()
        self.environment = {
            **os.environ,
            "DATA_DIR": str(directory),
            "PORT": str(self.port),
            "SAMPLE": "0",
            "MIRROR_ALLOW_PRIVATE": "1",
            **more,
        }
        directory.mkdir(parents=True)
        self.manage("migrate", "--verbosity", "0")

    def manage(self, *arguments: str) -> str:
        """Run a command to its end; return what it printed."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            check=False,
        )
        return done.stdout.decode()

    def run(self, program: str, *arguments: str) -> str:
        """Run a program among the site's modules; return what it printed."""
        settings = {"DJANGO_SETTINGS_MODULE": "config.settings"}
        return subprocess.check_output(
            [sys.executable, "-c", program, *arguments],
            env={**self.environment, **settings},
            cwd=ROOT,
            text=True,
        )

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start a command that goes on."""
        return subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
