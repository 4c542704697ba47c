"""Whether this process can serve: asked by supervisors and load balancers."""

import redis
from django.conf import settings
from django.db import Error, connection

from ledger.models import Head

OK = "ok"


def checks() -> dict[str, str]:
    """Return each thing that serving needs, and ``ok`` or what is wrong with it.

    Redis is not among them: without it pages are served and jobs wait in their table.
    """
    return {"database": _database(), "ledger key": _ledger_key()}


def remarks() -> dict[str, str]:
    """Return what is worth knowing but stops nothing."""
    return {"redis": _redis()} if settings.REDIS_URL else {}


def _database() -> str:
    try:
        Head.objects.exists()
    except Error:
        connection.close()
        return "does not answer, or has no tables yet"
    return OK


def _ledger_key() -> str:
    return OK if settings.LEDGER_KEY_FILE.is_file() else "is not there"


def _redis() -> str:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1
    )
    try:
        client.ping()
    except redis.RedisError:
        return "does not answer; jobs wait"
    return OK
