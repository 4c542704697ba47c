"""Which tables hold anything about an RFC: one small question instead of nine.

Most documents have no concerns, no holds, no ballots. A page asks here first, and
reads only the tables that have an answer.
"""

from functools import cache

from django.db import connection
from django.db.models import Model

from governance.models import Ballot
from mirror.models import Problem
from rfcs import carriers
from rfcs.models import (
    Concern,
    Hold,
    Relation,
    Review,
    ReviewRequest,
    Rfc,
    StateChange,
)

OF_IT = "rfc_id = %(rfc)s"
TABLES: dict[str, tuple[type[Model], str]] = {
    "changes": (StateChange, OF_IT),
    "concerns": (Concern, OF_IT),
    "reviews": (Review, OF_IT),
    "requests": (ReviewRequest, OF_IT),
    "holds": (Hold, f"{OF_IT} AND lifted_at IS NULL"),
    "relations": (Relation, f"{OF_IT} OR target_id = %(rfc)s"),
    "problems": (Problem, "repository_id = %(repository)s AND path = %(path)s"),
    "ballots": (Ballot, "subject_kind = 'rfc' AND subject_key = %(key)s"),
}


@cache
def tables() -> dict[str, tuple[type[Model], str]]:
    """Return every table that is asked: this room's, and those of what carries RFCs."""
    return TABLES | {name: (each, OF_IT) for name, each in carriers.tables().items()}


def of(rfc: Rfc) -> frozenset[str]:
    """Return what there is anything of, by the names of ``tables``. One query."""
    values: dict[str, int | str] = {
        "rfc": rfc.pk,
        "key": str(rfc.pk),
        "repository": rfc.repository_id,
        "path": rfc.path,
    }
    with connection.cursor() as cursor:
        cursor.execute(_sql(), values)
        found = cursor.fetchone()
    return frozenset(name for name, there in zip(tables(), found, strict=True) if there)


@cache
def _sql() -> str:
    """Return SQL made of the names of tables and the conditions above, no values."""
    quote = connection.ops.quote_name
    parts = [
        f"EXISTS (SELECT 1 FROM {quote(model._meta.db_table)} WHERE {condition})"  # noqa: S608
        for model, condition in tables().values()
    ]
    return f"SELECT {', '.join(parts)}"
