"""Approvals by role: what the policy asks for before an edition is published."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from contributors import accounts
from contributors.models import User
from core.results import Allowed, Denied, Verdict, require
from governance import policies, rules
from governance.models import Ballot, Decision, Role
from governance.permissions import SIGN_IN, Person, contributor
from ledger import log
from mirror.models import Project
from roadmap.drafts import require_draft
from roadmap.errors import DraftChanged
from roadmap.models import Approval, Edition


@dataclass(frozen=True)
class Asked:
    """How many of an office must approve, and who did, of this exact state."""

    role: str
    needed: int
    given: tuple[Approval, ...] = ()
    stale: tuple[Approval, ...] = ()

    @property
    def missing(self) -> int:
        """How many are still missing."""
        return max(self.needed - len(self.given), 0)


@dataclass(frozen=True)
class Terms:
    """What the project's policy asks of an edition before it is published."""

    approvals: Mapping[str, int] = field(default_factory=dict)
    ballot: bool = False


def terms_of(project: Project) -> Terms:
    """Return what the standing policy asks; nothing without a policy."""
    policy = policies.standing(project)
    said = rules.of_roadmaps(policy.body if policy else {})
    return Terms(said["approvals"], said["ballot"])


def asked(edition: Edition, digest: str) -> list[Asked]:
    """Return each office that the policy names, with the approvals it gave."""
    terms = terms_of(edition.project)
    newest: dict[tuple[str, int], Approval] = {}
    for row in edition.approvals.select_related("approver").order_by("pk"):
        newest[row.role, row.approver_id] = row
    holders = _holders(edition.project)
    standing = [
        row
        for (role, person), row in newest.items()
        if row.given and (role, person) in holders
    ]
    roles = {role: number for role, number in terms.approvals.items() if number}
    named = roles | {row.role: 0 for row in standing if row.role not in roles}
    return [
        Asked(
            role,
            number,
            tuple(r for r in standing if r.role == role and r.digest == digest),
            tuple(r for r in standing if r.role == role and r.digest != digest),
        )
        for role, number in sorted(named.items())
    ]


def offices_of(user: Person, project: Project) -> list[str]:
    """Return the offices that ``user`` holds in the project."""
    person = contributor(user)
    if person is None:
        return []
    roles = Role.objects.filter(project=project, contributor=person, ended_at=None)
    return sorted(roles.values_list("name", flat=True))


def can_approve(user: Person, project: Project, role: str) -> Verdict:
    """Whether ``user`` may approve as ``role``: who holds that office."""
    if not isinstance(user, User):
        return SIGN_IN
    if role in offices_of(user, project):
        return Allowed()
    return Denied(f"Only who holds the office {role or '?'} may approve as {role}.")


def approve(
    edition: Edition, *, by: User, role: str, digest: str, seen: str, given: bool = True
) -> Approval:
    """Approve the draft in the state ``seen``, or take one's approval back.

    ``digest`` is the state it has now; a draft that changed since is refused.
    """
    with transaction.atomic():
        rows = Edition.objects.select_for_update(of=("self",))
        found = rows.select_related("project").get(pk=edition.pk)
        require(can_approve(by, found.project, role))
        require_draft(found)
        if seen != digest:
            raise DraftChanged(
                "The draft changed since you read it: read it again, then approve."
            )
        person = accounts.contributor_of(by)
        row = Approval.objects.create(
            edition=found,
            role=role,
            approver=person,
            digest=digest,
            given=given,
            approved_at=timezone.now(),
        )
        log.append(
            "roadmap.approved",
            {
                "edition": str(found),
                "role": role,
                "digest": digest,
                "given": given,
            },
            entry_id=row.entry_id,
            subject=f"edition:{found.pk}",
            actor=person.public_id,
        )
    return row


def decision_on(edition: Edition) -> Decision | None:
    """Return the newest decision of a ballot on the draft that was not made void."""
    found = Decision.objects.filter(
        ballot__subject_kind="edition", ballot__subject_key=str(edition.pk)
    ).exclude(ballot__state=Ballot.State.VOID)
    return found.select_related("ballot", "project").order_by("-decided_at").first()


def _holders(project: Project) -> set[tuple[str, int]]:
    roles = Role.objects.filter(project=project, ended_at=None)
    return set(roles.values_list("name", "contributor_id"))
