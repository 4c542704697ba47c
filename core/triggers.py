"""Database triggers that keep history from being edited, on both engines."""

from typing import Any

from django.db import migrations
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
