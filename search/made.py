"""A document that is made but not written yet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from search.models import Document
from search.words import visible

MOST_TEXT = 400_000
RULES = 3
"""Grows with every change that should take texts in again."""

Kind = Document.Kind


@dataclass(frozen=True)
class By:
    """A person whom it is by; known to the record or by name alone."""

    name: str
    contributor: int | None = None
    organisation: int | None = None


@dataclass(frozen=True)
class Made:
    """A document that is not written yet.

    ``heading`` holds what counts as its title when results are put in order.
    """

    document: Document
    heading: str = ""
    credits: list[By] = field(default_factory=list)


def version(values: Iterable[object]) -> str:
    """Return what a document was made from, in as many words as fit."""
    return "/".join(str(value) for value in (RULES, *values))[-100:]


def shared(
    kind: Kind,
    key: int,
    project: int,
    rfc: int | None,
    at: datetime,
    title: str,
    body: str,
) -> dict[str, Any]:
    """Return the columns that every kind of document has."""
    return {
        "kind": kind,
        "key": key,
        "project_id": project,
        "rfc_id": rfc,
        "happened_at": at,
        "year": at.year,
        "title": visible(title)[:1000],
        "body": visible(body)[:MOST_TEXT],
    }
