"""``python -m bench.search``: how long a search takes among 50,000 texts.

Fills a private database with 10,000 RFCs of some 900 words and 40,000 comments, asks
each question many times through the function behind the page and the API, and prints
the median and the slowest. ``--on sqlite`` or ``--on postgres``.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import django

from tests.servers import start_postgres

BUDGET_MS = 1_000.0
START = datetime(2020, 1, 1, tzinfo=UTC)
COMMON = """
the scheduler hands each queue a share of device memory and takes it back when lease
of its owner ends so that no process can hold it for ever driver licence
""".split()  # noqa: SIM905
QUESTIONS = {
    "a word in every text": "memory",
    "two words in every text": "memory lease",
    "a phrase in every text": '"device memory"',
    "a rare word": "rare77",
    "a beginning": "rare7*",
    "a beginning that fits all": "s*",
    "a number": "RFC 4711",
    "words of a title": "proposal queue rare12",
    "all but": "memory -rare5",
    "only without": "-memory",
    "no text has it": "nowheretobefound",
    "one kind, one year": "memory kind:comment year:2021",
    "by an author": 'memory author:"Person 7"',
    "sixteen words": " ".join(COMMON[:16]),
}


def main() -> int:
    """Measure and print; exit 1 when a question takes too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--on", choices=["postgres", "sqlite"], default="postgres")
    parser.add_argument("--documents", type=int, default=50_000)
    parser.add_argument("--times", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="althing-bench-") as directory:
        _prepare(Path(directory), options.on)
        _fill(options.documents)
        return _measure(options.times)


def _prepare(directory: Path, engine: str) -> None:
    for name in ("REDIS_URL", "DATABASE_URL"):
        os.environ.pop(name, None)
    os.environ |= {"DATA_DIR": str(directory), "SECRET_KEY": "bench", "SAMPLE": "0"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    if engine == "postgres":
        os.environ["DATABASE_URL"] = start_postgres(directory)
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], check=True)
    django.setup()


def _fill(count: int) -> None:
    from django.db import connection, transaction

    from mirror.models import Project
    from search import index
    from search.made import By, Made
    from search.models import Document

    began = time.monotonic()
    project = Project.objects.create(slug="bench", name="Bench", created_at=START)
    for first in range(0, count, 1_000):
        made = []
        for n in range(first, min(first + 1_000, count)):
            # A fifth are RFCs; every thousand rows of one kind, as imports write them.
            is_rfc = first // 1_000 % 5 == 0
            row = Document(
                kind="rfc" if is_rfc else "comment",
                key=n,
                project=project,
                number=str(n) if is_rfc else "",
                sought_number=str(n) if is_rfc else "",
                title=f"A proposal on queues and rare{n % 100}, no. {n}",
                body=_text(n, 900 if is_rfc else 60),
                state=("draft", "review", "accepted", "closed")[n % 4],
                year=2020 + n % 7,
                url=f"/rfcs/bench/{n}/",
                happened_at=START + timedelta(minutes=n),
                version="1",
            )
            heading = f"rfc {n} {row.title}" if is_rfc else ""
            made.append(Made(row, heading, [By(f"Person {n % 200}")]))
        with transaction.atomic():
            index._put(made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
    seconds = time.monotonic() - began
    print(f"{connection.vendor}: {count} texts taken in, in {seconds:.0f} s")


def _text(n: int, length: int) -> str:
    """Return common words in an order of their own, and some that few texts have."""
    seed = sha256(str(n).encode()).digest()
    words = [COMMON[(seed[k % 32] + k * 7) % len(COMMON)] for k in range(length)]
    words[length // 2] = f"rare{n % 100}"
    return f"Device memory, lease. {' '.join(words)}."


def _measure(times: int) -> int:
    from search import finding
    from search.query import parse

    slowest = 0.0
    load = os.getloadavg()[0]
    print(f"load {load:.1f}; processor time is this process's, as SQLite's is")
    print(f"{'question':28} {'found':>8} {'median':>9} {'slowest':>9} {'processor':>9}")
    for name, typed in QUESTIONS.items():
        spent, used = [], time.process_time()
        for _ in range(times):
            began = time.perf_counter()
            results = finding.find(parse(typed))
            spent.append((time.perf_counter() - began) * 1000)
        used = (time.process_time() - used) * 1000 / times
        slowest = max(slowest, statistics.median(spent))
        count = f"{results.count}" if results.counted else f">{results.count}"
        median = statistics.median(spent)
        times_ms = f"{median:>6.0f} ms {max(spent):>6.0f} ms {used:>6.0f} ms"
        print(f"{name:28} {count:>8} {times_ms}")
    over = slowest > BUDGET_MS
    print(f"slowest median {slowest:.0f} ms, budget {BUDGET_MS:.0f} ms")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
