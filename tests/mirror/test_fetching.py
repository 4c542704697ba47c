"""A server that lies, stalls or floods costs a deadline and a sentence, no more."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time

import pytest

from mirror import repositories
from mirror.models import Fetch
from tests.mirror.odd_server import OddServer


@pytest.fixture
def odd():
    server = OddServer()
    yield server
    server.stop()


@pytest.fixture
def fetch(project, settings):
    def fetch(url, *, seconds=120):
        settings.MIRROR_FETCH_SECONDS = seconds
        return repositories.fetch(repositories.add(url, project=project))

    return fetch


def children():
    """Return the git processes that descend from this one's sessions."""
    done = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True)
    here = f"127.0.0.1:{os.environ.get('ODD_PORT', 'none')}"
    return [line for line in done.stdout.splitlines() if here in line]


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        ("missing", "not-a-git-repository"),
        ("private", "not-a-git-repository"),
        ("page", "not-a-git-repository"),
        ("garbage", "not-a-git-repository"),
        ("broken", "unreachable"),
        ("redirect", "redirect-refused"),
        ("claims", "too-many-objects"),
    ],
)
def test_each_trouble_has_its_code(odd, fetch, trouble, code):
    row = fetch(f"{odd.url}/{trouble}/r.git")
    assert row.error_code == code, row.error
    assert row.error.endswith(".")
    assert Fetch.objects.get().error_code == code


@pytest.mark.parametrize("trouble", ["silent", "endless", "loris"])
def test_the_deadline_ends_what_the_server_never_would(odd, fetch, trouble):
    row = fetch(f"{odd.url}/{trouble}/r.git", seconds=2)
    assert row.error_code == "timed-out", row.error
    assert row.error == "The fetch took longer than 2 seconds."
    assert odd.hits
    assert odd.outlasted == []
    assert Fetch.objects.get().error_code == "timed-out"


def test_a_pack_that_does_not_end_is_cut_off_where_the_room_ends(
    odd, fetch, settings, mirrors
):
    settings.MIRROR_MAX_BYTES = 3_000_000
    row = fetch(f"{odd.url}/flood/r.git")
    assert row.error_code == "too-large"
    assert "MIRROR_MAX_BYTES" in row.error
    assert sum(f.stat().st_size for f in mirrors.rglob("*") if f.is_file()) < 100_000


def test_a_gigabyte_of_nothing_takes_no_memory(odd, fetch, mirrors):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    row = fetch(f"{odd.url}/bomb/r.git", seconds=3)
    assert row.error_code in {"damaged", "interrupted", "timed-out"}, row.error
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    # Half of what it unpacks to; children of other tests may be reaped meanwhile.
    assert after <= max(before, 500_000)
    assert sum(f.stat().st_size for f in mirrors.rglob("*") if f.is_file()) < 100_000


def test_a_redirect_reaches_nobody(odd, fetch):
    fetch(f"{odd.url}/redirect/r.git")
    assert not [path for path in odd.hits if "internal" in path]


def test_nothing_runs_on_after_the_deadline(odd, fetch, monkeypatch):
    monkeypatch.setenv("ODD_PORT", odd.url.rpartition(":")[2])
    assert fetch(f"{odd.url}/silent/r.git", seconds=2).error_code == "timed-out"
    wait_until(lambda: not children())  # killed; the system may still be clearing up
    assert odd.outlasted == []


def test_a_killed_worker_takes_its_git_with_it(odd, monkeypatch):
    monkeypatch.setenv("ODD_PORT", odd.url.rpartition(":")[2])
    script = (
        "import django; django.setup()\n"
        "from mirror import remotes, fetching\n"
        f"fetching.Session(remotes.parse('{odd.url}/silent/r.git')).advertised()\n"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    worker = subprocess.Popen([sys.executable, "-c", script], env=environment)
    wait_until(lambda: odd.hits)
    assert children()
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    wait_until(lambda: not [line for line in children() if "git" in line])
    assert odd.outlasted == []


def wait_until(true, seconds=100):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_repository_beyond_the_limit_is_refused_and_leaves_no_rest(
    repository, served, settings, mirrors
):
    settings.MIRROR_MAX_BYTES = 200_000
    served.commit({"noise.bin": os.urandom(600_000)})
    row = repositories.fetch(repository)
    assert row.error_code == "too-large", row.error
    assert repository.head_oid == ""
    left = [p for p in mirrors.rglob("*") if p.is_file() and p.stat().st_size > 50_000]
    assert left == []


def test_progress_is_told_while_objects_arrive(repository, served):
    served.commit({f"{number}.md": str(number) for number in range(500)})
    told = []
    repositories.fetch(repository, progress=lambda *step: told.append(step))
    assert ("receiving objects", 502, 502) in told


def test_many_small_fetches_do_not_leave_many_packs(
    repository, served, mirrors, monkeypatch
):
    monkeypatch.setattr("mirror.disk._MOST_PACKS", 3)
    for number in range(6):
        served.commit({"a.md": str(number)})
        repositories.fetch(repository)
    assert len(list(mirrors.rglob("*.pack"))) <= 4
    git = repositories.open_git(repository)
    assert git.read(repository.head_oid, "a.md").data == b"5"


def test_git_connects_to_the_checked_address_and_asks_nobody_again(
    project, served, monkeypatch
):
    head = served.commit({"a.md": "1"})
    asked = []

    def getaddrinfo(host, port, **_):
        asked.append(host)
        return [(0, 0, 0, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    url = served.url.replace("127.0.0.1", "pinned.invalid")
    row = repositories.fetch(repositories.add(url, project=project))
    assert (row.error, row.new_oid) == ("", head)
    assert asked == ["pinned.invalid"]
