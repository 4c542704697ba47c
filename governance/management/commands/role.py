"""``manage.py role``: give an office of a project, and end it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import AlthingError
from governance import roles, staff
from governance.models import Role


class Command(BaseCommand):
    """Appoint maintainers and editors, by the e-mail address of their account."""

    help = "Give or end an office: role grant PROJECT EMAIL maintainer."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the act, the project, the person and the office."""
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        for name, help in (("grant", "give an office"), ("end", "end an office")):
            act = acts.add_parser(name, help=help)
            act.add_argument("project", metavar="PROJECT")
            act.add_argument("email", metavar="EMAIL")
            act.add_argument("name", metavar="OFFICE", choices=Role.Name.values)
            act.add_argument("--by", default="", metavar="EMAIL", help="who acts")
            act.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the act; a refusal is one sentence on standard error and exit 1."""
        do = {"grant": roles.grant, "end": roles.end}[options["act"]]
        try:
            role = do(
                staff.project(options["project"]),
                staff.person(options["email"]),
                options["name"],
                by=staff.acting(options["by"]),
            )
        except AlthingError as error:
            raise CommandError(error.message) from None
        answer = {
            "project": role.project.slug,
            "contributor": role.contributor.public_id,
            "role": str(role.name),
            "held": role.ended_at is None,
        }
        words = "is" if answer["held"] else "is no longer"
        self.stdout.write(
            json.dumps(answer)
            if options["json"]
            else f"{role.contributor} {words} {role.name} of {role.project}."
        )
