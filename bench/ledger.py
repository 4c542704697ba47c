"""How fast the ledger sequences, proves and verifies: .venv/bin/python bench/ledger.py

Works on a private database and key; ``DATABASE_URL`` chooses PostgreSQL, whose named
database must be empty. ``ENTRIES`` (100000) is the size at which receipts are timed.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENTRIES = int(os.environ.get("ENTRIES", "100000"))


def milliseconds(work: Callable[[int], object], times: int) -> list[float]:
    """Return how long each call took, sorted."""
    taken = []
    for number in range(times):
        start = time.perf_counter()
        work(number)
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)


def report(what: str, value: str, target: str = "") -> None:
    """Print one line."""
    print(f"{what:<52}{value:>16}  {target}")


def main(directory: Path) -> None:
    """Run everything and print the figures."""
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from core.ids import new_id
    from ledger import entries, keys, log, publication, verification
    from ledger.models import Pending
    from ledger.sources import DirectorySource

    call_command("migrate", verbosity=0)
    report("database", connection.vendor)

    def fill(count: int) -> None:
        ids = [new_id() for _ in range(count)]
        body = {"ballot": "ballot-7", "choice": "yes", "weight": "2500/1301"}
        Pending.objects.bulk_create(
            [
                Pending(
                    entry_id=i,
                    kind="vote.cast",
                    subject="rfc:42",
                    data=entries.draft(
                        "vote.cast", body, entry_id=i, subject="rfc:42", actor=i
                    ),
                    created_at=timezone.now(),
                )
                for i in ids
            ],
            batch_size=1000,
        )

    def one(number: int) -> None:
        log.append("log.note", {"number": number}, entry_id=new_id())
        log.sequence()

    one(0)
    both = milliseconds(one, 200)
    report("append to signed checkpoint, p50", f"{both[100]:.1f} ms")
    report("append to signed checkpoint, p95", f"{both[190]:.1f} ms", "< 50 ms")
    alone = milliseconds(
        lambda n: log.append("log.note", {"number": n}, entry_id=new_id()), 300
    )
    report("append alone, p95", f"{alone[285]:.1f} ms")
    log.sequence()
    for batch in (10, 100, 1000):
        rounds = max(3, 3000 // batch)
        seconds = 0.0
        for _ in range(rounds):
            fill(batch)
            start = time.perf_counter()
            log.sequence()
            seconds += time.perf_counter() - start
        goal = ">= 2,000/s" if batch == 1000 else ""
        rate = batch * rounds / seconds
        report(f"sequenced in batches of {batch}", f"{rate:,.0f}/s", goal)
    while (size := log.newest_checkpoint().size) < ENTRIES:
        fill(min(20_000, ENTRIES - size))
        log.sequence()
    size = log.newest_checkpoint().size
    proofs = milliseconds(lambda n: log.receipt(n * 9973 % size), 500)
    report(f"receipt at {size:,} entries, p50", f"{proofs[250]:.1f} ms")
    report(f"receipt at {size:,} entries, p95", f"{proofs[475]:.1f} ms", "< 20 ms")
    start = time.perf_counter()
    written = publication.export(directory / "log").written
    report(f"first export ({written} files)", f"{time.perf_counter() - start:.1f} s")
    one(1)
    start = time.perf_counter()
    written = publication.export(directory / "log").written
    taken = (time.perf_counter() - start) * 1000
    report(f"export of one more entry ({written} files)", f"{taken:.0f} ms")
    start = time.perf_counter()
    verification.verify(DirectorySource(directory / "log"), keys.load().verifier.vkey)
    report(f"verify all {size:,}", f"{time.perf_counter() - start:.1f} s", "< 5 s")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="althing-bench-") as name:
        os.environ["DATA_DIR"] = f"{name}/data"
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        (Path(name) / "data").mkdir()
        import django

        django.setup()
        main(Path(name))
