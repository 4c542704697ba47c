"""``manage.py count_votes FILE``: count a votes file without any database."""

import gc
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance import outcomes, tally
from governance.errors import GovernanceError
from governance.tally import Tally, blt


class Command(BaseCommand):
    """Count the votes in a file: the same answer on any machine."""

    help = "Count a votes file (JSON, or .blt for STV); needs no database."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, ``-`` for standard input."""
        parser.add_argument("file", help="votes file, .blt file, or - for input")
        parser.add_argument(
            "--rule", choices=("meek", "wigm"), help="how a .blt file is counted"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the tally; exit 1 with the place where the file is wrong."""
        try:
            result = _count(options["file"], options["rule"])
        except GovernanceError as error:
            raise CommandError(_printable(error.message)) from None
        if options["json"]:
            self.stdout.write(json.dumps(result.as_json(), indent=1))
        else:
            self.stdout.write("\n".join(map(_printable, _lines(result))))


def _count(name: str, rule: str | None) -> Tally:
    # Millions of small lists live until the end: looking for cycles among them
    # again and again would take most of the time.
    gc.disable()
    text = _read(name)
    if name.endswith(".blt"):
        return tally.count(blt.parse(text, rule=rule))
    if rule is not None:
        raise CommandError("--rule is for .blt files; a votes file names its own.")
    try:
        document = json.loads(text, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{name} is not JSON: {error}") from None
    return tally.count(tally.parse(document))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that says a thing twice: it is not for us to choose."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} stands twice in one object")
    return found


def _printable(text: str) -> str:
    """Return ``text`` without what would move a terminal or cannot be written."""
    if text.isprintable():
        return text
    escaped = (
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in text
    )
    return "".join(escaped)


def _read(name: str) -> str:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{name} is not UTF-8 text.") from None


def _lines(result: Tally) -> list[str]:
    told = outcomes.tell(result.method, result.figures, result.passed, result.winners)
    lines = [f"{result.method}: {told.sentence}"]
    if result.winners:
        lines.append(f"winners: {', '.join(result.winners)}")
    if result.ranking:
        groups = (" = ".join(group) for group in result.ranking)
        lines.append(f"ranking: {' > '.join(groups)}")
    lines += [f"dropped: {name}: {why}" for name, why in result.dropped.items()]
    if result.tie_break:
        lines.append(f"tie break: {result.tie_break}")
    lines += [
        f"  {step.what}: {step.working} -> {step.result}" for step in result.steps
    ]
    return lines
