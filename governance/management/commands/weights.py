"""``manage.py weights``: each weight with the figures that make it."""

import json
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from contributors.mailmap import address_key
from contributors.models import Contributor, Identity
from governance import electorates
from governance.electorates import Electorate, Weight
from governance.explanations import Explanation, explain_in, explain_roll
from mirror.models import Project


class Command(BaseCommand):
    """Print the roll of a project, or the whole arithmetic of one person."""

    help = "Show every weight of a project, exact, with the figures that make it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the project, a person, a moment, and ``--json``."""
        parser.add_argument("project")
        parser.add_argument("--contributor", metavar="EMAIL")
        parser.add_argument("--at", metavar="TIME", help="a day or a time, UTC")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Weigh, and print."""
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        at = _moment(options["at"]) if options["at"] else timezone.now()
        electorate = electorates.electorate(project, at=at)
        if options["contributor"]:
            person = _person(options["contributor"])
            explanation = explain_in(electorate, person)
            if options["json"]:
                answer = electorate.as_json() | explanation.as_json()
                self.stdout.write(json.dumps(answer))
            else:
                self.stdout.write("\n".join(_told(explanation)))
            return
        if options["json"]:
            lines = [each.as_json() for each in explain_roll(electorate)]
            answer = electorate.as_json() | {"weights": lines}
            self.stdout.write(json.dumps(answer))
        else:
            self.stdout.write("\n".join(_roll(electorate)))


def _moment(text: str) -> datetime:
    try:
        if (day := parse_date(text)) is not None:
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        message = f"{text!r} is no time; write 2026-05-03 or 2026-05-03T12:00:00Z."
        raise CommandError(message, returncode=2)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _person(email: str) -> Contributor:
    identity = Identity.objects.filter(
        email=address_key(email), verified_at__isnull=False
    ).first()
    if identity is None or identity.contributor is None:
        raise CommandError(f"Nobody has verified the address {email}.")
    return identity.contributor


def _roll(electorate: Electorate) -> list[str]:
    capped = electorate.capped
    width = max((len(line.name) for line in electorate.weights), default=4)
    lines = [f"{'':{width}} {'earned':>8} {'weight':>10} {'share':>7}  organisation"]
    lines += [_line(electorate, line, width) for line in electorate.weights]
    lines.append(
        f"{len(electorate.weights)} voters, total {capped.total} of {capped.raw} "
        f"earned; at most {capped.organisation_cap} an organisation and "
        f"{capped.person_cap} a person{_remark(electorate)}"
    )
    return lines


def _line(electorate: Electorate, line: Weight, width: int) -> str:
    share = line.weight / electorate.capped.total
    return (
        f"{line.name:{width}} {line.raw:>8} {float(line.weight):>10.2f} "
        f"{float(share):>7.1%}  {line.organisation or line.affiliation}"
    )


def _remark(electorate: Electorate) -> str:
    if electorate.capped.heads:
        return "; too few take part for weights, so each counts the same."
    if electorate.capped.relaxed:
        return ", relaxed because so few take part."
    return "."


def _told(explanation: Explanation) -> list[str]:
    work, line = explanation.work, explanation.line
    capped = explanation.electorate.capped
    lines = [f"{explanation.contributor} in {explanation.electorate.project}"]
    for quarter in work.quarters:
        points = " + ".join(f"{n} {kind}" for kind, n in quarter.points.items())
        cut = f" - {quarter.cut} over the daily limit" if quarter.cut else ""
        lines.append(
            f"  {quarter.label}: ({points}{cut}) x {quarter.times} = {quarter.score}"
        )
    lines.append(f"  sum = {work.score}")
    lines.append(
        f"  earned = isqrt({work.scale} x {work.score}) = {work.weight}, from "
        f"{work.roles} contributions on {work.days} days"
    )
    if line is None:
        lines += [
            f"  not on the roll: {each.condition} {each.have}, needs {each.need}"
            for each in explanation.shortfalls
        ]
        return lines
    limit = f"{capped.person_cap} x {capped.total}"
    lines.append(f"  person cap {limit} = {capped.person_limit}: {line.limited}")
    if (group := explanation.group) is not None:
        lines.append(
            f"  {line.organisation or line.affiliation}: {group.limited} of at most "
            f"{capped.organisation_limit}, factor {line.factor}"
        )
    lines.append(f"  weight = {line.weight} = {float(line.weight):.2f}")
    return lines
