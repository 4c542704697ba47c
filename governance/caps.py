"""Cap the weight of organisations and persons. Plain Python, exact numbers.

With weights w, an organisation cap c and a person cap p, both shares of the total
that *results*, let

    f(T) = sum over independents of min(w, pT)
         + sum over organisations of min(cT, sum over members of min(w, pT)).

The capped total is the largest T with f(T) = T. f is concave and piecewise linear
with f(0) = 0, so Newton's method from the sum of all weights, on the linear piece
to the left, never overshoots and ends exactly after finitely many steps. Of all
ways to meet the caps by taking weight away, this one takes the least.
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate
from math import ceil
from typing import NamedTuple

HALF = Fraction(1, 2)


class Voter(NamedTuple):
    """A weight, and whose cap it falls under; no group means independent."""

    weight: int
    group: Hashable | None


@dataclass(frozen=True)
class Caps:
    """The rule: the shares of organisations and persons, and how far they give way.

    Where too few organisations or people take part for the caps to be met without
    cutting more than ``most_cut`` of all weight, they are relaxed as little as
    needed. Below ``voters`` voters or ``interests`` separate interests (each
    organisation and each independent is one) every voter counts the same.
    """

    organisation: Fraction = Fraction(1, 5)
    person: Fraction = Fraction(1, 20)
    most_cut: Fraction = HALF
    voters: int = 8
    interests: int = 3


@dataclass(frozen=True)
class Group:
    """One organisation: weight earned, left by the person cap, and left in the end."""

    raw: int
    limited: Fraction
    factor: Fraction

    @property
    def weight(self) -> Fraction:
        """What the organisation has in the end."""
        return self.limited * self.factor


@dataclass(frozen=True)
class Capped:
    """The result: every voter's weight follows from three numbers and a factor."""

    total: Fraction
    raw: int
    organisation_cap: Fraction
    person_cap: Fraction
    person_limit: Fraction
    groups: Mapping[Hashable, Group] = field(default_factory=dict)
    relaxed: bool = False
    heads: bool = False

    @property
    def organisation_limit(self) -> Fraction:
        """The weight at which an organisation is cut."""
        return self.organisation_cap * self.total

    def limited(self, weight: int) -> Fraction:
        """Return a person's weight after the person cap."""
        earned = 1 if self.heads and weight else weight
        return min(Fraction(earned), self.person_limit)

    def factor(self, group: Hashable | None) -> Fraction:
        """Return what the organisation cap multiplies its members' weights with."""
        return self.groups[group].factor if group in self.groups else Fraction(1)

    def weight(self, voter: Voter) -> Fraction:
        """Return a voter's weight after both caps."""
        return self.limited(voter.weight) * self.factor(voter.group)


