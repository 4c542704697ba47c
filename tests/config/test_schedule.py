"""The timetable names work that exists."""

import os

import pytest
from django.db import connection

from config.celery import app
from config.schedule import TIMETABLE
from core import jobs


def test_every_line_of_the_timetable_has_its_handler():
    app.loader.import_default_modules()
    assert set(TIMETABLE) <= set(jobs._handlers)


@pytest.mark.skipif(
    os.environ.get("TEST_ON") != "postgres", reason="this run is on SQLite"
)
def test_this_run_really_is_on_postgresql():
    assert connection.vendor == "postgresql"
