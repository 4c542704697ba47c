"""``manage.py worker``: the embedded worker and timetable."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config import worker
from config.celery import app


class Command(BaseCommand):
    """Do jobs and keep the timetable, without a broker of its own."""

    help = "Run the embedded worker and timetable (no Redis needed)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the number of jobs done at once."""
        parser.add_argument("--concurrency", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until told to stop."""
        worker.run(app, concurrency=options["concurrency"])
