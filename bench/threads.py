"""``python -m bench.threads``: what an RFC page costs with 20 and with 500 threads.

Every thread was written on the first of two revisions and carried to the second,
in which every third paragraph reads otherwise. Prints the queries, the bytes, and the
time to the first byte, median and 99th percentile, over one connection to the
production server; exit 1 when the numbers of queries differ.
"""

import argparse
import gzip
import http.client
import sys
import tempfile
import time
from pathlib import Path

from bench import pages

COUNTS = (20, 500)
PARAGRAPHS = 120


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--on", choices=["postgres", "sqlite"], default="postgres")
    parser.add_argument("--requests", type=int, default=300)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="althing-bench-") as directory:
        others = pages._prepare(Path(directory), options.on)
        return _measure(others, options.requests)


def _measure(others: list[int], requests: int) -> int:
    import django

    django.setup()
    from django.db import connection

    addresses, seconds = _fill()
    queries = {count: pages._queries(path) for count, path in addresses.items()}
    connection.close()
    server = pages._serve("config.wsgi:application", others)
    print(
        f"{'threads':>8}{'queries':>9}{'bytes':>9}{'gzip':>8}{'p50 ms':>9}{'p99 ms':>9}"
    )
    try:
        for count, path in addresses.items():
            body, times = _ask(server.port, path, requests)
            p50, p99 = (1e3 * times[int(len(times) * share)] for share in (0.5, 0.99))
            packed = len(gzip.compress(body, 6))
            print(
                f"{count:8}{queries[count]:9}{len(body):9,}{packed:8,}"
                f"{p50:9.1f}{p99:9.1f}"
            )
    finally:
        server.process.terminate()
        server.process.wait()
    print(f"carrying {max(COUNTS)} threads to the next revision: {seconds:.2f} s")
    return len(set(queries.values())) - 1


def _ask(port: int, path: str, count: int) -> tuple[bytes, list[float]]:
    """Ask many times; the first few, which warm the server, do not count."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    times: list[float] = []
    body = b""
    for _ in range(count + 20):
        began = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        times.append(time.perf_counter() - began)
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}")
    return body, sorted(times[20:])


def _fill() -> tuple[dict[int, str], float]:
    """Write two RFCs with their threads; return their pages and the carrying's time."""
    from bench.world import START, fill
    from contributors.models import Contributor
    from rfcs import projections
    from rfcs.models import Rfc, Thread

    wanted = len(COUNTS) + 1
    busy = fill(rfcs=wanted, revisions=2 * wanted, comments=wanted)
    people = list(Contributor.objects.all()[:50])
    addresses: dict[int, str] = {}
    seconds = 0.0
    alike = Rfc.objects.exclude(pk=busy.pk).order_by("pk")
    for rfc, count in zip(alike, COUNTS, strict=True):
        first, second = rfc.revisions.order_by("index")
        blocks = _text(first, "as it was")
        _text(second, "otherwise")
        threads = Thread.objects.bulk_create(
            Thread(
                rfc=rfc,
                revision=first,
                started_by=people[n % 50],
                started_at=START,
                block=blocks[n % len(blocks)]["id"],
                quote=blocks[n % len(blocks)]["text"],
            )
            for n in range(count)
        )
        _comment(rfc, threads, people)
        began = time.perf_counter()
        projections.project(rfc)
        seconds = time.perf_counter() - began
        addresses[count] = rfc.get_absolute_url()
    return addresses, seconds


def _comment(rfc: object, threads: list[object], people: list[object]) -> None:
    from bench.world import SENTENCE, START
    from core.markup import render_comment
    from rfcs.models import Comment, Rfc

    Comment.objects.bulk_create(
        Comment(
            rfc=rfc,
            thread=thread,
            author=people[n % 50],
            body=SENTENCE,
            html=render_comment(SENTENCE),
            posted_at=START,
        )
        for n, thread in enumerate(threads)
    )
    Rfc.objects.filter(pk=rfc.pk).update(comment_count=len(threads))


def _text(revision: object, ending: str) -> list[dict[str, str]]:
    """Give a revision its text, every third paragraph with this ending."""
    from bench.world import SENTENCE
    from core.markup import RENDERER, render
    from rfcs.models import Text

    source = "\n\n".join(
        f"{SENTENCE}Paragraph {n} of {PARAGRAPHS}{', ' + ending if n % 3 == 0 else ''}."
        for n in range(PARAGRAPHS)
    )
    rendered = render(source, "markdown")
    Text.objects.update_or_create(
        blob_oid=revision.blob_oid,
        markup="markdown",
        defaults={
            "renderer": RENDERER,
            "source": source,
            "html": rendered.html,
            "outline": rendered.outline,
            "blocks": rendered.blocks,
        },
    )
    return rendered.blocks


if __name__ == "__main__":
    sys.exit(main())
