"""Adopt a policy, and find the one that holds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from contributors.accounts import contributor_of
from contributors.models import User
from core.canonical import NotCanonical, canonical_hash
from core.results import require
from governance import permissions, rules
from governance.errors import InvalidPolicy, NoPolicy
from governance.models import Policy
from governance.rules import DEFAULT_BODY, Rules
from ledger import log
from mirror.models import Project

__all__ = ["DEFAULT_BODY", "adopt_policy", "current", "rules_of", "standing"]


@transaction.atomic
def adopt_policy(
    project: Project, name: str, body: Mapping[str, Any], *, by: User | None
) -> Policy:
    """Publish the next version of the policy ``name``.

    Members that ``body`` leaves out are written down as in the default, so that a
    later default changes nothing. Nobody in ``by`` is the operator of the instance,
    who adopts a project's first policy.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    if by is not None:
        require(permissions.can_maintain(by, project))
    full = rules.complete(body)
    try:
        digest = canonical_hash(full)
    except NotCanonical as error:
        raise InvalidPolicy(f"{error}.") from None
    newest = Policy.objects.filter(project=project, name=name).first()
    policy = Policy.objects.create(
        project=project,
        name=name,
        version=newest.version + 1 if newest else 1,
        body=full,
        body_hash=digest,
        adopted_at=timezone.now(),
    )
    log.append(
        "policy.adopted",
        {"hash": digest, "name": name, "version": policy.version},
        entry_id=policy.entry_id,
        subject=f"project:{project.slug}",
        actor=contributor_of(by).public_id if by else "",
    )
    return policy


def standing(project: Project, *, at: datetime | None = None) -> Policy | None:
    """Return the policy adopted last, or last before ``at``; ``None`` without one."""
    adopted = Policy.objects.filter(project=project)
    if at is not None:
        adopted = adopted.filter(adopted_at__lte=at)
    return adopted.order_by("-adopted_at", "-pk").first()


def current(project: Project) -> Policy:
    """Return the policy that holds now; raises ``NoPolicy`` without one."""
    policy = standing(project)
    if policy is None:
        raise NoPolicy(f"{project} has not adopted a policy yet; adopt one first.")
    return policy


def rules_of(policy: Policy | None) -> Rules:
    """Return a policy's rules as values; the default ones without a policy."""
    return rules.read(policy.body if policy else DEFAULT_BODY)
