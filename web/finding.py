"""The search page: what was asked, what was found, and how to narrow it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

from contributors.models import Contributor, Organisation
from search import finding
from search.finding import Choice, Results
from search.query import FACETS, LONGEST, Query, parse

MOST_NAMES = 6
Named = TypeVar("Named", bound=Model)
_TITLES = {"kind": "Kind", "project": "Project", "state": "State"}
_TITLES |= {"author": "By", "organisation": "Organisation", "year": "Year"}


@dataclass(frozen=True)
class Link:
    """One way to narrow the results, or to widen them again."""

    label: str
    count: int
    query: str


@dataclass(frozen=True)
class Facet:
    """A list of choices; ``chosen`` leads back where one was made."""

    name: str
    title: str
    choices: list[Link] = field(default_factory=list)
    chosen: Link | None = None


@dataclass(frozen=True)
class Found:
    """Everything that the page shows."""

    query: Query
    results: Results
    people: list[Contributor]
    organisations: list[Organisation]
    facets: list[Facet]
    earlier: str
    later: str

    @property
    def asks(self) -> bool:
        """Whether anything was asked for."""
        return not self.query.is_empty

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form carries along beside the words."""
        return sorted(self.query.facets.items())

    @property
    def address(self) -> str:
        """The query string that asks for the same again."""
        return self.query.address


def page(asked: QueryDict | Mapping[str, str]) -> Found:
    """Read the query string and search; whatever it holds is an answer."""
    query = parse(
        asked.get("q", "")[:LONGEST], {name: asked.get(name, "") for name in FACETS}
    )
    number = asked.get("page", "1")[:6]
    wanted = int(number) if number.isascii() and number.isdecimal() else 1
    results = Results() if query.is_empty else finding.find(query, page=wanted)
    names = query.typed.split() if not query.facets else []
    return Found(
        query=query,
        results=results,
        people=_named(Contributor.objects.filter(is_bot=False), names),
        organisations=_named(Organisation.objects.all(), names),
        facets=_facets(query, results),
        earlier=_turn(query, results.page - 1, results.pages),
        later=_turn(query, results.page + 1, results.pages),
    )


def _named(rows: QuerySet[Named], names: list[str]) -> list[Named]:
    condition = Q()
    for name in names[:8]:
        condition &= Q(name__icontains=name.strip('"*'))
    return list(rows.filter(condition).order_by("name")[:MOST_NAMES]) if names else []


def _facets(query: Query, results: Results) -> list[Facet]:
    facets = []
    for name in FACETS:
        chosen = query.facets.get(name, "")
        choices = results.facets.get(name, [])
        if chosen:
            rest = {n: value for n, value in query.facets.items() if n != name}
            label = next((c.label for c in choices if c.value == chosen), chosen)
            back = Link(label, results.count, _address(query.typed, rest))
            facets.append(Facet(name, _TITLES[name], chosen=back))
        elif len(choices) > 1:
            links = [_link(query, name, choice) for choice in choices]
            facets.append(Facet(name, _TITLES[name], links))
    return facets


def _link(query: Query, name: str, choice: Choice) -> Link:
    facets = {**query.facets, name: choice.value}
    return Link(choice.label, choice.count, _address(query.typed, facets))


def _turn(query: Query, number: int, pages: int) -> str:
    if not 1 <= number <= pages:
        return ""
    return f"{query.address}&page={number}"


def _address(words: str, facets: Mapping[str, str]) -> str:
    return urlencode([("q", words), *sorted(facets.items())])
