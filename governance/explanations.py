"""Why this weight: one person's figures, step by step, for pages and programs."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Count

from contributors.models import Contribution, Contributor
from governance import electorates
from governance.caps import Group
from governance.electorates import UNDECLARED, Electorate, Shortfall, Weight
from governance.weighting import Work
from mirror.models import Project


@dataclass(frozen=True)
class Explanation:
    """A person's weight in a project with all that led to it.

    ``line`` is their line of the roll, absent while ``shortfalls`` says what is
    missing; ``group`` is the organisation, or all the undeclared, under one cap.
    """

    contributor: Contributor
    electorate: Electorate
    work: Work
    line: Weight | None
    shortfalls: list[Shortfall]
    not_counted: dict[str, int]

    @property
    def group(self) -> Group | None:
        """What the organisation earned, and what its cap leaves."""
        if self.line is None or self.line.affiliation == "independent":
            return None
        return self.electorate.capped.groups.get(
            UNDECLARED
            if self.line.affiliation == UNDECLARED
            else self.line.organisation_id
        )

    @property
    def share(self) -> Fraction:
        """The person's share of all weight."""
        total = self.electorate.capped.total
        return self.line.weight / total if self.line and total else Fraction(0)

    def as_json(self) -> dict[str, Any]:
        """Return plain values; fractions as strings, exact."""
        capped = self.electorate.capped
        return {
            "contributor": self.contributor.public_id,
            "name": self.contributor.name,
            "quarters": [
                {
                    "quarter": quarter.label,
                    "points": dict(quarter.points),
                    "cut": quarter.cut,
                    "counted": quarter.counted,
                    "times": quarter.times,
                    "score": quarter.score,
                }
                for quarter in self.work.quarters
            ],
            "points": self.work.points,
            "contributions": self.work.roles,
            "days": self.work.days,
            "not_counted": self.not_counted,
            "score": self.work.score,
            "scale": self.work.scale,
            "raw": self.work.weight,
            "missing": [shortfall._asdict() for shortfall in self.shortfalls],
            "person_cap": _cap(capped.person_cap, capped.person_limit),
            "organisation": self._organisation(),
            "weight": str(self.line.weight) if self.line else "0",
            "rounded": round(float(self.line.weight), 2) if self.line else 0.0,
            "share": str(self.share),
        }

    def _organisation(self) -> dict[str, Any] | None:
        if self.line is None:
            return None
        capped, group = self.electorate.capped, self.group
        return {
            "name": self.line.organisation,
            "affiliation": self.line.affiliation,
            "cap": _cap(capped.organisation_cap, capped.organisation_limit),
            "raw": str(group.raw) if group else None,
            "limited": str(group.limited) if group else None,
            "factor": str(self.line.factor),
            "weight": str(group.weight) if group else None,
        }


def explain(contributor: Contributor, project: Project, *, at: datetime) -> Explanation:
    """Return why ``contributor`` has their weight in ``project`` at ``at``."""
    return explain_in(electorates.electorate(project, at=at), contributor)


def explain_in(electorate: Electorate, contributor: Contributor) -> Explanation:
    """Return why ``contributor`` has the weight that ``electorate`` gives them."""
    return _explanations(electorate, [contributor])[0]


def explain_roll(electorate: Electorate) -> list[Explanation]:
    """Return the explanation of every line of the roll, heaviest first."""
    people = Contributor.objects.select_related("user").in_bulk(
        [line.contributor_id for line in electorate.weights]
    )
    return _explanations(
        electorate, [people[line.contributor_id] for line in electorate.weights]
    )


def _explanations(
    electorate: Electorate, people: list[Contributor]
) -> list[Explanation]:
    lines = {line.contributor_id: line for line in electorate.weights}
    not_counted = _not_counted(electorate, {person.pk for person in people})
    return [
        Explanation(
            contributor=person,
            electorate=electorate,
            work=electorate.work_of(person),
            line=lines.get(person.pk),
            shortfalls=electorate.shortfalls_of(person),
            not_counted=not_counted[person.pk],
        )
        for person in people
    ]


def _not_counted(electorate: Electorate, wanted: set[int]) -> dict[int, dict[str, int]]:
    """Return how many contributions of each person earn nothing, by reason."""
    person_of = {i: p for i, p in electorate.people.items() if p in wanted}
    rows = Contribution.objects.filter(project=electorate.project).exclude(
        not_counted=""
    )
    if len(wanted) == 1:
        rows = rows.filter(identity__in=list(person_of))
    found: dict[int, dict[str, int]] = defaultdict(dict)
    grouped = rows.order_by("not_counted").values_list("identity", "not_counted")
    for identity, reason, number in grouped.annotate(Count("pk")):
        if (person := person_of.get(identity)) is not None:
            found[person][reason] = found[person].get(reason, 0) + number
    return found


def _cap(share: Fraction, limit: Fraction) -> dict[str, str]:
    return {"share": str(share), "limit": str(limit)}
