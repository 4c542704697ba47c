"""``manage.py sample``: load the sample community, once."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import AlthingError
from demo import community, members, serve


class Command(BaseCommand):
    """Build, mirror and enliven the sample; again, it changes nothing."""

    help = "Load the sample community “Open Accelerator Stack”."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``--json``."""
        parser.add_argument("--json", action="store_true", help="print one document")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it and say what came of it."""
        started = time.monotonic()
        try:
            loaded = community.load(
                say=self.stderr.write if options["json"] else self._say
            )
        except AlthingError as error:
            raise CommandError(error.message) from error
        except OSError as error:
            raise CommandError(
                f"The sample's repositories cannot be served on port {serve.port()}: "
                f"{error}. Set SAMPLE_GIT_PORT to another one."
            ) from error
        seconds = round(time.monotonic() - started, 1)
        if options["json"]:
            self.stdout.write(
                json.dumps(
                    {
                        "project": loaded.project.slug,
                        "acts": loaded.acts,
                        "seconds": seconds,
                    }
                )
            )
        elif loaded.acts:
            self._say(f"sample: {loaded.acts} acts in {seconds} s")
            self._say(f"sample: every account has the password {members.PASSWORD}")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
