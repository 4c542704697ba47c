"""Typed readers of the environment. Wrong values name their variable."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from core.errors import InvalidInput


def text(name: str, default: str = "") -> str:
    """Return the variable, or ``default`` where it is unset or empty."""
    return os.environ.get(name) or default


def boolean(name: str, *, default: bool) -> bool:
    """Return a ``1``/``0`` switch; raises ``InvalidInput`` for other words."""
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise InvalidInput(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int) -> int:
    """Return a whole number; raises ``InvalidInput`` for anything else."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit():
        raise InvalidInput(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


# PostgreSQL plans a statement once per connection, then only fills in its values:
# half of its processor time on our pages. A pooler that gives every transaction
# another connection needs ``?server_side_binding=off`` in the URL.
_PREPARED: dict[str, object] = {"server_side_binding": True, "prepare_threshold": 3}


def database(name: str, default_sqlite: Path) -> dict[str, object]:
    """Return Django's database settings from a URL.

    ``postgresql://user:password@host:port/name`` or ``sqlite:///absolute/path``;
    unset means ``default_sqlite``. Raises ``InvalidInput`` for other schemes.
    """
    url = text(name)
    if not url:
        return _sqlite(str(default_sqlite))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise InvalidInput(f"{name} must be a postgresql:// or sqlite:// URL.")
    query: dict[str, object] = dict(parse_qsl(parts.query))
    if query.get("server_side_binding") == "off":
        query |= {"server_side_binding": False, "prepare_threshold": None}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**_PREPARED, **query},
    }


def _sqlite(path: str) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA cache_size=-16000; PRAGMA mmap_size=134217728;"
            ),
        },
    }
