"""``kill -9`` of the worker in the middle of twenty jobs loses none, doubles none.

Run by ``make faults``, in both shapes: the embedded worker on SQLite, and Celery
with Redis on PostgreSQL. Each prints its verdict.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.servers import start_postgres, start_redis

pytestmark = pytest.mark.faults
JOBS = 20


@pytest.fixture(params=["embedded on SQLite", "Celery, Redis and PostgreSQL"])
def shape(request):
    # Not under pytest's directory: PostgreSQL's own user must reach it.
    directory = Path(tempfile.mkdtemp(prefix="althing-drill-"))
    environment = {
        **os.environ,
        "DATA_DIR": str(directory),
        "SECRET_KEY": "drill",
        "DRILL_JOURNAL": str(directory / "journal"),
    }
    for name in ("DATABASE_URL", "REDIS_URL"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "tests.faults.embedded_worker"]
    others = []
    if request.param.startswith("Celery"):
        environment["DATABASE_URL"] = start_postgres(directory)
        environment["REDIS_URL"] = start_redis(directory)
        celery = [sys.executable, "-m", "celery", "-A", "config"]
        command = [*celery, "worker", "-c2", "-l", "WARNING"]
        command += ["-I", "tests.faults.drill_jobs"]
        others = [[*celery, "beat", "-l", "WARNING", "-s", str(directory / "beat")]]
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v0"], env=environment, check=True)
    subprocess.run([*manage, "ledger", "key", "new"], env=environment, check=True)
    helpers = [start(other, environment) for other in others]
    yield request.param, command, environment
    for helper in helpers:
        kill(helper)
    shutil.rmtree(directory, ignore_errors=True)


def start(command, environment):
    return subprocess.Popen(
        command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL
    )


def kill(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def report(environment):
    command = [sys.executable, "-m", "tests.faults.enqueue", "report"]
    return json.loads(subprocess.check_output(command, env=environment))


def until(condition, *, seconds, what):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.3)
    pytest.fail(f"not within {seconds} s: {what}")


def test_killing_the_worker_loses_no_job_and_does_none_twice(shape, capsys):
    name, command, environment = shape
    journal = Path(environment["DRILL_JOURNAL"])

    def lines():
        return journal.read_text().split("\n")[:-1] if journal.exists() else []

    def ended():
        return sum(line.startswith("end") for line in lines())

    worker = start(command, environment)
    fill = [sys.executable, "-m", "tests.faults.enqueue", "fill", str(JOBS)]
    subprocess.run(fill, env=environment, check=True)
    until(lambda: ended() >= 5, seconds=60, what="five jobs done")
    kill(worker)
    before = ended()
    began = time.monotonic()
    worker = start(command, environment)
    until(
        lambda: report(environment)["states"] == {"done": JOBS},
        seconds=120,
        what=f"all done, but {report(environment)['states']}",
    )
    seconds = time.monotonic() - began
    until(
        lambda: len(report(environment)["entries"]) == JOBS,
        seconds=30,
        what="every entry logged",
    )
    entries = report(environment)["entries"]
    kill(worker)
    starts = Counter(line for line in lines() if line.startswith("start"))
    with capsys.disabled():
        print(
            f"\n{name}: killed after {before} of {JOBS}; all {JOBS} done "
            f"{seconds:.1f} s after the restart; {len(entries)} entries, "
            f"{len(set(entries))} distinct; jobs begun again: "
            f"{sum(count > 1 for count in starts.values())}"
        )
    assert len(entries) == len(set(entries)) == JOBS
    assert len(starts) == JOBS
