"""The words themselves, in the form that each database searches fast."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

STATEMENTS = {
    "postgresql": [
        "ALTER TABLE search_document ADD COLUMN heading_words tsvector",
        "ALTER TABLE search_document ADD COLUMN words tsvector",
        "CREATE INDEX search_document_words ON search_document USING gin (words)",
    ],
    "sqlite": [
        "CREATE VIRTUAL TABLE search_words USING fts5("
        "heading, people, body, tokenize = 'unicode61 remove_diacritics 0')",
    ],
}


def make(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in STATEMENTS[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unmake(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_words")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
