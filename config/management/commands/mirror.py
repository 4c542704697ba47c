"""``manage.py mirror``: add public repositories, bring them up to date, retire them."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.text import slugify

from config import pipeline
from core.errors import AlthingError
from mirror import projects, remotes, repositories, webhooks
from mirror.models import Repository
from mirror.process import Progress
from rfcs import retiring, series
from rfcs.formats import registry


class Command(BaseCommand):
    """Add, sync and retire mirrored repositories."""

    help = "Mirror public git repositories."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one of four acts and its own arguments."""
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        add = acts.add_parser("add", help="register a repository, fetch, import")
        add.add_argument("url", metavar="URL")
        add.add_argument("--project", default="", metavar="SLUG")
        add.add_argument("--name", default="", metavar="SLUG")
        add.add_argument("--holds", default="rfcs", metavar="rfcs,roadmap,code")
        add.add_argument(
            "--format", default="auto", choices=(*registry.NAMES, series.FORMAT)
        )
        add.add_argument("--paths", default="", metavar="GLOB")
        add.add_argument("--proposals", default="", metavar="REFGLOB")
        sync = acts.add_parser("sync", help="fetch and import what is new")
        sync.add_argument("names", nargs="*", metavar="NAME")
        sync.add_argument("--all", action="store_true")
        retire = acts.add_parser("retire", help="fetch a repository no longer")
        retire.add_argument("name", metavar="NAME")
        retire.add_argument("--reason", default="retired by the operator")
        hook = acts.add_parser("hook", help="show a repository's webhook and secret")
        hook.add_argument("name", metavar="NAME")
        for act in (add, sync, retire, hook):
            act.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the act; a refusal is one sentence on standard error and exit 1."""
        try:
            getattr(self, f"_{options['act']}")(options)
        except AlthingError as error:
            raise CommandError(error.message) from error

    def _add(self, options: dict[str, Any]) -> None:
        holds = tuple(w.strip() for w in options["holds"].split(",") if w.strip())
        remote = remotes.parse(options["url"])
        short = slugify(remote.owner or remote.repository)[:60]
        with transaction.atomic():
            repository = repositories.add(
                options["url"],
                project=projects.ensure(options["project"] or short or "project"),
                name=options["name"],
                holds=holds,
                format=options["format"],
                paths=options["paths"],
                proposals=options["proposals"],
            )
        self._sync_these([repository], as_json=options["json"], alone=True)

    def _sync(self, options: dict[str, Any]) -> None:
        names = options["names"]
        if bool(names) == options["all"]:
            raise CommandError("Name repositories, or give --all.", returncode=2)
        active = list(Repository.objects.active())
        found = [r for r in active if options["all"] or r.name in names]
        missing = sorted(set(names) - {r.name for r in found})
        if missing:
            raise CommandError(f"No repository is called {', '.join(missing)}.")
        alone = len(found) == 1 and not options["all"]
        self._sync_these(found, as_json=options["json"], alone=alone)

    def _retire(self, options: dict[str, Any]) -> None:
        repository = self._named(options["name"])
        freed = retiring.retire(repository, reason=options["reason"])
        if options["json"]:
            answer = {"repository": repository.name, "freed": freed}
            self.stdout.write(json.dumps(answer))
        else:
            self.stdout.write(
                f"{repository.name} is fetched no longer; {freed:,} bytes are free. "
                "Its RFCs and decisions stay."
            )

    def _hook(self, options: dict[str, Any]) -> None:
        repository = self._named(options["name"])
        addresses = webhooks.addresses(repository)
        if options["json"]:
            answer = {"addresses": addresses, "secret": repository.hook_secret}
            self.stdout.write(json.dumps(answer))
            return
        for forge, address in addresses.items():
            self.stdout.write(f"{forge:8} {address}")
        self.stdout.write(f"secret   {repository.hook_secret}")

    def _named(self, name: str) -> Repository:
        repository = Repository.objects.active().filter(name=name).first()
        if repository is None:
            raise CommandError(f"No repository is called {name}.")
        return repository

    def _sync_these(
        self, found: list[Repository], *, as_json: bool, alone: bool
    ) -> None:
        reports = []
        for repository in found:
            bar = self._bar(repository.name)
            report = pipeline.sync(repository, progress=bar)
            if bar:
                self.stderr.write("\r\x1b[K", ending="")
            for sentence in report.failures:
                self.stderr.write(f"{repository.name}: {sentence}")
            if not as_json:
                self.stdout.write(_in_words(report))
            reports.append(report)
        if as_json:
            answers = [report.as_json() for report in reports]
            self.stdout.write(json.dumps(answers[0] if alone else answers))
        failed = [report.repository for report in reports if report.failures]
        if failed:
            raise CommandError(f"Not up to date: {', '.join(failed)}.")

    def _bar(self, name: str) -> Progress | None:
        if not sys.stderr.isatty():
            return None

        def show(stage: str, done: int, whole: int) -> None:
            filled = 24 * done // max(whole, 1)
            bar = "=" * filled + " " * (24 - filled)
            line = f"\r{name}: {stage} [{bar}] {done:,} of {whole:,}\x1b[K"
            self.stderr.write(line, ending="")
            self.stderr.flush()

        return show


def _in_words(report: pipeline.SyncReport) -> str:
    head = report.head[:12] or "nothing yet"
    lines = [
        f"{report.repository} is at {head}: {report.documents:,} documents, "
        f"{report.revisions:,} revisions and {report.commits:,} commits are new "
        f"({report.seconds:.1f} s)."
    ]
    for problem in report.problems[:20]:
        place = f"{problem['path']}: " if problem["path"] else ""
        lines.append(f"  {place}{problem['message']} [{problem['code']}]")
    if len(report.problems) > 20:
        lines.append(f"  and {len(report.problems) - 20:,} more problems.")
    return "\n".join(lines)
