"""``manage.py serve``: everything in one process tree, as ``make run`` does it."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.supervisor import Part, Supervisor, python
from ledger import keys


class Command(BaseCommand):
    """Set up what is missing, then web, worker and timetable until Ctrl-C."""

    help = "Set up, then run web, worker and timetable in one process tree."

    def handle(self, *args: Any, **options: Any) -> None:
        """Set up and supervise."""
        self._say("database: applying migrations")
        call_command("migrate", interactive=False, verbosity=0)
        self._collect_static()
        keys.ensure()
        if settings.SAMPLE:
            call_command("sample")
        code = Supervisor(self._parts()).run(
            url=f"http://127.0.0.1:{settings.PORT}", say=self._say
        )
        if code:
            raise CommandError("The service could not be started.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _parts(self) -> list[Part]:
        web = Part(
            "web",
            python(
                *("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
                *("--port", str(settings.PORT), "--workers", "1"),
                *("--blocking-threads", "4", "--no-ws", "--log-level", "warning"),
                "config.wsgi:application",
            ),
        )
        manage = str(settings.BASE_DIR / "manage.py")
        if settings.REDIS_URL:
            celery = ("-m", "celery", "-A", "config")
            worker = Part("worker", python(*celery, "worker", "-l", "WARNING", "-c2"))
            state = settings.DATA_DIR / "timetable"
            beat = Part(
                "timetable", python(*celery, "beat", "-l", "WARNING", "-s", str(state))
            )
            parts = [web, worker, beat]
        else:
            parts = [web, Part("worker", python(manage, "worker"))]
        if settings.SAMPLE:
            for part in parts[1:]:
                # The sample repositories are served on loopback.
                part.environment["MIRROR_ALLOW_PRIVATE"] = "1"
            parts.append(Part("sample repositories", python("-m", "demo.serve")))
        return parts

    def _collect_static(self) -> None:
        stamp = settings.DATA_DIR / "static.stamp"
        now = _digest(
            [settings.BASE_DIR / "static", settings.BASE_DIR / "requirements.lock"]
        )
        if stamp.exists() and stamp.read_text() == now:
            return
        self._say("static files: collecting")
        settings.STORAGES["staticfiles"]["BACKEND"] = (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(now)


def _digest(places: list[Path]) -> str:
    files = [
        file
        for place in places
        for file in ([place] if place.is_file() else sorted(place.rglob("*")))
        if file.is_file()
    ]
    total = hashlib.sha256()
    for file in files:
        total.update(str(file).encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()
