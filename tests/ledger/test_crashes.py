"""Processes that are killed, on a real database file: nothing lost, no fork."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


class House:
    """An installation in a directory, driven only through processes."""

    def __init__(self, directory):
        self.directory = directory
        self.environment = {
            **os.environ,
            "DATA_DIR": str(directory / "data"),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SAMPLE": "0",
            "PYTHONPATH": str(ROOT),
        }
        for name in ("DATABASE_URL", "REDIS_URL"):
            self.environment.pop(name, None)
        (directory / "data").mkdir()
        self.manage("migrate", "-v0")

    def start(self, *words):
        program = [sys.executable, "-m", "tests.ledger.drill", *words]
        return subprocess.Popen(
            program,
            cwd=ROOT,
            env=self.environment,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words):
        process = self.start(*words)
        _, said = process.communicate(timeout=120)
        return process.returncode, said

    def manage(self, *words):
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def verified(self):
        """Export, verify with the key alone, check the tables; return the size."""
        vkey = json.loads(self.manage("ledger", "key", "show", "--json"))["vkey"]
        target = str(self.directory / "log")
        self.manage("ledger", "export", target)
        assert json.loads(self.manage("ledger", "fsck", "--export", target, "--json"))
        answer = self.manage("ledger", "verify", target, "--vkey", vkey, "--json")
        return json.loads(answer)["size"]


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


def test_kill_9_at_every_step_of_sequencing(house):
    assert house.run("append", "3")[0] == 0
    assert house.run("sequence", "")[0] == 0
    assert house.verified() == 4
    for step in ("_write_tiles", "_write_checkpoint", "signing"):
        assert house.run("append", "2")[0] == 0
        assert house.run("sequence", step)[0] == -signal.SIGKILL
        assert house.run("append", "1")[0] == 0
    assert house.run("sequence", "")[0] == 0
    assert house.verified() == 13


def test_writers_and_sequencers_of_several_processes_leave_no_gap(house):
    writers = [house.start("append", "20") for _ in range(4)]
    sequencers = [house.start("drain", "") for _ in range(2)]
    said = [process.communicate(timeout=120)[1] for process in writers + sequencers]
    assert all(process.returncode == 0 for process in writers + sequencers), said
    house.run("sequence", "")
    assert house.verified() == 81
