"""``manage.py doctor``: every dependency, key, queue and mirror, one line each."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import checkup


class Command(BaseCommand):
    """Look at everything that the service needs and say what is wrong."""

    help = "Check every dependency, key, queue and mirror; exit 1 if one is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take ``--json`` and the name of one check."""
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--only", choices=sorted(checkup.CHECKS))

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings; exit 1 when one of them is bad."""
        findings = checkup.examine(only=options["only"])
        if options["json"]:
            self.stdout.write(json.dumps([asdict(finding) for finding in findings]))
        else:
            for finding in findings:
                mark = "ok   " if finding.ok else "WRONG"
                self.stdout.write(f"{mark} {finding.name}: {finding.detail}")
        wrong = [finding.name for finding in findings if not finding.ok]
        if wrong:
            raise CommandError(f"Wrong: {', '.join(wrong)}.")
