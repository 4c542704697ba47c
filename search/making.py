"""Make documents of what the rooms below hold: title, text, state, whom it is by."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import models
from django.db.models import Q

from governance.models import Decision
from rfcs.models import Comment, Concern, Review, Rfc
from roadmap.models import Milestone
from search import talk, texts
from search.made import Kind, Made, version

SOURCES: Mapping[Kind, type[models.Model]] = {
    Kind.RFC: Rfc,
    Kind.DECISION: Decision,
    Kind.MILESTONE: Milestone,
    Kind.CONCERN: Concern,
    Kind.REVIEW: Review,
    Kind.COMMENT: Comment,
}


def of(kind: Kind, chosen: Q) -> list[Made]:
    """Return the documents of the rows that were chosen, in few queries."""
    return _MAKERS[kind](chosen)


def versions(kind: Kind, rows: Any) -> dict[int, str]:
    """Return what changes when a document would, without reading any text."""
    columns = texts.VERSIONED[kind]
    return {
        row[0]: version(row[1:]) for row in rows.values_list("pk", *columns).iterator()
    }


_MAKERS: dict[Kind, Callable[[Q], list[Made]]] = {
    Kind.RFC: texts.rfcs,
    Kind.DECISION: talk.decisions,
    Kind.MILESTONE: texts.milestones,
    Kind.CONCERN: talk.concerns,
    Kind.REVIEW: talk.reviews,
    Kind.COMMENT: talk.comments,
}
