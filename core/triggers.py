"""Database triggers that keep history from being edited, on both engines."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Statements(Operation):
    """A migration's operation: statements of each kind of database.

    Unlike ``RunPython`` it asks for no models, whose making takes most of the time of
    a migration.
    """

    reversible = True

    def __init__(self, by_vendor: Mapping[str, Sequence[str]]) -> None:
        self.by_vendor = by_vendor

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change no model."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Execute what is meant for this database."""
        for statement in self.by_vendor[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Leave triggers to go with their tables."""

    def describe(self) -> str:
        """Return what ``migrate`` prints."""
        return "Statements of this database's own"


def append_only(table: str) -> Statements:
    """Return a migration operation that refuses UPDATE and DELETE on ``table``.

    SQLite makes a table anew, without its triggers, where a field is added or
    altered: such a migration needs this operation again after it.
    """
    return Statements(_filled(_STATEMENTS, table=table))


def kept_for(table: str, moment: str, *, days: int) -> Statements:
    """Return a migration operation that lets rows go once they are ``days`` old.

    ``moment`` is their column of time. Until then they are append-only, and edited
    they are never.
    """
    refused = _filled(_STATEMENTS, table=table)
    let_go = _filled(_PRUNABLE, table=table, moment=moment, days=days)
    return Statements({name: [*refused[name], *let_go[name]] for name in refused})


def _filled(
    statements: Mapping[str, Sequence[str]], **words: object
) -> dict[str, list[str]]:
    return {
        vendor: [statement.format(**words) for statement in each]
        for vendor, each in statements.items()
    }


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
