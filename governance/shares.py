"""What each organisation earned and what the caps leave of it."""

from collections.abc import Hashable
from dataclasses import dataclass
from fractions import Fraction

from contributors.models import Organisation
from governance.electorates import UNDECLARED, Electorate, Weight


@dataclass(frozen=True)
class Share:
    """One part of an electorate: an organisation, the undeclared, the independents.

    ``limited`` is what the person cap leaves of ``raw``, ``weight`` what the
    organisation cap leaves of that; shares are of the sums before and after.
    """

    organisation: Organisation | None
    affiliation: str
    people: int
    raw: int
    limited: Fraction
    factor: Fraction
    weight: Fraction
    raw_share: Fraction
    share: Fraction

    @property
    def cut(self) -> Fraction:
        """The weight that the caps took."""
        return self.raw - self.weight


def shares(electorate: Electorate) -> list[Share]:
    """Return the parts of ``electorate``, the one with most weight first."""
    members: dict[tuple[str, Hashable], list[Weight]] = {}
    for line in electorate.weights:
        key = line.affiliation, line.organisation_id
        members.setdefault(key, []).append(line)
    organisations = Organisation.objects.in_bulk(
        [line.organisation_id for line in electorate.weights if line.organisation_id]
    )
    parts = [
        _share(electorate, affiliation, organisations.get(pk), lines)
        for (affiliation, pk), lines in members.items()
    ]
    return sorted(parts, key=lambda part: (-part.weight, part.affiliation))


def _share(
    electorate: Electorate,
    affiliation: str,
    organisation: Organisation | None,
    lines: list[Weight],
) -> Share:
    capped = electorate.capped
    raw = len(lines) if capped.heads else sum(line.raw for line in lines)
    weight = sum((line.weight for line in lines), Fraction(0))
    return Share(
        organisation=organisation,
        affiliation=affiliation,
        people=len(lines),
        raw=raw,
        limited=sum((line.limited for line in lines), Fraction(0)),
        factor=lines[0].factor
        if affiliation in ("organisation", UNDECLARED)
        else Fraction(1),
        weight=weight,
        raw_share=Fraction(raw, capped.raw) if capped.raw else Fraction(0),
        share=weight / capped.total if capped.total else Fraction(0),
    )
