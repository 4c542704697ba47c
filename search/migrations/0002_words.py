"""The words themselves, in the form that each database searches fast."""

from django.db import migrations

from core.triggers import Statements

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


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [Statements(STATEMENTS)]
