"""The weights of a project's people at a time: from contributions, policy and caps.

Nothing is stored: the same commits, identities, affiliations and policy give the
same weights, to the last fraction. A ballot freezes them when it opens.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from django.db.models import CharField, Count, Q, Sum, TextField
from django.db.models.functions import Cast

from contributors.models import (
    AddressClaim,
    Affiliation,
    Contribution,
    Contributor,
    Identity,
)
from governance import caps, weighting
from governance.caps import Capped, Voter
from governance.models import Policy
from governance.rules import Rules
from governance.standing import rules_of, standing
from governance.weighting import Earned, Terms, Work
from mirror.models import Project

UNDECLARED = "undeclared"


@dataclass(frozen=True)
class Weight:
    """One line of the roll: what a person earned and what the caps leave of it.

    ``limited`` is the raw weight after the person cap; ``factor`` is what the
    organisation cap multiplies it with. All who have not declared whom they work
    for share one cap; who left an organisation lately still counts under it.
    """

    contributor_id: int
    public_id: str
    name: str
    organisation_id: int | None
    organisation: str
    affiliation: str
    raw: int
    limited: Fraction
    factor: Fraction
    weight: Fraction


class Shortfall(NamedTuple):
    """A condition of voters that somebody does not meet: what, how far, of what."""

    condition: str
    have: int
    need: int


@dataclass(frozen=True)
class Electorate:
    """Everybody whose contributions are weighed, and how the caps came out."""

    project: Project
    at: datetime
    policy: Policy | None
    rules: Rules
    weights: list[Weight]
    capped: Capped
    work: Mapping[int, Work]
    shortfalls: Mapping[int, list[Shortfall]]
    people: Mapping[int, int]
    voters: Collection[Voter] = ()

    def as_json(self) -> dict[str, Any]:
        """Return what holds for everybody, as plain values."""
        return {
            "project": self.project.slug,
            "at": f"{self.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "policy": self.policy
            and {"name": str(self.policy), "hash": self.policy.body_hash},
            "voters": len(self.weights),
            "raw": self.capped.raw,
            "total": str(self.capped.total),
            "organisation_cap": str(self.capped.organisation_cap),
            "person_cap": str(self.capped.person_cap),
            "heads": self.capped.heads,
            "relaxed": self.capped.relaxed,
        }

    def work_of(self, contributor: Contributor) -> Work:
        """Return the person's arithmetic; nothing earned is work too."""
        nothing = Work((), roles=0, days=0, scale=self.rules.weights.scale)
        return self.work.get(contributor.pk, nothing)

    def shortfalls_of(self, contributor: Contributor) -> list[Shortfall]:
        """Return which conditions of voters the person does not meet."""
        return _shortfalls(
            contributor,
            self.work_of(contributor),
            at=self.at,
            terms=self.rules.weights,
        )

    def weight_of(self, contributor: Contributor) -> Weight | None:
        """Return the person's line, if they are on the roll."""
        return next(
            (w for w in self.weights if w.contributor_id == contributor.pk), None
        )


class _Employer(NamedTuple):
    """Whose cap somebody falls under."""

    organisation_id: int | None
    name: str
    affiliation: str

    @property
    def group(self) -> Hashable | None:
        """The key of the cap; independents have none."""
        return UNDECLARED if self.affiliation == UNDECLARED else self.organisation_id


_UNDECLARED = _Employer(None, "", UNDECLARED)
_INDEPENDENT = _Employer(None, "", "independent")


def weigh(
    project: Project, *, at: datetime, policy: Policy | None = None
) -> list[Weight]:
    """Return the roll of ``project`` at ``at``, heaviest first."""
    return electorate(project, at=at, policy=policy).weights


def weight_of(
    contributor: Contributor, project: Project, *, at: datetime
) -> Weight | None:
    """Return one person's line of the roll, or ``None`` if they are not on it."""
    return electorate(project, at=at).weight_of(contributor)


def electorate(
    project: Project,
    *,
    at: datetime,
    policy: Policy | None = None,
    admitted: Collection[int] = (),
) -> Electorate:
    """Weigh everybody; without ``policy``, by the one that stood at ``at``.

    Who is ``admitted`` is on the roll whatever conditions they miss, with what they
    earned, and at least with what the lightest of the others has.
    """
    policy = policy or standing(project, at=at)
    rules = rules_of(policy)
    person_of = people_of_identities(project, at=at, terms=rules.weights)
    work = {
        person: weighting.work(earned, at=_day(at), terms=rules.weights)
        for person, earned in _earned(project, person_of, at, rules.weights).items()
    }
    people = (
        Contributor.objects.filter(is_bot=False)
        .select_related("user")
        .only("public_id", "name", "created_at", "user__is_active")
        .in_bulk([*work, *admitted])
    )
    nothing = Work((), roles=0, days=0, scale=rules.weights.scale)
    work |= {person: nothing for person in admitted if person not in work}
    shortfalls = {
        pk: _shortfalls(person, work[pk], at=at, terms=rules.weights)
        for pk, person in people.items()
    }
    employers = _employers(at, rules.weights)
    voters = {
        pk: Voter(work[pk].weight, employers.get(pk, _UNDECLARED).group)
        for pk in people
        if not shortfalls[pk]
    }
    least = max(min((voter.weight for voter in voters.values()), default=1), 1)
    voters |= {
        pk: Voter(max(work[pk].weight, least), employers.get(pk, _UNDECLARED).group)
        for pk in admitted
        if pk in people and pk not in voters
    }
    capped = caps.cap(voters.values(), rules.caps)
    weights = [
        _line(people[pk], voter, employers.get(pk, _UNDECLARED), capped)
        for pk, voter in voters.items()
    ]
    weights.sort(key=lambda w: (-w.weight, w.name, w.public_id))
    return Electorate(
        project,
        at,
        policy,
        rules,
        weights,
        capped,
        work,
        shortfalls,
        person_of,
        tuple(voters.values()),
    )


