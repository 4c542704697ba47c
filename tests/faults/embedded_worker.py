"""Start the embedded worker with the drill's job beside the real ones."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from config import worker  # noqa: E402
from config.celery import app  # noqa: E402
from tests.faults import drill_jobs  # noqa: E402, F401

worker.run(app)
