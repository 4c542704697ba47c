"""Read what a person typed into the search box. Plain Python; nothing is an error.

``licence driver`` wants both words, ``"free licence"`` the words side by side,
``licen*`` every word that begins so, ``-firmware`` no such word. ``kind:``,
``project:``, ``state:``, ``author:``, ``organisation:`` and ``year:`` narrow, as the
lists beside the results do. What cannot be read as any of these is searched for as
words, and what holds no word is passed over.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from search.words import visible, words

LONGEST = 200
MOST_TERMS = 16
FACETS = ("kind", "project", "state", "author", "organisation", "year")
_ALIASES = {"org": "organisation", "organization": "organisation", "by": "author"}
_PIECE = re.compile(
    r'(?P<minus>-?)(?:(?P<facet>[a-z]{2,12}):)?(?:"(?P<quoted>[^"]*)"?|(?P<bare>\S+))'
)
_SIGN = re.compile(r"[^\w\s\-.,:;!?'\u2019]|_")
_SERIES = frozenset(("rfc", "pep", "kep", "eip", "xep", "jep", "proposal", "no"))
_NUMBERED = re.compile(rf"({'|'.join(sorted(_SERIES))})[-#]?(\d+)", re.IGNORECASE)
"""``PEP8`` and ``PEP-8`` mean ``PEP 8``."""


@dataclass(frozen=True)
class Term:
    """One wish: words side by side, the last of them perhaps only begun."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True)
class Query:
    """What is wanted, what is not, and what the results are narrowed to."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    facets: Mapping[str, str] = field(default_factory=dict)
    typed: str = ""
    """What was typed, without what narrows."""

    @property
    def phrase(self) -> Term | None:
        """Every wanted word side by side, as they were typed."""
        if not self.wanted:
            return None
        typed = tuple(word for term in self.wanted for word in term.words)
        return Term(typed, self.wanted[-1].prefix)

    @property
    def number(self) -> str:
        """The number of the RFC that is asked for by it alone: ``7``, ``RFC 0007``."""
        typed = self.phrase.words if self.phrase else ()
        numbers = [word for word in typed if word.isdecimal()]
        others = {word for word in typed if not word.isdecimal()}
        project = {*words(self.facets.get("project", ""))}
        return numbers[0] if len(numbers) == 1 and others <= _SERIES | project else ""

    @property
    def signs(self) -> list[str]:
        """What was typed with signs that words leave out: ``__slots__``, ``C++``."""
        pieces = [f[0] for f in _PIECE.finditer(self.typed) if f["quoted"] is None]
        return [p for p in pieces if p[0] != "-" and _SIGN.search(p.rstrip("*"))]

    @property
    def address(self) -> str:
        """The query string that asks for the same again."""
        return urlencode([("q", self.typed), *sorted(self.facets.items())])

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is asked for."""
        return not (self.wanted or self.unwanted or self.facets)

    def loosened(self) -> "Query":
        """Return the query in which each longer word need only begin so."""
        return replace(
            self,
            wanted=tuple(
                Term(term.words, term.prefix or len(term.words[-1]) > 2)
                for term in self.wanted
            ),
        )


def parse(text: str, facets: Mapping[str, str] | None = None) -> Query:
    """Return what ``text`` asks for; ``facets`` are chosen beside it and win."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    narrowed: dict[str, str] = {}
    rest: list[str] = []
    for piece in _PIECE.finditer(visible(text[:LONGEST])):
        content = piece["bare"] if piece["quoted"] is None else piece["quoted"]
        name = _ALIASES.get(piece["facet"] or "", piece["facet"] or "")
        if name in FACETS and not piece["minus"] and content.strip():
            narrowed[name] = content.strip()
            continue
        rest.append(piece.group())
        # A colon after any other word is part of what was typed.
        typed = f"{piece['facet']}:{content}" if piece["facet"] else content
        named = None if piece["quoted"] is not None else _NUMBERED.fullmatch(typed)
        for part in named.groups() if named else (typed,):
            if term := _term(part, quoted=piece["quoted"] is not None):
                (unwanted if piece["minus"] else wanted).append(term)
    chosen = {
        name: visible(value).strip()[:LONGEST]
        for name, value in (facets or {}).items()
        if name in FACETS and value.strip()
    }
    return Query(
        tuple(wanted[:MOST_TERMS]),
        tuple(unwanted[:MOST_TERMS]),
        {name: value for name, value in (narrowed | chosen).items() if value},
        " ".join(rest),
    )


def read(address: str) -> Query:
    """Return the query that a query string asks for."""
    asked = dict(parse_qsl(address))
    return parse(asked.get("q", ""), asked)


def _term(typed: str, *, quoted: bool) -> Term | None:
    found = tuple(words(typed)[:MOST_TERMS])
    if not found:
        return None
    return Term(found, prefix=not quoted and typed.endswith("*"))
