"""``python -m bench.roadmap``: an edition of 500 lines, built, published and read.

Fills a private database with two years of milestones, of which every second rests on
an RFC, and prints what drafting, publishing, writing every file again and comparing
take, and for each page its queries, time, size and compressed size.
"""

import argparse
import gzip
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

YEAR = 2026


def main() -> int:
    """Measure and print one line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        os.environ.update(
            DATA_DIR=directory,
            SECRET_KEY="bench",  # noqa: S106  of a private database
            SAMPLE="0",
            DJANGO_SETTINGS_MODULE="config.settings",
            ALLOWED_HOSTS="testserver",
        )
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{directory}/bench.sqlite3")
        django.setup()
        _measure(options.lines, Path(directory))
    return 0


def _measure(lines: int, directory: Path) -> None:
    from django.core.management import call_command
    from django.urls import reverse

    from ledger import keys
    from roadmap import comparison, delivery, editions, freezing

    call_command("migrate", verbosity=0, interactive=False)
    keys.create()
    reverse("roadmap:index")  # what a server has loaded long before
    project, maintainer = _fill(lines)
    draft = _timed(
        f"draft of {lines} lines",
        lambda: editions.draft_edition(project, year=YEAR, by=maintainer),
    )
    first = _timed("publish 2026.0", lambda: editions.publish(draft, by=maintainer))
    _another_year(project)
    coming = _timed(
        "draft the next year, carried over",
        lambda: editions.draft_edition(project, year=YEAR + 1, by=maintainer),
    )
    second = _timed("publish 2027.0", lambda: editions.publish(coming, by=maintainer))
    again = _timed("write every file again", lambda: freezing.written_again(first))
    for kind, data in again.items():
        packed = len(gzip.compress(data, mtime=0)) / 1024
        print(f"  roadmap.{kind}: {len(data) / 1024:,.0f} KiB, {packed:,.0f} packed")
    _timed(
        "compare the two years",
        lambda: comparison.compare(_document(first), _document(second)),
    )
    _timed("git repository with two signed tags", lambda: delivery.build(project))
    size = sum(file.stat().st_size for file in directory.glob("*.sqlite3")) >> 20
    print(f"  database: {size} MiB")
    amended = editions.draft_edition(project, year=YEAR + 1, by=maintainer)
    _pages(maintainer, amended.year)


def _pages(maintainer: Any, year: int) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    reader, editor = Client(), Client()
    editor.force_login(maintainer)
    pages = [
        (reader, "/roadmap/2026.0/"),
        (reader, "/roadmap/2026.0/?view=board"),
        (reader, "/roadmap/2026.0/?view=board&by=quarter"),
        (reader, "/roadmap/2026.0/?view=timeline"),
        (reader, "/roadmap/2027.0/"),
        (reader, "/roadmap/bench/2026.0/compare/2027.0/"),
        (reader, "/roadmap/bench/2026.0/roadmap.json"),
        (reader, "/roadmap/bench/2026.0/roadmap.pdf"),
        (reader, "/roadmap/bench/2026.0/lines/m0/"),
        (reader, "/roadmap/bench/2026.0/widget/"),
        (reader, f"/roadmap/bench/{year}/draft/"),
        (editor, f"/roadmap/bench/{year}/draft/"),
    ]
    for client, path in pages:
        began = time.process_time()
        client.get(path)
        first = 1000 * (time.process_time() - began)
        times = []
        for _ in range(5):
            with CaptureQueriesContext(connection) as queries:
                began = time.process_time()
                response = client.get(path)
                times.append(1000 * (time.process_time() - began))
        assert response.status_code == 200, (path, response.status_code)
        body = response.content
        packed = len(gzip.compress(body, mtime=0)) / 1024
        who = " (maintainer)" if client is editor else ""
        print(
            f"  {path}{who}: {len(queries)} queries, {sorted(times)[2]:.0f} ms CPU, "
            f"first {first:.0f}, {len(body) / 1024:,.0f} KiB, {packed:,.0f} packed"
        )


def _fill(lines: int) -> tuple[Any, Any]:
    from django.utils import timezone

    from contributors.models import Contributor, User
    from governance.models import Role
    from mirror.models import Project, Repository
    from roadmap.models import Milestone, Track

    now = timezone.now()
    project = Project.objects.create(slug="bench", name="Bench", created_at=now)
    user = User.objects.create_user("mia@example.org")
    person = Contributor.objects.create(name="Mia", user=user, created_at=now)
    Role.objects.create(
        project=project, contributor=person, name="maintainer", granted_at=now
    )
    repository = Repository.objects.create(
        project=project,
        name="roadmap",
        url="https://example.org/roadmap.git",
        holds_roadmap=True,
        added_at=now,
    )
    tracks = [
        Track(project=project, slug=f"track-{n}", title=f"Track {n}", position=n)
        for n in range(8)
    ]
    Track.objects.bulk_create(tracks)
    rfcs = _rfcs(project, repository, lines // 2, now)
    words = "Runs without the old shim on every machine that the project supports. "
    Milestone.objects.bulk_create(
        Milestone(
            project=project,
            repository=repository,
            track=tracks[n % 8],
            key=f"m{n}",
            path=f"milestones/m{n}.yaml",
            format="althing",
            title=f"Milestone number {n} of the year",
            summary=words * 4,
            summary_html=f"<p>{words * 4}</p>",
            owner=f"Owner {n % 40}",
            target=f"{YEAR}-Q{n % 4 + 1}",
            target_kind="quarter",
            target_date=f"{YEAR}-{3 * (n % 4) + 3:02}-28",
            confidence=("committed", "planned", "exploring")[n % 3],
            status="in-progress",
            state="active",
            criteria=["It boots", "It is documented", "Its tests pass"],
            dependencies=[f"m{n - 1}"] if n % 5 == 1 else [],
            rfc=rfcs[n // 2] if n % 2 == 0 and n // 2 < len(rfcs) else None,
            commit_oid=f"{n:040x}",
            blob_oid=f"{n + 7:040x}",
            committed_at=now,
        )
        for n in range(lines)
    )
    return project, user


def _rfcs(project: Any, repository: Any, count: int, now: Any) -> list[Any]:
    from rfcs.models import Revision, Rfc

    rows = Rfc.objects.bulk_create(
        Rfc(
            project=project,
            repository=repository,
            slug=f"{n}",
            number=str(n),
            number_sort=n,
            path=f"rfcs/{n:04}.md",
            format="althing",
            title=f"Proposal {n}",
            status="Accepted",
            changed_at=now,
        )
        for n in range(count)
    )
    revisions = Revision.objects.bulk_create(
        Revision(
            rfc=row,
            index=1,
            commit_oid=f"{row.pk:040x}",
            blob_oid=f"{row.pk:040x}",
            path=row.path,
            markup="markdown",
            title=row.title,
            author_name="Ada",
            author_email="ada@example.org",
            subject="rfc: Say it",
            committed_at=now,
        )
        for row in rows
    )
    for row, revision in zip(rows, revisions, strict=True):
        row.current_revision = revision
    Rfc.objects.bulk_update(rows, ["current_revision"], batch_size=200)
    return rows


def _another_year(project: Any) -> None:
    """A third is done, a third slips, a third goes on."""
    from roadmap.models import Milestone

    rows = list(Milestone.objects.filter(project=project).order_by("pk"))
    for n, row in enumerate(rows):
        if n % 3 == 0:
            row.state = row.status = "done"
        else:
            row.target = f"{YEAR + 1}-Q{n % 4 + 1}"
            row.target_date = f"{YEAR + 1}-{3 * (n % 4) + 3:02}-28"
        if n % 10 == 1:
            row.summary = "Does less."
    Milestone.objects.bulk_update(
        rows,
        ["state", "status", "target", "target_date", "summary"],
        batch_size=200,
    )


def _document(edition: Any) -> Any:
    return json.loads(bytes(edition.json_bytes))


def _timed(name: str, act: Callable[[], Any]) -> Any:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        began, worked = time.perf_counter(), time.process_time()
        answer = act()
        seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    print(f"{name}: {seconds:.2f} s ({cpu:.2f} s CPU), {len(queries)} queries")
    return answer


if __name__ == "__main__":
    sys.exit(main())
