"""``manage.py contributions``: who contributed what to a project."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contributors.models import Contribution
from contributors.standings import Standing, standings, totals
from mirror.models import Project

KINDS = [str(kind) for kind in Contribution.Kind.values]


class Command(BaseCommand):
    """Print a line for each person: contributions by kind, points, the rest."""

    help = "Show who contributed what, by kind, with totals."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the project, how many lines, and ``--json``."""
        parser.add_argument("project")
        parser.add_argument("--top", type=int, metavar="N", help="only the first N")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the standings and their totals."""
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        if options["top"] is not None and options["top"] < 1:
            raise CommandError("--top takes a number of at least 1.", returncode=2)
        everybody = standings(project)
        shown, sums = everybody[: options["top"]], totals(everybody)
        if options["json"]:
            answer = {
                "project": project.slug,
                "contributors": [standing.as_json() for standing in shown],
                "totals": sums,
            }
            self.stdout.write(json.dumps(answer))
            return
        width = max((len(each.name) for each in shown), default=0)
        heads = " ".join(f"{kind:>11}" for kind in KINDS)
        self.stdout.write(f"{'':{width}} {'points':>8} {heads}")
        for each in shown:
            self.stdout.write(_line(each, width))
        uncounted = sum(sums["not_counted"].values())
        self.stdout.write(
            f"{sums['people']} people, {sums['points']} points, "
            f"{sum(sums['counted'].values())} contributions counted, "
            f"{uncounted} not: {_listed(sums['not_counted'])}"
        )


def _line(each: Standing, width: int) -> str:
    counts = " ".join(f"{each.counted.get(kind, 0):>11}" for kind in KINDS)
    return f"{each.name:{width}} {each.points:>8} {counts}"


def _listed(reasons: dict[str, int]) -> str:
    words = [f"{reason} {number}" for reason, number in reasons.items()]
    return ", ".join(words) or "none"
