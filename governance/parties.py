"""Who stands behind weight and answers: sums by organisation, for ballot pages."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from contributors.models import Organisation
from governance import frozen
from governance.models import Ballot, Elector, Vote
from governance.tally.threshold import BASES


@dataclass(frozen=True)
class PartySum:
    """What the people of one organisation answered, by counted weight."""

    name: str
    hue: int | None
    href: str
    sums: Mapping[str, Fraction]


def bar(electors: list[Elector]) -> list[dict[str, Any]]:
    """Return the roll's weight by organisation, with what the caps took."""
    kept: defaultdict[Any, Fraction] = defaultdict(Fraction)
    raw: defaultdict[Any, int] = defaultdict(int)
    for elector in electors:
        party = elector.organisation or elector.affiliation
        kept[party] += Fraction(elector.weight)
        raw[party] += elector.raw_weight
    # Below a few electors everybody counts the same: then nothing was cut.
    by_heads = sum(raw.values()) > 2 * sum(kept.values())
    return [
        {
            **_named(party),
            "share": weight,
            "cut": None if by_heads else raw[party] - weight,
        }
        for party, weight in kept.items()
    ]


def answered(
    ballot: Ballot, electors: list[Elector], current: Mapping[int, Vote]
) -> list[PartySum]:
    """Return what each organisation's people answered, after the second cap."""
    figures = (ballot.tally or {}).get("figures", {})
    factors = figures.get("organisation_factors", {})
    capped = BASES.get(str(figures.get("base")), ())
    sums: dict[Any, defaultdict[str, Fraction]] = {}
    for elector in electors:
        vote = current.get(elector.pk)
        if vote is None or vote.ranking is not None:
            continue
        party = elector.organisation or elector.affiliation
        factor = Fraction(factors.get(_frozen_name(elector), 1))
        factor = factor if vote.choice in capped else Fraction(1)
        own = sums.setdefault(party, defaultdict(Fraction))
        own[vote.choice] += Fraction(elector.weight) * factor
    return [PartySum(sums=dict(own), **_named(party)) for party, own in sums.items()]


def _frozen_name(elector: Elector) -> str:
    if elector.affiliation == "undeclared":
        return frozen.UNDECLARED
    return elector.organisation.slug if elector.organisation else ""


def _named(party: Organisation | str) -> dict[str, Any]:
    if isinstance(party, Organisation):
        return {
            "name": party.name,
            "hue": party.hue,
            "href": party.get_absolute_url(),
        }
    name = "Independents" if party == "independent" else "Undeclared"
    return {"name": name, "hue": None, "href": ""}
