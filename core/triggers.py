"""Database triggers that keep history from being edited, on both engines."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def append_only(table: str) -> migrations.RunPython:
    """Return a migration operation that refuses UPDATE and DELETE on ``table``.

    SQLite makes a table anew, without its triggers, where a field is added or
    altered: such a migration needs this operation again after it.
    """

    def install(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        vendor = schema_editor.connection.vendor
        for statement in _STATEMENTS[vendor]:
            schema_editor.execute(statement.format(table=table))

    return migrations.RunPython(install, migrations.RunPython.noop)


def kept_for(table: str, moment: str, *, days: int) -> migrations.RunPython:
    """Return a migration operation that lets rows go once they are ``days`` old.

    ``moment`` is their column of time. Until then they are append-only, and edited
    they are never.
    """

    def install(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _PRUNABLE[schema_editor.connection.vendor]:
            schema_editor.execute(
                statement.format(table=table, moment=moment, days=days)
            )

    return migrations.RunPython(install, migrations.RunPython.noop)


@contextmanager
def taken_off() -> Iterator[None]:
    """Take every trigger off its table for a moment; for bringing back a backup.

    Called in a transaction, which nobody else sees into and which puts everything
    back where it fails.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            yield
            for _, statement in triggers:
                cursor.execute(statement)
            return
        cursor.execute(
            "SELECT DISTINCT t.tgrelid::regclass::text FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal "
            "AND c.relnamespace = current_schema()::regnamespace"
        )
        tables = [table for (table,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        connection.check_constraints()  # else its tables cannot be altered
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


_STATEMENTS = {
    "sqlite": [
        "CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {VERB} ON {table} BEGIN "
        "SELECT RAISE(ABORT, '{table} is append-only'); END".replace(
            "{verb}", verb
        ).replace("{VERB}", verb.upper())
        for verb in ("update", "delete")
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger AS $body$ "
        "BEGIN RAISE EXCEPTION '{table} is append-only'; END $body$ LANGUAGE plpgsql",
        "DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
        "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION {table}_append_only()",
    ],
}

_PRUNABLE = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS {table}_no_delete",
        "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        "WHEN OLD.{moment} > datetime('now', '-{days} days') BEGIN "
        "SELECT RAISE(ABORT, '{table} is append-only'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger AS $body$ "
        "BEGIN IF TG_OP = 'DELETE' AND OLD.{moment} <= now() - interval '{days} days' "
        "THEN RETURN OLD; END IF; "
        "RAISE EXCEPTION '{table} is append-only'; END $body$ LANGUAGE plpgsql",
    ],
}
