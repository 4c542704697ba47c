"""Search: what fits, in the same order on every database.

The order is that of ``search.ranking``; counting ends at ten thousand, so that time is
bounded whatever is asked.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from contributors.models import Organisation
from mirror.models import Project
from search import engine, ranking
from search.models import Credit, Document
from search.passages import Piece, marked, passage
from search.query import Query

COUNTED = 10_000
PAGE = 20
MOST_CHOICES = 12
_COLUMNS = ("kind", "project", "state", "year")


@dataclass(frozen=True)
class Hit:
    """One result: the document and the passage that shows why."""

    document: Document
    title: list[Piece]
    passage: list[Piece]
    by: list[str]


@dataclass(frozen=True)
class Choice:
    """A value that the results can be narrowed to."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Results:
    """One page of what was found.

    ``counted`` says whether ``count`` is exact; beyond ten thousand nobody counts.
    ``loosened`` says that no document has the words, and these begin with them.
    """

    hits: list[Hit] = field(default_factory=list)
    count: int = 0
    counted: bool = True
    page: int = 1
    pages: int = 0
    facets: Mapping[str, list[Choice]] = field(default_factory=dict)
    loosened: bool = False


def find(query: Query, *, page: int = 1) -> Results:
    """Return a page of what fits; the words loosened where nothing has them."""
    results = _find(query, page)
    if not results.count and query.wanted:
        looser = query.loosened()
        if looser != query:
            results = _find(looser, page, loosened=True)
    return results


def matching(query: Query) -> QuerySet[Document]:
    """Return every document that fits, in no order."""
    found = Document.objects.filter(_narrowed(query))
    if query.wanted:
        return found.filter(engine.engine().matches(query))
    if query.unwanted:
        return found.filter(engine.engine().lacks(query))
    return found


def _find(query: Query, page: int, *, loosened: bool = False) -> Results:
    order = ranking.ranked(matching(query), query)
    if not order:
        return Results()
    pages = -(-len(order) // PAGE)
    page = min(max(page, 1), pages)
    count, facets = _facets(query)
    return Results(
        hits=_hits(order[(page - 1) * PAGE : page * PAGE], query),
        count=min(count, COUNTED),
        counted=count <= COUNTED,
        page=page,
        pages=pages,
        facets=facets,
        loosened=loosened,
    )


def _narrowed(query: Query) -> Q:
    condition = Q()
    for name, value in query.facets.items():
        condition &= _FACETS[name](value)
    return condition


def _year(value: str) -> Q:
    fits = value.isascii() and value.isdecimal() and len(value) == 4
    return Q(year=int(value)) if fits else Q(pk=None)


def _credited(**condition: str) -> Q:
    return Q(pk__in=Credit.objects.filter(**condition).values("document"))


_FACETS = {
    "kind": lambda value: Q(kind=value.lower()),
    "project": lambda value: Q(project__slug=value.lower()),
    "state": lambda value: Q(state=value.lower()),
    "author": lambda value: _credited(name__iexact=value),
    "organisation": lambda value: _credited(organisation__slug=value.lower()),
    "year": _year,
}


def _hits(pks: Sequence[int], query: Query) -> list[Hit]:
    rows = Document.objects.select_related("project").in_bulk(pks)
    names: dict[int, list[str]] = {}
    for document, name in (
        Credit.objects.filter(document__in=pks)
        .order_by("pk")
        .values_list("document", "name")
    ):
        names.setdefault(document, []).append(name)
    return [
        Hit(
            document=rows[pk],
            title=marked(rows[pk].title, query.wanted),
            passage=passage(rows[pk].body, query.wanted, signs=query.signs),
            by=names.get(pk, []),
        )
        for pk in pks
        if pk in rows
    ]


def _facets(query: Query) -> tuple[int, dict[str, list[Choice]]]:
    """Count what the results can be narrowed to, among ten thousand at most."""
    rows = list(matching(query).values_list("pk", *_COLUMNS)[: COUNTED + 1])
    found = {
        name: _most(row[place] for row in rows)
        for place, name in enumerate(_COLUMNS, start=1)
    }
    among = matching(query).order_by().values("pk")[:COUNTED]
    credits = Credit.objects.filter(document__in=among)
    found["author"] = _most(credits.values_list("name", flat=True))
    found["organisation"] = _most(
        credits.exclude(organisation=None).values_list("organisation", flat=True)
    )
    return len(rows), _labelled(found)


def _most(values: Iterable[Any]) -> list[tuple[Any, int]]:
    counted = Counter(value for value in values if value not in ("", None))
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], str(pair[0])))
    return ordered[:MOST_CHOICES]


def _labelled(found: dict[str, list[tuple[Any, int]]]) -> dict[str, list[Choice]]:
    projects = Project.objects.in_bulk([pk for pk, _ in found["project"]])
    employers = Organisation.objects.in_bulk([pk for pk, _ in found["organisation"]])
    kinds = dict(Document.Kind.choices)
    shown = {
        "kind": [Choice(v, str(kinds[v]), n) for v, n in found["kind"]],
        "project": [
            Choice(projects[pk].slug, projects[pk].name, n)
            for pk, n in found["project"]
        ],
        "state": [Choice(v, _words(v), n) for v, n in found["state"]],
        "author": [Choice(v, v, n) for v, n in found["author"]],
        "organisation": [
            Choice(employers[pk].slug, employers[pk].name, n)
            for pk, n in found["organisation"]
        ],
        "year": [Choice(str(v), str(v), n) for v, n in sorted(found["year"])[::-1]],
    }
    return {name: choices for name, choices in shown.items() if choices}


def _words(value: str) -> str:
    return value.replace("_", " ").replace("-", " ").capitalize()
