"""Adopt a policy, and find the one that holds."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from contributors.accounts import contributor_of
from contributors.models import User
from core.canonical import NotCanonical, canonical_hash
from core.results import require
from governance import permissions, rules
from governance.errors import InvalidPolicy
from governance.models import Policy
from governance.rules import DEFAULT_BODY
from governance.standing import current, rules_of, standing
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
