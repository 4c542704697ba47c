"""The organisation cap, applied a second time: to the votes that were cast.

Weights are capped when a ballot opens, against the whole electorate. Without a
second cap a company whose people all vote would hold half of a vote in which 40 %
take part. The share is the one frozen with the ballot, and is not relaxed by who
turns up; persons are not capped again. Both would let one more "yes" lower the
share of "yes": a relaxed share moves with every vote, and a person cap shifts
weight between colleagues. With a fixed share, one more "yes" never hurts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True)
class Recap:
    """What is left of each organisation's weight: ``factors`` below 1 were cut.

    ``total`` is the weight after the cut. ``equal`` is true where the cap cannot
    be met because too few organisations voted: then they count equally.
    """

    total: Fraction
    factors: Mapping[str, Fraction] = field(default_factory=dict)
    equal: bool = False

    def factor(self, organisation: str) -> Fraction:
        """Return what a vote of ``organisation`` is multiplied with."""
        return self.factors.get(organisation, Fraction(1))


def recap(
    organisations: Mapping[str, Fraction], independent: Fraction, share: Fraction
) -> Recap:
    """Return the largest total in which no organisation exceeds ``share``.

    With totals W1 >= W2 >= ... the k largest are cut to ``share`` of
    T = (all weight outside the k largest) / (1 - k * share), for the smallest k
    for which the next organisation stays within its share.
    """
    totals = sorted((w for w in organisations.values() if w > 0), reverse=True)
    rest = independent + sum(totals, Fraction(0))
    for cut in range(len(totals)):
        total = rest / (1 - cut * share)
        if totals[cut] <= share * total:
            return _limited(organisations, total, share * total)
        rest -= totals[cut]
    if rest > 0 or not totals:
        total = rest / (1 - len(totals) * share)
        return _limited(organisations, total, share * total)
    smallest = totals[-1]
    limited = _limited(organisations, smallest * len(totals), smallest)
    return Recap(limited.total, limited.factors, equal=True)


def _limited(
    organisations: Mapping[str, Fraction], total: Fraction, limit: Fraction
) -> Recap:
    factors = {
        name: limit / weight for name, weight in organisations.items() if weight > limit
    }
    return Recap(total, factors)
