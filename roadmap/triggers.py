"""Database triggers that keep a published edition as it is, on both engines."""

from core.triggers import Statements

_MESSAGE = "a published edition never changes"
_IS_PUBLISHED = (
    "EXISTS (SELECT 1 FROM roadmap_edition e "
    "WHERE e.id = {row} AND e.state = 'published')"
)
_ITEM_OF_NEW = (
    "(SELECT i.edition_id FROM roadmap_editionitem i WHERE i.id = NEW.item_id)"
)
_GUARDS = (
    ("roadmap_edition", "UPDATE", "OLD.state = 'published'"),
    ("roadmap_edition", "DELETE", "OLD.state = 'published'"),
    ("roadmap_editionitem", "INSERT", _IS_PUBLISHED.format(row="NEW.edition_id")),
    (
        "roadmap_editionitem",
        "UPDATE",
        f"{_IS_PUBLISHED.format(row='OLD.edition_id')} OR "
        f"{_IS_PUBLISHED.format(row='NEW.edition_id')}",
    ),
    ("roadmap_editionitem", "DELETE", _IS_PUBLISHED.format(row="OLD.edition_id")),
    ("roadmap_itemtrail", "INSERT", _IS_PUBLISHED.format(row=_ITEM_OF_NEW)),
    ("roadmap_fate", "INSERT", _IS_PUBLISHED.format(row="NEW.edition_id")),
    (
        "roadmap_fate",
        "UPDATE",
        f"{_IS_PUBLISHED.format(row='OLD.edition_id')} OR "
        f"{_IS_PUBLISHED.format(row='NEW.edition_id')}",
    ),
    ("roadmap_fate", "DELETE", _IS_PUBLISHED.format(row="OLD.edition_id")),
    ("roadmap_editionfile", "INSERT", _IS_PUBLISHED.format(row="NEW.edition_id")),
)


def published_editions_never_change() -> Statements:
    """Return a migration operation that installs the triggers."""
    return Statements(
        {
            vendor: [
                statement.format(
                    table=table,
                    verb=verb,
                    name=f"{table}_{verb.lower()}_published",
                    condition=condition,
                    message=_MESSAGE,
                    result="OLD" if verb == "DELETE" else "NEW",
                )
                for table, verb, condition in _GUARDS
                for statement in statements
            ]
            for vendor, statements in _STATEMENTS.items()
        }
    )


_STATEMENTS = {
    "sqlite": [
        "CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition} "
        "BEGIN SELECT RAISE(ABORT, '{message}'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $body$ BEGIN "
        "IF {condition} THEN RAISE EXCEPTION '{message}'; END IF; "
        "RETURN {result}; END $body$ LANGUAGE plpgsql",
        "CREATE TRIGGER {name} BEFORE {verb} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION {name}()",
    ],
}
