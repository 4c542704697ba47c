"""``python -m bench.mirror DIR``: what mirroring costs beside git itself.

``DIR`` holds bare repositories, served over smart HTTP on loopback. Prints, as ratios
in the same run: a first import to ``git clone --bare``; an idle sync to ``git fetch``;
the time from a webhook to the page that shows the new document; and the memory of the
whole process tree while fifty repositories are mirrored at once.

    python -m bench.mirror DIR first --names python+peps rust-lang+rfcs
    python -m bench.mirror DIR hook fifty
    python -m bench.mirror DIR fifty --shape celery   # PostgreSQL, Redis and Celery
"""

import argparse
import hashlib
import hmac
import json
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench import processes
from bench.sites import Site
from demo.git_server import serve
from tests.servers import start_postgres, start_redis, wait_for

PROPOSALS = "refs/pull/*/head"
ROUNDS = 5


def report(what: str, value: str, target: str = "") -> None:
    """Print one line."""
    print(f"{what:<58}{value:>16}  {target}", flush=True)


def took(work: Callable[[], object]) -> float:
    """Return the seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def cpu() -> float:
    """Return the processor time of this process and all that it has waited for."""
    mine = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(who) for who in mine]
    return sum(each.ru_utime + each.ru_stime for each in used)


def git(*arguments: str | Path) -> None:
    """Run git; what it says is of no interest."""
    command = ["git", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True)


BEGIN = """
import json, resource, statistics, subprocess, sys, time
import django
django.setup()
from config import pipeline
from mirror import projects, repositories
from mirror.models import Repository
def took(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
def cpu():
    used = [resource.getrusage(who) for who in (0, -1)]
    return sum(each.ru_utime + each.ru_stime for each in used)
"""
IMPORT = f"""{BEGIN}
url, proposals = sys.argv[1:]
r = repositories.add(url, project=projects.ensure("p"), name="r", proposals=proposals)
before = cpu()
told = {{}}
told["first"] = took(lambda: told.update(pipeline.sync(r, in_two=True).as_json()))
told["cpu"] = cpu() - before
print(json.dumps(told | {{"whole": cpu()}}))
"""
REST = f"""{BEGIN}
r, told = Repository.objects.get(), {{}}
told["rest"] = took(lambda: pipeline.finish(r))
told["commits"] = r.commits.count()
told["peak"] = max(resource.getrusage(who).ru_maxrss * 1024 for who in (0, -1))
print(json.dumps(told))
"""
IDLE = f"""{BEGIN}
r, fetch = Repository.objects.get(), json.loads(sys.argv[1])
for _ in range(3):
    pipeline.sync(r)
told = []
for _ in range({ROUNDS}):
    # one after the other, so that what else the machine does meets both alike
    pairs = [
        (took(lambda: subprocess.run(fetch, check=True)),
         took(lambda: pipeline.sync(r)))
        for _ in range(9)
    ]
    told.append([statistics.median(side) for side in zip(*pairs)])
print(json.dumps(told))
"""


def first(url: str, names: list[str], scratch: Path, *, proposals: bool) -> None:
    """Compare a first import with a bare clone, and an idle sync with a fetch."""
    for name in names:
        clones = [scratch / f"clone-{name}-{n}" for n in range(3)]
        before = cpu()
        seconds = [took(partial(_clone, f"{url}/{name}.git", c)) for c in clones]
        clone_cpu = (cpu() - before) / len(clones)
        site = Site(scratch / f"first-{name}")
        before = cpu()
        said = site.run(IMPORT, f"{url}/{name}.git", PROPOSALS if proposals else "")
        told, clone = json.loads(said), min(seconds)
        # what the server spent on sending the pack is in both
        import_cpu = told["cpu"] + cpu() - before - told["whole"]
        told |= json.loads(site.run(REST))
        what = "{commits:,} commits, {documents:,} documents, {revisions:,} revisions"
        print(f"{name}: {what.format(**told)}")
        report("  git clone --bare", f"{clone:.2f} s")
        report("  first import, until every RFC can be read", f"{told['first']:.2f} s")
        report("  ratio", f"{told['first'] / clone:.2f}", "<= 3 at 10,000 commits")
        report("  processor time, clone", f"{clone_cpu:.2f} s")
        report("  processor time, first import", f"{import_cpu:.2f} s")
        report("  ratio", f"{import_cpu / clone_cpu:.2f}")
        report(
            "  the rest: commits, weights, rendered, searchable",
            f"{told['rest']:.2f} s",
        )
        report("  largest process of the rest", f"{told['peak'] / 1e6:.0f} MB")
        fetch = json.dumps(_idle_fetch(clones[0], proposals=proposals))
        for fetched, synced in json.loads(site.run(IDLE, fetch)):
            both = f"{fetched * 1000:.0f} and {synced * 1000:.0f} ms"
            report("  idle git fetch, idle sync", both)
            report("  ratio", f"{synced / fetched:.2f}", "<= 1.5")


def _clone(url: str, path: Path) -> None:
    git("clone", "--bare", "--single-branch", "-q", url, path)


def _idle_fetch(clone: Path, *, proposals: bool) -> list[str]:
    """Return a fetch that has brought all there is, and so has nothing to do."""
    branch = subprocess.check_output(
        ["git", "-C", str(clone), "symbolic-ref", "HEAD"],  # noqa: S607
        text=True,
    ).strip()
    globs = [f"+{PROPOSALS}:refs/p/*"] if proposals else []
    wanted = ["-C", str(clone), "fetch", "-q", "origin", f"+{branch}:{branch}"]
    git(*wanted, *globs)
    return ["git", *wanted, *globs]


def hook(scratch: Path) -> None:
    """Time a new commit from its webhook to the page that shows it."""
    served = scratch / "served"
    bare = served / "live.git"
    git("init", "-q", "--bare", "-b", "main", bare)
    _commit(bare, 0)
    url, stop = serve(served)
    site = Site(scratch / "live")
    site.manage("mirror", "add", f"{url}/live.git", "--name", "live", "--project", "p")
    told = json.loads(site.manage("mirror", "hook", "live", "--json"))
    server = site.start("serve")
    try:
        base = f"http://127.0.0.1:{site.port}"
        wait_for(site.port, seconds=120)
        _notice(base, bare, told["secret"], 1)  # the worker may still be starting
        taken = [_notice(base, bare, told["secret"], n) for n in range(2, 12)]
        report("webhook to page, p50", f"{statistics.median(taken) * 1000:.0f} ms")
        report("webhook to page, worst of ten", f"{max(taken) * 1000:.0f} ms", "< 1 s")
    finally:
        server.terminate()
        server.wait()
        stop()


def _notice(base: str, bare: Path, secret: str, number: int) -> float:
    _commit(bare, number)
    body = json.dumps({"number": number}).encode()
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    request = urllib.request.Request(  # noqa: S310
        f"{base}/hooks/github/live/",
        data=body,
        headers={"X-Hub-Signature-256": f"sha256={signature}"},
    )
    start = time.perf_counter()
    urllib.request.urlopen(request).read()  # noqa: S310
    page = f"{base}/rfcs/p/{number + 1}/"
    while not _answers(page):
        time.sleep(0.01)
    return time.perf_counter() - start


def _commit(bare: Path, number: int) -> None:
    text = (
        f"---\nnumber: {number + 1}\ntitle: No. {number}\nstatus: draft\n---\n\nText.\n"
    )
    stream = (
        "commit refs/heads/main\n"
        f"committer A <a@example.org> {1_700_000_000 + number * 60} +0000\n"
        "data 4\nMore\n"
        + ("from refs/heads/main^0\n" if number else "")
        + f"M 100644 inline rfcs/{number + 1:04}-a.md\ndata {len(text)}\n{text}\n"
    )
    command = ["git", "-C", str(bare), "fast-import", "--quiet"]
    subprocess.run(command, input=stream.encode(), check=True)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except OSError:
        return False


MANY = """
import json, sys
import django
django.setup()
from django.utils import timezone
from mirror import projects, repositories, timetable
project = projects.ensure("many")
for number, url in enumerate(json.loads(sys.argv[1])):
    new = repositories.add(url, project=project, name=f"r{number}")
    timetable.enqueue_sync(new, at=timezone.now())
"""


UNREAD = """
import django
django.setup()
from django.db.models import F
from mirror.models import Repository
read = Repository.objects.filter(history_oid=F("head_oid"), doing="")
print(Repository.objects.exclude(pk__in=read.values("pk")).count())
"""


def fifty(url: str, names: list[str], scratch: Path, *, celery: bool) -> None:
    """Mirror fifty repositories at once, and watch the memory of all that runs."""
    stores = _stores(scratch) if celery else {}
    beside = processes.children(os.getpid())
    site = Site(scratch / "fifty", **stores)
    chosen = [names[n % len(names)] for n in range(50)]
    # the same repository may be mirrored twice: only its address has to differ
    urls = [
        f"{url}/{name}.git{'/' * (n // len(names))}" for n, name in enumerate(chosen)
    ]
    site.run(MANY, json.dumps(urls))
    server = site.start("serve")
    peak, whole_peak, slowest, done = 0, 0, 0.0, 0
    start = time.perf_counter()
    base = f"http://127.0.0.1:{site.port}"
    try:
        while time.perf_counter() - start < 3600:
            own = processes.memory([server.pid])
            peak = max(peak, own)
            whole_peak = max(whole_peak, own + processes.memory(beside))
            if time.perf_counter() - start > 20:
                slowest = max(slowest, took(lambda: _answers(f"{base}/rfcs/")))
            done = _done(base)
            if done == len(chosen) and not int(site.run(UNREAD)):
                break
            time.sleep(0.25)
        whole = time.perf_counter() - start
        report(f"{done} of 50 repositories mirrored at once", f"{whole:.0f} s")
        report(
            "  most memory of web, worker and every git",
            f"{peak / 1e6:.0f} MB",
            "< 1,500 MB",
        )
        if celery:
            what = "  and of PostgreSQL and Redis"
            report(what, f"{whole_peak / 1e6:.0f} MB", "< 1,500 MB")
        report("  slowest page meanwhile", f"{slowest * 1000:.0f} ms")
    finally:
        server.terminate()
        server.wait()


def _stores(scratch: Path) -> dict[str, str]:
    """Start a PostgreSQL and a Redis that end with this process."""
    directory = scratch / "stores"
    directory.mkdir()
    scratch.chmod(0o755)
    return {
        "DATABASE_URL": start_postgres(directory),
        "REDIS_URL": start_redis(directory),
    }


def _done(base: str) -> int:
    try:
        with urllib.request.urlopen(  # noqa: S310
            f"{base}/api/v1/repositories/?page_size=100"
        ) as answer:
            rows = json.load(answer)["results"]
    except OSError:
        return 0
    return sum(bool(row["fetched"] or row["failures"]) for row in rows)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("what", nargs="*", default=["first", "hook", "fifty"])
    parser.add_argument("--names", nargs="*", default=[])
    parser.add_argument("--proposals", action="store_true")
    parser.add_argument("--shape", choices=["embedded", "celery"], default="embedded")
    options = parser.parse_args()
    names = options.names or sorted(p.stem for p in options.directory.glob("*.git"))
    scratch = Path(tempfile.mkdtemp(prefix="althing-bench-"))
    url, stop = serve(options.directory)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    try:
        if "first" in options.what:
            first(url, names, scratch, proposals=options.proposals)
        if "hook" in options.what:
            hook(scratch)
        if "fifty" in options.what:
            fifty(url, names, scratch, celery=options.shape == "celery")
    finally:
        stop()
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
