"""The two ways to look words up, under one face.

PostgreSQL keeps a ``tsvector`` in two columns of the documents' table (the heading
alone, and everything, by weight) under a GIN index; SQLite an FTS5 table beside it.
Both are given the words that ``search.words`` cut, written out one by one: neither
parses text or a query of ours. Every word holds only letters and digits, so that
quoting it is enough; nothing that a person typed is ever part of a statement.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func
from django.db.models.sql.compiler import SQLCompiler

from search.query import Query, Term

HEADING, PEOPLE, BODY = "heading", "people", "body"
_WEIGHTS = {HEADING: "A", PEOPLE: "C", BODY: "D"}
_LAST_POSITION = 16_383
_MOST_POSITIONS = 255


class Fits(Func):
    """The condition that a document has the words; true for the row it is asked of."""

    output_field = BooleanField()

    def __init__(
        self, query: str, *, column: str = "words", negated: bool = False
    ) -> None:
        super().__init__(F("id"))
        self.query, self.column, self.negated = query, column, negated

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, list[Any]]:
        """Name the column of the row's own table, whatever it is called here."""
        row, _ = compiler.compile(self.get_source_expressions()[0])
        table = row.rpartition(".")[0]
        return f"{table}.{self.column} @@ %s::tsquery", [self.query]

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """Look the row up among those that the FTS5 table finds."""
        row, _ = compiler.compile(self.get_source_expressions()[0])
        verb = "NOT IN" if self.negated else "IN"
        found = "SELECT rowid FROM search_words WHERE search_words MATCH %s"
        return f"{row} {verb} ({found})", (self.query,)


class Entry(NamedTuple):
    """The words of one document, by where they stand."""

    document: int
    heading: Sequence[str]
    people: Sequence[str]
    body: Sequence[str]


class Engine(Protocol):
    """What search needs of a database."""

    def put(self, entries: Sequence[Entry]) -> None:
        """Keep the words of documents, instead of those kept before."""

    def drop(self, documents: Iterable[int]) -> None:
        """Forget the words of documents."""

    def matches(self, query: Query) -> Fits:
        """Return the condition that a document has all that is wanted."""

    def lacks(self, query: Query) -> Fits:
        """Return the condition that a document has nothing that is unwanted."""

    def in_heading(self, terms: Sequence[Term]) -> Fits:
        """Return the condition that a document's heading has every term."""

    def scores(self, query: Query, documents: Sequence[int]) -> Mapping[int, float]:
        """Return how well documents that match do so; more is better."""


class Postgres:
    """``tsvector`` and GIN."""

    def put(self, entries: Sequence[Entry]) -> None:
        """Write both vectors; the GIN index follows."""
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE search_document SET heading_words = %s::tsvector, "
                "words = %s::tsvector WHERE id = %s",
                [
                    (_vector([(HEADING, entry.heading)]), _whole(entry), entry.document)
                    for entry in entries
                ],
            )

    def drop(self, documents: Iterable[int]) -> None:
        """Nothing is left to forget: the words go with their row."""

    def matches(self, query: Query) -> Fits:
        """Let the index find wanted words without the unwanted."""
        return Fits(_both(query))

    def lacks(self, query: Query) -> Fits:
        """Ask every document, for a query that wants no word."""
        unwanted = " & ".join(f"!({_tsquery(term)})" for term in query.unwanted)
        return Fits(unwanted)

    def in_heading(self, terms: Sequence[Term]) -> Fits:
        """Look at the small vector alone."""
        return Fits(" & ".join(map(_tsquery, terms)), column="heading_words")

    def scores(self, query: Query, documents: Sequence[int]) -> Mapping[int, float]:
        """Count the words by weight, over the logarithm of the length."""
        wanted = " & ".join(map(_tsquery, query.wanted))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, ts_rank(words, %s::tsquery, 1) FROM search_document "
                "WHERE id = ANY(%s)",
                [wanted, list(documents)],
            )
            return dict(cursor.fetchall())


class Sqlite:
    """FTS5 and bm25."""

    def put(self, entries: Sequence[Entry]) -> None:
        """Write the rows of the FTS5 table anew."""
        self.drop([entry.document for entry in entries])
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_words (rowid, heading, people, body) "
                "VALUES (%s, %s, %s, %s)",
                [
                    (entry.document, *(" ".join(words) for words in entry[1:]))
                    for entry in entries
                ],
            )

    def drop(self, documents: Iterable[int]) -> None:
        """Delete the rows of the FTS5 table."""
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM search_words WHERE rowid = %s",
                [(document,) for document in documents],
            )

    def matches(self, query: Query) -> Fits:
        """Let the index find wanted words without the unwanted."""
        return Fits(_fts5_both(query))

    def lacks(self, query: Query) -> Fits:
        """Leave out what has unwanted words."""
        unwanted = " OR ".join(_fts5(term) for term in query.unwanted)
        return Fits(unwanted, negated=True)

    def in_heading(self, terms: Sequence[Term]) -> Fits:
        """Look at the heading's column alone."""
        wanted = " AND ".join(f"{HEADING} : {_fts5(term)}" for term in terms)
        return Fits(wanted)

    def scores(self, query: Query, documents: Sequence[int]) -> Mapping[int, float]:
        """Ask for bm25, which is the smaller the better.

        The plus keeps SQLite from asking the FTS5 table anew for each of the rows.
        """
        places = ", ".join(["%s"] * len(documents))
        wanted = " AND ".join(map(_fts5, query.wanted))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid, -bm25(search_words, 10.0, 2.0, 1.0) "  # noqa: S608
                "FROM search_words WHERE search_words MATCH %s "
                f"AND +rowid IN ({places})",
                [wanted, *documents],
            )
            return dict(cursor.fetchall())


def engine() -> Engine:
    """Return the engine of the database that is used."""
    return Postgres() if connection.vendor == "postgresql" else Sqlite()


def _both(query: Query) -> str:
    parts = [_tsquery(term) for term in query.wanted]
    return " & ".join([*parts, *(f"!({_tsquery(t)})" for t in query.unwanted)])


def _tsquery(term: Term) -> str:
    *first, last = (f"'{word}'" for word in term.words)
    return " <-> ".join([*first, f"{last}:*" if term.prefix else last])


def _fts5_both(query: Query) -> str:
    wanted = " AND ".join(map(_fts5, query.wanted))
    if not query.unwanted:
        return wanted
    return f"({wanted}) NOT ({' OR '.join(map(_fts5, query.unwanted))})"


def _fts5(term: Term) -> str:
    return f'"{" ".join(term.words)}"{" *" if term.prefix else ""}'


def _whole(entry: Entry) -> str:
    return _vector(
        [(HEADING, entry.heading), (PEOPLE, entry.people), (BODY, entry.body)]
    )


def _vector(parts: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Return a ``tsvector`` as PostgreSQL writes it: words, positions, weights."""
    places: dict[str, list[str]] = {}
    position = 0
    for name, words in parts:
        position += 1  # no phrase runs from one part into the next
        for word in words:
            position = min(position + 1, _LAST_POSITION)
            known = places.setdefault(word, [])
            if len(known) < _MOST_POSITIONS:
                known.append(f"{position}{_WEIGHTS[name]}")
    return " ".join(f"'{word}':{','.join(where)}" for word, where in places.items())
