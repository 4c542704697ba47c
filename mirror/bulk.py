"""Insert many rows at once, as each engine does it fastest."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models, transaction


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert plain values into ``columns`` of the model's table: all or none.

    Lists become JSON; datetimes are aware. PostgreSQL takes them by COPY.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row([_for_postgresql(value) for value in row])
        else:
            marks = ", ".join(["%s"] * len(columns))
            sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
            cursor.executemany(sql, [_for_sqlite(row) for row in rows])


def update(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Set ``columns`` to numbers or texts, row by row; the last value is its key."""
    quoted = connection.ops.quote_name
    changes = ", ".join(f"{quoted(column)} = %s" for column in columns)
    sql = f"UPDATE {quoted(model._meta.db_table)} SET {changes} WHERE id = %s"  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(sql, list(rows))


def _for_postgresql(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list) else value


def _for_sqlite(row: Sequence[Any]) -> list[Any]:
    written = list(row)
    for place, value in enumerate(row):
        kind = type(value)
        if kind is datetime:
            written[place] = str(value.astimezone(UTC))[:-6]  # its "+00:00"
        elif kind is list:
            written[place] = json.dumps(value)
    return written
