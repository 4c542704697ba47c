"""``python -m bench.evidence REPOSITORY``: rules for evidence over a real repository.

REPOSITORY is a bare git repository on this machine; it is only read. On a private
database the project gets ``RULES`` milestones with one rule each, of every kind in
turn, and is checked three times: for the first time, with nothing new, and after one
new tag. Each time is printed, and what one rule costs.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

HEAD_REF = "refs/mirror/head"


def report(what: str, value: object) -> None:
    """Print one line."""
    print(f"{what:<52}{value!s:>16}")


def git(path: Path, *words: str) -> str:
    """Run git in the repository; return its output, stripped."""
    done = subprocess.run(
        ["git", "-C", str(path), *words],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def rules_for(number: int, files: list[str], tags: list[str]) -> dict[str, object]:
    """Return a rule that differs with ``number``: some hold, some do not."""
    file = files[number * 37 % len(files)]
    folder = file.rpartition("/")[0]
    kinds: list[dict[str, object]] = [
        {"kind": "path", "pattern": file, "at": "*"},
        {"kind": "path", "pattern": f"{folder or '**'}/*", "at": "*"},
        {"kind": "path", "pattern": f"**/absent_{number}.c", "at": "*"},
        {"kind": "tag", "pattern": tags[number % len(tags)]},
        {"kind": "commit", "pattern": f"m{number}", "at": "*"},
        {"kind": "line", "pattern": file, "line": "*import*", "at": "*"},
    ]
    return kinds[number % len(kinds)] | {"repository": "bench"}


def main() -> None:
    """Build the world, check it, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--rules", type=int, default=120)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        os.environ["DATA_DIR"] = scratch
        os.environ["SAMPLE"] = "0"
        django.setup()
        measure(chosen.repository, chosen.rules, Path(scratch))


def measure(source: Path, count: int, scratch: Path) -> None:
    """Measure the three checks."""
    from django.core.management import call_command
    from django.utils import timezone

    from mirror import repositories
    from mirror.models import Project, Repository
    from roadmap.evidence import gathering
    from roadmap.evidence.models import Check, Evidence
    from roadmap.models import Milestone

    call_command("migrate", verbosity=0)
    now = timezone.now()
    project = Project.objects.create(slug="bench", name="Bench", created_at=now)
    row = Repository.objects.create(
        project=project,
        name="bench",
        url="https://example.org/bench",
        holds_code=True,
        head_oid=git(source, "rev-parse", "HEAD"),
        added_at=now,
        fetched_at=now,
    )
    path = repositories.mirror_path(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    git(source, "clone", "--quiet", "--bare", "--shared", str(source), str(path))
    git(path, "update-ref", HEAD_REF, row.head_oid)
    tags = git(path, "tag", "--sort=creatordate").split("\n")
    files = git(path, "ls-tree", "-r", "--name-only", tags[-1]).split("\n")
    git(path, "tag", "-d", tags[-1])
    report("commits that tags reach", git(path, "rev-list", "--count", "--tags"))
    report("tags", len(tags) - 1)
    Milestone.objects.bulk_create(
        Milestone(
            project=project,
            repository=row,
            key=f"m{number}",
            path=f"m{number}.yaml",
            format="althing",
            title=f"Milestone {number}",
            rules=[rules_for(number, files, tags[:-1])],
            proof="open",
            said="planned",
            commit_oid=row.head_oid,
            blob_oid=row.head_oid,
        )
        for number in range(count)
    )

    def check(what: str) -> None:
        started = time.perf_counter()
        cpu = time.process_time()
        done = gathering.check(project)
        seconds = time.perf_counter() - started
        report(what, f"{seconds:.2f} s")
        report("  of it processor time", f"{time.process_time() - cpu:.2f} s")
        report("  rules asked, evidence found", f"{done.rules}, {done.found}")

    check("first check")
    check("again, nothing new")
    last = git(source, "rev-list", "-1", tags[-1])
    git(path, "tag", tags[-1], last)
    check(f"again, one new tag ({tags[-1]})")
    states = Check.objects.values_list("state", flat=True)
    report("rules that hold", f"{list(states).count('fresh')} of {len(states)}")
    report("pieces of evidence", Evidence.objects.count())
    report("load of the machine", f"{os.getloadavg()[0]:.2f}")
    shutil.rmtree(path)


if __name__ == "__main__":
    main()
    sys.exit(0)
