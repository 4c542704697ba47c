"""Put what was found in order: the same on every database.

The order is a promise. First the RFC whose number was asked for. Where signs were
typed, as in ``__slots__`` or ``C++``, next what holds them as they were typed. Then
headings that have the words side by side; then headings that have them all, in both
the ones that say least beside them; then texts (RFCs, decisions, milestones) that
have them; then talk. Among equals the better score of the database's own measure
(words by weight against length) comes first, then texts before talk, the newest, and
the highest row. Only the first thousand, by number, heading and kind and the newest
first, are looked at closely and shown: that bounds the time whatever is asked.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import StrIndex

from search import engine
from search.models import Document
from search.query import Query
from search.words import words

SCORED = 1_000
_TEXTS = (Document.Kind.RFC, Document.Kind.DECISION, Document.Kind.MILESTONE)
_ORDER = {kind: place for place, kind in enumerate(Document.Kind.values)}
_BY_NUMBER, _PHRASE, _WORDS, _TEXT, _TALK = range(5)


def ranked(found: QuerySet[Document], query: Query) -> list[int]:
    """Return the keys of the first thousand of what was found, best first."""
    rows = list(
        found.annotate(tier=_tier(query))
        .order_by("tier", "-happened_at", "-pk")
        .values_list("pk", "tier", "kind", "title")[:SCORED]
    )
    keys = [pk for pk, *_ in rows]
    if not query.wanted or len(rows) < 2:
        return keys
    scores = engine.engine().scores(query, keys)
    spelled = _spelled_so(query.signs, keys)

    def place(row: tuple[int, int, str, str]) -> tuple[Any, ...]:
        pk, tier, kind, title = row
        beside = len(words(title)) if tier in (_PHRASE, _WORDS) else 0
        score = -round(scores.get(pk, 0.0), 9)
        as_typed = tier == _BY_NUMBER or pk in spelled
        return not as_typed, tier, beside, score, _ORDER[kind]

    # The rows come newest first, and sorting keeps the order of equals.
    return [pk for pk, *_ in sorted(rows, key=place)]


def _spelled_so(signs: Iterable[str], keys: list[int]) -> set[int]:
    """Return which documents hold everything that was typed with signs, to the letter.

    ``StrIndex`` minds the case on every database, as identifiers do.
    """
    condition = Q()
    rows = Document.objects.filter(pk__in=keys)
    for place, sign in enumerate(signs):
        body, title = f"body_{place}", f"title_{place}"
        rows = rows.alias(
            **{
                body: StrIndex("body", Value(sign)),
                title: StrIndex("title", Value(sign)),
            }
        )
        condition &= Q(**{f"{body}__gt": 0}) | Q(**{f"{title}__gt": 0})
    return (
        set(rows.filter(condition).values_list("pk", flat=True)) if condition else set()
    )


def _tier(query: Query) -> Any:
    if not query.wanted:
        return Value(_TEXT, output_field=IntegerField())
    words, phrase = engine.engine().in_heading, query.phrase
    cases = []
    if query.number:
        exact = Q(kind=Document.Kind.RFC, sought_number=query.number)
        cases.append(When(exact, then=Value(_BY_NUMBER)))
    assert phrase is not None
    return Case(
        *cases,
        When(words([phrase]), then=Value(_PHRASE)),
        When(words(query.wanted), then=Value(_WORDS)),
        When(kind__in=_TEXTS, then=Value(_TEXT)),
        default=Value(_TALK),
        output_field=IntegerField(),
    )
