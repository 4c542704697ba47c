"""``python -m bench.pages``: what a page costs, in processor time, queries and bytes.

Fills a private database with 50,000 revisions of 5,000 RFCs and 150,000 comments,
starts the production server with two workers beside a raw WSGI answer, asks each
address many times over one connection, and prints the processor time of the whole
server and of PostgreSQL's processes per request: the median of several rounds.
"""

import argparse
import gzip
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import django

from bench import processes
from tests.servers import free_port, start_postgres, wait_for

BUDGET_MS = {
    "RFC list, 100 rows": 20.0,
    "RFC page, 50 comments": 12.0,
    "API list of 50": 6.0,
    "API detail": 3.0,
    "API list, 304": 1.5,
}


# Eight threads of two workers each open a connection and plan their statements.
WARM_UP = 100


@dataclass(frozen=True)
class Cost:
    """What one request cost: milliseconds and bytes."""

    cpu: float
    wall: float
    size: int
    packed: int


@dataclass(frozen=True)
class Server:
    """A started server, and the processes whose time is counted."""

    process: "subprocess.Popen[bytes]"
    port: int
    roots: list[int]


def main() -> int:
    """Measure and print; exit 1 when a budget is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--on", choices=["postgres", "sqlite"], default="postgres")
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rfcs", type=int, default=5_000)
    parser.add_argument("--revisions", type=int, default=50_000)
    parser.add_argument("--comments", type=int, default=150_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="althing-bench-") as directory:
        return _measure(Path(directory), options)


def _measure(directory: Path, options: argparse.Namespace) -> int:
    database = _prepare(directory, options.on)
    addresses = _fill(options)
    queries = {name: _queries(path) for name, path in addresses.items()}
    raw = _serve("bench.raw:application", [])
    real = _serve("config.wsgi:application", database)
    try:
        costs = _rounds(addresses, raw, real, options)
    finally:
        for server in (raw, real):
            server.process.terminate()
            server.process.wait()
    if options.json:
        _print_json(costs, queries)
    else:
        _print_table(costs, queries)
    missed = [name for name, limit in BUDGET_MS.items() if costs[name].cpu > limit]
    print(f"over budget: {', '.join(missed) or 'none'}", file=sys.stderr)
    return 1 if missed else 0


def _prepare(directory: Path, engine: str) -> list[int]:
    """Set the environment and make the tables; return PostgreSQL's processes."""
    for name in ("REDIS_URL", "DATABASE_URL", "LEDGER_KEY_FILE"):
        os.environ.pop(name, None)
    os.environ["DATA_DIR"] = str(directory)
    os.environ["SECRET_KEY"] = "bench"  # noqa: S105
    os.environ["SAMPLE"] = "0"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    roots: list[int] = []
    if engine == "postgres":
        os.environ["DATABASE_URL"] = start_postgres(directory)
        pid_file = directory / "postgres" / "postmaster.pid"
        roots = [int(pid_file.read_text().split()[0])]
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([sys.executable, "manage.py", *command], check=True)
    return roots


def _fill(options: argparse.Namespace) -> dict[str, str]:
    """Fill the database; return the address of each page that is measured."""
    began = time.monotonic()
    django.setup()
    from django.db import connection

    from bench.world import fill

    busy = fill(
        rfcs=options.rfcs, revisions=options.revisions, comments=options.comments
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            # Settled, as after a night: no cleaning runs beside the measurement.
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("ALTER SYSTEM SET autovacuum = off")
            cursor.execute("SELECT pg_reload_conf()")
    connection.close()
    seconds = time.monotonic() - began
    print(f"filled {connection.vendor} in {seconds:.0f} s", file=sys.stderr)
    return {
        "home": "/",
        "RFC list, 100 rows": "/rfcs/",
        "RFC page, 50 comments": busy.get_absolute_url(),
        "API list of 50": "/api/v1/rfcs/?page_size=50&asked={}",
        "API detail": f"/api/v1/rfcs/{busy.pk}/?asked={{}}",
        "API list, asked again": "/api/v1/rfcs/?page_size=50",
        "API list, 304": "/api/v1/rfcs/?page_size=50",
    }


def _queries(path: str) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    client.get(path.format(1))
    with CaptureQueriesContext(connection) as captured:
        client.get(path.format(2))
    return len(captured)


def _serve(application: str, others: list[int]) -> Server:
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    command += ["--blocking-threads", "4", "--no-ws", "--log-level", "error"]
    process = subprocess.Popen([*command, application])
    wait_for(port)
    return Server(process, port, [process.pid, *others])


def _rounds(
    addresses: dict[str, str], raw: Server, real: Server, options: argparse.Namespace
) -> dict[str, Cost]:
    """Ask every address in turn, round by round; keep the median of each."""
    seen: dict[str, list[Cost]] = {}
    for _ in range(options.rounds):
        for name, path in {"raw WSGI answer": "/", **addresses}.items():
            server = raw if name.startswith("raw") else real
            headers = _condition(server, path) if name.endswith("304") else {}
            _ask(server, path, headers, WARM_UP)
            cost = _cost(server, path, headers, options.requests)
            seen.setdefault(name, []).append(cost)
    return {
        name: sorted(costs, key=lambda cost: cost.cpu)[len(costs) // 2]
        for name, costs in seen.items()
    }


def _condition(server: Server, path: str) -> dict[str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", path)
    etag = connection.getresponse().getheader("ETag")
    if etag is None:
        raise SystemExit(f"{path} has no ETag")
    return {"If-None-Match": etag}


def _cost(server: Server, path: str, headers: dict[str, str], count: int) -> Cost:
    before, began = processes.seconds(server.roots), time.monotonic()
    size, packed = _ask(server, path, headers, count)
    wall = time.monotonic() - began
    cpu = processes.seconds(server.roots) - before
    return Cost(cpu / count * 1000, wall / count * 1000, size, packed)


def _ask(
    server: Server, path: str, headers: dict[str, str], count: int
) -> tuple[int, int]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    wanted = 304 if headers else 200
    body = b""
    for number in range(count):
        # A new address each time where the answer must not come from memory.
        asked = path.format(f"{id(connection)}-{number}")
        connection.request("GET", asked, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != wanted:
            raise SystemExit(f"{path} answered {answer.status}: {body[:300]!r}")
    return len(body), len(gzip.compress(body, 6))


def _print_json(costs: dict[str, Cost], queries: dict[str, int]) -> None:
    document = {
        name: {**asdict(cost), "queries": queries.get(name), "raw": None}
        for name, cost in costs.items()
    }
    print(json.dumps(document))


def _print_table(costs: dict[str, Cost], queries: dict[str, int]) -> None:
    floor = costs["raw WSGI answer"].cpu
    heads = ("CPU ms", "budget", "x raw", "wall ms", "queries", "bytes", "gzip")
    print(f"{'page':24}" + "".join(f"{head:>9}" for head in heads))
    for name, cost in costs.items():
        budget = BUDGET_MS.get(name, "")
        print(
            f"{name:24}{cost.cpu:9.2f}{budget:>9}{cost.cpu / floor:9.0f}"
            f"{cost.wall:9.2f}{queries.get(name, ''):>9}{cost.size:9}{cost.packed:9}"
        )


if __name__ == "__main__":
    sys.exit(main())
