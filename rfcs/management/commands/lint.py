"""``manage.py lint PATH``: what an import would complain about, for a project's CI."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import AlthingError
from rfcs import lint
from rfcs.formats.registry import NAMES


class Command(BaseCommand):
    """Read the proposals of a directory and print their problems."""

    help = "Check the proposals below PATH; exit 1 if there is an error or a warning."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the directory, the style and the form of the output."""
        parser.add_argument("path", type=Path, metavar="PATH")
        parser.add_argument(
            "--format", choices=("text", "json", "sarif"), default="text"
        )
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--style", choices=NAMES, default="auto")
        parser.add_argument("--paths", default="", metavar="GLOBS")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings; exit 1 when one is more than a note, 2 on misuse."""
        try:
            report = lint.examine(
                options["path"], format=options["style"], paths=options["paths"]
            )
        except AlthingError as error:
            raise CommandError(error.message, returncode=2) from None
        self.stdout.write(_written(report, options))
        worst = len(report.worst())
        if worst:
            raise CommandError(f"{worst} problem{'s' if worst > 1 else ''} to mend.")


def _written(report: lint.Report, options: dict[str, Any]) -> str:
    if options["format"] == "sarif":
        help_at = settings.PUBLIC_URL.rstrip("/")
        return json.dumps(lint.as_sarif(report, help_at=help_at), indent=1)
    if options["json"] or options["format"] == "json":
        found = [
            {
                "code": each.code,
                "level": each.level,
                "path": each.path,
                "line": each.line,
                "message": each.message,
            }
            for each in report.findings
        ]
        return json.dumps({"documents": report.documents, "problems": found})
    return lint.as_text(report)
