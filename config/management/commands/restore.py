"""``manage.py restore DIR``."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import archive
from core.errors import AlthingError


class Command(BaseCommand):
    """See ``config.archive``."""

    help = "restore: database, mirrors and keys, one directory."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the directory."""
        parser.add_argument("directory", type=Path)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say what was done."""
        try:
            manifest = archive.restore(options["directory"])
        except AlthingError as error:
            raise CommandError(error.message) from None
        if options["json"]:
            self.stdout.write(json.dumps(manifest))
        else:
            self.stdout.write(
                f"{manifest['rows']} rows, ledger of {manifest['ledger_size']} entries"
            )
