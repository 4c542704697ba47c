"""``manage.py organisation``: enter an organisation in the register."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contributors import identity
from core.errors import AlthingError


class Command(BaseCommand):
    """Enter organisations, so that people can declare whom they work for."""

    help = "Enter an organisation: organisation add NAME."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the act and the name."""
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        add = acts.add_parser("add", help="enter an organisation")
        add.add_argument("name", metavar="NAME")
        add.add_argument("--slug", default="", metavar="SLUG")
        add.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Enter it, or find it entered."""
        try:
            found = identity.add_organisation(
                options["name"], by=None, slug=options["slug"]
            )
        except AlthingError as error:
            raise CommandError(error.message) from None
        answer = {"slug": found.slug, "name": found.name}
        self.stdout.write(
            json.dumps(answer)
            if options["json"]
            else f"{found.name} is in the register as {found.slug}."
        )
