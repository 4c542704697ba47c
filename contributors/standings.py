"""Who contributed what to a project, in whole numbers, for everybody in its history."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Sum

from contributors.models import AddressClaim, Contribution, Identity
from mirror.models import Project

Key = tuple[str, int]


@dataclass
class Standing:
    """One person's contributions: how many of each kind, their points, and the rest.

    Somebody without an account is known by the address that git shows; addresses
    that a .mailmap of the project joins are shown together.
    """

    name: str
    email: str
    contributor: str = ""
    counted: dict[str, int] = field(default_factory=dict)
    points: int = 0
    not_counted: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "contributor": self.contributor or None,
            "name": self.name,
            "email": self.email,
            "counted": self.counted,
            "points": self.points,
            "not_counted": self.not_counted,
        }


def standings(project: Project) -> list[Standing]:
    """Return everybody who appears in the history of ``project``, most points first."""
    rows = (
        Contribution.objects.filter(project=project)
        .order_by()
        .values_list("identity_id", "kind", "not_counted")
        .annotate(Count("pk"), Sum("points"))
    )
    figures = defaultdict(list)
    for identity, *figure in rows:
        figures[identity].append(figure)
    joined = _joined(project)
    identities = _identities(project, {*figures, *joined.values()})
    people: dict[Key, Standing] = {}
    for identity, found in sorted(figures.items()):
        own = identities[identity]
        shown = own
        if own.contributor_id is None and identity in joined:
            shown = identities[joined[identity]]
        standing = people.setdefault(_key(shown), _standing(shown))
        for kind, reason, number, points in found:
            place = standing.not_counted if reason else standing.counted
            place[reason or kind] = place.get(reason or kind, 0) + number
            standing.points += 0 if reason else points
    return sorted(people.values(), key=lambda s: (-s.points, s.name, s.email))


def totals(standings: list[Standing]) -> dict[str, Any]:
    """Return the sums over everybody."""
    counted: dict[str, int] = defaultdict(int)
    not_counted: dict[str, int] = defaultdict(int)
    for standing in standings:
        for kind, number in standing.counted.items():
            counted[kind] += number
        for reason, number in standing.not_counted.items():
            not_counted[reason] += number
    return {
        "people": len(standings),
        "points": sum(standing.points for standing in standings),
        "counted": dict(sorted(counted.items())),
        "not_counted": dict(sorted(not_counted.items())),
    }


def _joined(project: Project) -> dict[int, int]:
    claims = AddressClaim.objects.filter(repository__project=project, withdrawn_at=None)
    return dict(claims.order_by("pk").values_list("address_id", "target_id"))


def _identities(project: Project, wanted: set[int]) -> dict[int, Identity]:
    appearing = Identity.objects.select_related("contributor").filter(
        pk__in=Contribution.objects.filter(project=project).values("identity")
    )
    targets = Identity.objects.select_related("contributor").filter(
        pk__in=AddressClaim.objects.filter(repository__project=project).values("target")
    )
    found = {each.pk: each for each in (*appearing, *targets)}
    return {pk: found[pk] for pk in wanted}


def _key(identity: Identity) -> Key:
    if identity.contributor_id is not None and identity.verified_at:
        return "contributor", identity.contributor_id
    return "identity", identity.pk


def _standing(identity: Identity) -> Standing:
    if identity.contributor is not None and identity.verified_at:
        person = identity.contributor
        return Standing(person.name, identity.email, person.public_id)
    return Standing(identity.name, identity.email)
