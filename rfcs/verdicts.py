"""The reviews of an RFC as its page shows them: who counts, and the sums by verdict."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from operator import itemgetter
from typing import Any

from django.db.models import Count

from rfcs.models import Review, Rfc

LABELS = {verdict.value: verdict.label for verdict in Review.Verdict}


REVIEW = (
    "pk",
    "verdict",
    "weight",
    "html",
    "posted_at",
    "entry_id",
    "reviewer_id",
    "reviewer__name",
    "reviewer__public_id",
    "organisation__name",
    "revision__index",
)


@dataclass(frozen=True)
class Verdicts:
    """The reviews that count (each reviewer's latest), and their sums by verdict."""

    current: list[dict[str, Any]]
    earlier: list[dict[str, Any]]
    sums: list[dict[str, Any]]


def of(rfc: Rfc) -> Verdicts:
    """Return every review with its weight; only a reviewer's latest counts."""
    rows = (
        Review.objects.filter(rfc=rfc)
        .order_by()
        .annotate(started=Count("threads"))
        .values(*REVIEW, "started")
    )
    latest: dict[int, dict[str, Any]] = {}
    earlier: list[dict[str, Any]] = []
    for review in sorted(rows, key=itemgetter("pk")):
        review["label"] = LABELS[review["verdict"]]
        if before := latest.pop(review["reviewer_id"], None):
            earlier.append(before)
        latest[review["reviewer_id"]] = review
    current = list(latest.values())[::-1]
    return Verdicts(current, earlier[::-1], _sums(current))


def _sums(reviews: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return heads and weight of every verdict that somebody gave."""
    heads = Counter(review["verdict"] for review in reviews)
    weights = dict.fromkeys(LABELS, Fraction(0))
    for review in reviews:
        weights[review["verdict"]] += Fraction(review["weight"])
    whole = sum(weights.values(), Fraction(0)) or Fraction(1)
    return [
        {
            "verdict": verdict,
            "label": LABELS[verdict],
            "heads": heads[verdict],
            "weight": weights[verdict],
            "share": weights[verdict] / whole,
        }
        for verdict in filter(heads.__getitem__, LABELS)
    ]