@dataclass(frozen=True)
class _Ascending:
    """Weights in ascending order with their prefix sums."""

    weights: list[int]
    sums: list[int]

    @classmethod
    def of(cls, weights: Iterable[int]) -> "_Ascending":
        ordered = sorted(weights)
        return cls(ordered, [0, *accumulate(ordered)])

    def below(self, limit: Fraction) -> tuple[int, int]:
        """Return the sum of the weights below ``limit``, and how many are not."""
        # A whole number is below a fraction exactly if it is below its ceiling.
        index = bisect_left(self.weights, -(-limit.numerator // limit.denominator))
        return self.sums[index], len(self.weights) - index

    def limited(self, limit: Fraction) -> Fraction:
        """Return the sum of the weights, each cut to ``limit``."""
        total, over = self.below(limit)
        return total + over * limit


class _Electorate:
    """Everybody who has weight, arranged for asking."""

    def __init__(self, voters: Iterable[Voter]) -> None:
        members: dict[Hashable | None, list[int]] = {None: []}
        for weight, group in voters:
            if weight > 0:
                members.setdefault(group, []).append(weight)
        self.independents = _Ascending.of(members.pop(None))
        self.groups = {group: _Ascending.of(own) for group, own in members.items()}
        everyone = (self.independents, *self.groups.values())
        self.total = sum(each.sums[-1] for each in everyone)
        self.count = sum(len(each.weights) for each in everyone)
        self.interests = len(self.groups) + len(self.independents.weights)

    def fixed_point(self, c: Fraction, p: Fraction) -> Fraction:
        """Return the largest T with f(T) = T."""
        total = Fraction(self.total)
        while total:
            constant, slope = self._piece_left_of(total, c, p)
            if constant + slope * total == total:
                break
            total = constant / (1 - slope)
        return total

    def _piece_left_of(
        self, total: Fraction, c: Fraction, p: Fraction
    ) -> tuple[int, Fraction]:
        """Return (a, b) such that f is a + bT just left of ``total``."""
        constant, over = self.independents.below(p * total)
        capped = 0
        for members in self.groups.values():
            below, above = members.below(p * total)
            excess = below + above * p * total - c * total
            # Where both bounds meet, the steeper one holds on the left.
            if excess > 0 or (excess == 0 and c > above * p):
                capped += 1
            else:
                constant += below
                over += above
        return constant, over * p + capped * c

    def least_organisation_cap(self, kept: Fraction) -> Fraction:
        """Return the smallest c that, without a person cap, leaves ``kept``.

        With the k largest organisations cut to c * kept each and R the weight of
        all others, kept = R + k * c * kept, for the k where the next one fits.
        """
        totals = sorted((g.sums[-1] for g in self.groups.values()), reverse=True)
        rest = self.total
        for k, largest in enumerate(totals, start=1):
            rest -= largest
            c = (1 - rest / kept) / k
            if k == len(totals) or totals[k] <= c * kept:
                return c
        raise AssertionError("without organisations no cap cuts anything")


def cap(voters: Iterable[Voter], caps: Caps) -> Capped:
    """Apply both caps, relaxing them where the electorate is too small for them."""
    electorate = _Electorate(voters)
    heads = electorate.count < caps.voters or electorate.interests < caps.interests
    if heads:
        electorate = _Electorate(
            Voter(1, group)
            for group, members in [
                (None, electorate.independents),
                *electorate.groups.items(),
            ]
            for _ in members.weights
        )
    c, p = _feasible(electorate, caps)
    total = electorate.fixed_point(c, p)
    groups = {
        name: _group(members, limit=p * total, share=c * total)
        for name, members in electorate.groups.items()
    }
    return Capped(
        total=total,
        raw=electorate.total,
        organisation_cap=c,
        person_cap=p,
        person_limit=p * total,
        groups=groups,
        relaxed=(c, p) != (caps.organisation, caps.person),
        heads=heads,
    )


class Missing(NamedTuple):
    """How many organisations a cap needs, and how many there are."""

    needed: int
    have: int


def organisations_missing(voters: Iterable[Voter], share: Fraction) -> Missing | None:
    """Return by how much organisations are too few for ``share``; ``None`` if not.

    With n organisations and nobody else, shares of at most c each add up to one only
    if n * c >= 1. An independent takes up whatever the organisations may not hold.
    """
    groups = {group for weight, group in voters if weight > 0}
    if not groups or None in groups or len(groups) * share >= 1:
        return None
    return Missing(needed=ceil(1 / share), have=len(groups))


def _group(members: _Ascending, *, limit: Fraction, share: Fraction) -> Group:
    limited = members.limited(limit)
    factor = share / limited if limited > share else Fraction(1)
    return Group(members.sums[-1], limited, factor)


def _feasible(electorate: _Electorate, caps: Caps) -> tuple[Fraction, Fraction]:
    """Return the caps as they are applied: the given ones, or the next that do."""
    c, p, n = caps.organisation, caps.person, electorate.count
    kept = electorate.total * (1 - caps.most_cut)
    if not electorate.total:
        return c, p
    if electorate.fixed_point(c, Fraction(1)) < kept:
        c = electorate.least_organisation_cap(kept)
    if electorate.fixed_point(c, p) >= kept:
        return c, p
    low, high = 2, n  # the least k with at most ``most_cut`` cut at a cap of k/n
    while low < high:
        middle = (low + high) // 2
        if electorate.fixed_point(c, max(p, Fraction(middle, n))) >= kept:
            high = middle
        else:
            low = middle + 1
    return c, max(p, Fraction(min(low, n), n))
