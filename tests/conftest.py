"""Fixtures that every room's tests share."""

import os
import socket
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.cache import caches
from django.db import connection
from hypothesis import HealthCheck, settings

from core.ids import new_id

# What a busy machine does to the time of an example says nothing of the code.
settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")
_connect = socket.socket.connect
site.DATABASE_CLOCK = False  # tests that travel in time take the database along


def _loopback_only(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6):
        host = address[0]
        if host not in ("localhost", "::1") and not host.startswith("127."):
            raise RuntimeError(f"tests may not connect to {host}")
    return _connect(self, address)


socket.socket.connect = _loopback_only


# The browser's driver leaves its event loop waiting in the main thread: nothing runs
# in it while a test asks the database, though Django takes it for an async context.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
ON_POSTGRES = os.environ.get("TEST_ON") == "postgres"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Keep the tests that share one running site on one worker.

    What asks no database, and how pages look, is tested on the first run alone.
    """
    for item in items:
        for folder in ("browser", "journey"):
            if f"/tests/{folder}/" in str(item.path):
                item.add_marker(pytest.mark.xdist_group(folder))
    if ON_POSTGRES:
        kept = [item for item in items if _asks_the_database(item)]
        config.hook.pytest_deselected(items=[i for i in items if i not in set(kept)])
        items[:] = kept


def _asks_the_database(item):
    asked = {"db", "transactional_db", "world"} & set(item.fixturenames)
    marks = ("django_db", "postgres", "faults")
    return bool(asked) or any(item.get_closest_marker(mark) for mark in marks)


@pytest.fixture(autouse=True, scope="session")
def _flush_despite_triggers():
    """Let SQLite empty its tables between transactional tests.

    PostgreSQL's TRUNCATE passes the append-only triggers; SQLite's DELETE does
    not, so they are taken off for the moment of the flush and put back.
    """
    if connection.vendor != "sqlite":
        yield
        return
    original = type(connection.ops).execute_sql_flush

    def flush(self, statements):
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
        original(self, statements)
        with self.connection.cursor() as cursor:
            for _, sql in triggers:
                cursor.execute(sql)
            # The search index is no model's table: Django does not know to empty it.
            cursor.execute("DELETE FROM search_words")

    # For the whole run: a test's own patches are gone before its tables are emptied.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(connection.ops), "execute_sql_flush", flush)
        yield


@pytest.fixture(autouse=True)
def _signing_key_of_this_test(settings):
    """Give each test a log key of its own.

    The key's signer remembers what it signed, and rightly refuses to sign again
    from the beginning when a test's rows are rolled back.
    """
    directory = Path(site.DATA_DIR) / "keys" / new_id()
    settings.LEDGER_KEY_FILE = directory / "ledger"


@pytest.fixture(autouse=True)
def _no_short_memory(monkeypatch):
    """Forget what pages remember for seconds: a slow machine would count otherwise."""
    for name in ("local", "answers"):
        monkeypatch.setattr(
            caches[name], "get", lambda key, default=None, version=None: default
        )