def people_of_identities(
    project: Project, *, at: datetime, terms: Terms
) -> dict[int, int]:
    """Return which contributor each git identity stands for in ``project``.

    First the addresses that people have verified; then those that a .mailmap of the
    project joins to a verified one, where the claim stood long enough, nobody has
    verified the address, and no other .mailmap of the project says otherwise.
    """
    verified = dict(
        Identity.objects.filter(
            contributor__isnull=False, verified_at__lte=at
        ).values_list("pk", "contributor_id")
    )
    claims = (
        AddressClaim.objects.filter(
            Q(withdrawn_at=None) | Q(withdrawn_at__gt=at),
            repository__project=project,
            claimed_at__lte=at - timedelta(days=terms.challenge_days),
        )
        .values_list("address_id", "target_id")
        .distinct()
    )
    claimed: dict[int, set[int]] = defaultdict(set)
    for address, target in claims:
        claimed[address].add(target)
    joined = {
        address: verified[target]
        for address, targets in claimed.items()
        for target in targets
        if len(targets) == 1 and address not in verified and target in verified
    }
    return verified | joined


def _earned(
    project: Project, person_of: Mapping[int, int], at: datetime, terms: Terms
) -> dict[int, list[Earned]]:
    """Return each person's points by day and kind, summed by the database.

    Values come as the database gives them, and each day is read once: 100,000 rows
    have some 1,000 days, and Django's converters would take most of the time.
    """
    read_day = cache(date.fromisoformat)
    raw = TextField()
    rows = (
        Contribution.objects.filter(
            project=project,
            not_counted="",
            landed_at__lte=at,
            landed_on__gte=weighting.window_opens(_day(at), terms),
        )
        .order_by()
        .annotate(day=Cast("landed_on", CharField()))
        .values_list("identity_id", "day", "kind")
        .annotate(Sum("points", output_field=raw), Count("pk", output_field=raw))
    )
    earned: dict[int, list[Earned]] = defaultdict(list)
    for identity, day, kind, points, roles in rows.iterator(chunk_size=10_000):
        if (person := person_of.get(identity)) is not None:
            earned[person].append(Earned(read_day(day), kind, points, roles))
    return earned


def _shortfalls(
    person: Contributor, work: Work, *, at: datetime, terms: Terms
) -> list[Shortfall]:
    known_for = max((at - person.created_at).days, 0)
    has_account = person.user is not None and person.user.is_active
    conditions = (
        Shortfall("account", int(has_account), 1),
        Shortfall("contributions", work.roles, terms.contributions),
        Shortfall("days", work.days, terms.days),
        Shortfall("account-days", known_for, terms.account_days),
    )
    return [each for each in conditions if each.have < each.need]


def _employers(at: datetime, terms: Terms) -> dict[int, _Employer]:
    """Return whose cap each person falls under; who said nothing is left out."""
    day = _day(at)
    lately = day - timedelta(days=terms.independent_after_days)
    declared = (
        Affiliation.objects.filter(
            Q(until=None) | Q(until__gt=lately),
            since__lte=day,
            withdrawn_at=None,
        )
        .select_related("organisation")
        .order_by("since", "pk")
    )
    found: dict[int, _Employer] = {}
    left: dict[int, _Employer] = {}
    for row in declared:
        employer = _INDEPENDENT
        if row.organisation is not None:
            employer = _Employer(
                row.organisation.pk, row.organisation.name, "organisation"
            )
            left[row.contributor_id] = employer
        if row.until is None or row.until > day:
            found[row.contributor_id] = employer
    return {
        person: left.get(person, employer) if employer is _INDEPENDENT else employer
        for person, employer in found.items()
    }


def _line(
    person: Contributor, voter: Voter, employer: _Employer, capped: Capped
) -> Weight:
    return Weight(
        contributor_id=person.pk,
        public_id=person.public_id,
        name=person.name,
        organisation_id=employer.organisation_id,
        organisation=employer.name,
        affiliation=employer.affiliation,
        raw=voter.weight,
        limited=capped.limited(voter.weight),
        factor=capped.factor(voter.group),
        weight=capped.weight(voter),
    )


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()
