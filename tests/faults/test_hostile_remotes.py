"""While remotes stall, flood and lie, the site answers and honest ones are read.

Run by ``make faults`` on a whole running site of two workers.
"""

import json
import shutil
import statistics
import tempfile
import time
import urllib.request
from pathlib import Path

import pytest

from bench import processes
from demo.git_server import serve
from tests import site as sites
from tests.git_server import ServedRepository, git
from tests.mirror.odd_server import OddServer

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]
TROUBLES = (
    *("silent", "endless", "loris", "flood", "bomb", "claims"),
    *("redirect", "garbage", "page", "missing"),
)
ADD = """
from django.utils import timezone
from mirror import projects, repositories, timetable
project = projects.ensure("p")
for name, url in {urls}.items():
    new = repositories.add(url, project=project, name=name)
    timetable.enqueue_sync(new, at=timezone.now())
"""
SLOWEST_PAGE = 5.0
MOST_MEMORY = 1_500_000_000


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setenv("MIRROR_FETCH_SECONDS", "10")
    monkeypatch.setenv("MIRROR_ANSWER_SECONDS", "5")
    monkeypatch.setenv("MIRROR_MAX_BYTES", "20000000")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    directory = Path(tempfile.mkdtemp(prefix="althing-drill-"))
    started = sites.start(directory / "var", sample=False)
    yield started
    started.stop()
    shutil.rmtree(directory)


@pytest.fixture
def honest(tmp_path):
    path = tmp_path / "honest.git"
    path.mkdir()
    git(path, "init", "--quiet", "--bare", "--initial-branch=main")
    url, stop = serve(tmp_path)
    made = ServedRepository(path=path, url=f"{url}/honest.git")
    made.commit({"rfcs/0001-a.md": "---\nnumber: 1\ntitle: One\n---\n\nText.\n"})
    yield made
    stop()


def test_pages_are_answered_while_remotes_stall_flood_and_lie(site, honest, capsys):
    odd = OddServer()
    urls = {trouble: f"{odd.url}/{trouble}/r.git" for trouble in TROUBLES}
    site.manage("shell", "-c", ADD.format(urls=urls | {"honest": honest.url}))
    started, taken, most, rows = time.monotonic(), [], 0, {}
    while time.monotonic() - started < 300:
        began = time.monotonic()
        _get(f"{site.url}/rfcs/")
        taken.append(time.monotonic() - began)
        most = max(most, processes.memory([site.process.pid]))
        answer = json.loads(_get(f"{site.url}/api/v1/repositories/?page_size=50"))
        rows = {row["name"]: row for row in answer["results"]}
        if all(row["failures"] or row["fetched"] for row in rows.values()):
            break
        time.sleep(0.1)
    seconds = time.monotonic() - started
    odd.stop()
    with capsys.disabled():
        print(
            f"\n{len(TROUBLES)} hostile remotes over after {seconds:.0f} s; "
            f"{len(taken)} pages meanwhile, median "
            f"{statistics.median(taken) * 1000:.0f} ms, slowest "
            f"{max(taken) * 1000:.0f} ms; at most {most / 1e6:.0f} MB"
        )
    assert {name for name, row in rows.items() if row["failures"]} == set(TROUBLES)
    assert "One" in _get(f"{site.url}/rfcs/p/1/")
    assert max(taken) < SLOWEST_PAGE
    assert most < MOST_MEMORY


def _get(url):
    with urllib.request.urlopen(url) as answer:
        return answer.read().decode()
