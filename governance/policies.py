"""Adopt a policy, and find the one that holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from contributors.accounts import contributor_of
from contributors.models import User
from core import clock
from core.canonical import NotCanonical, canonical_hash
from core.errors import NotPermitted
from core.results import require
from governance import permissions, rules
from governance.errors import InvalidPolicy
from governance.models import Policy
from governance.rules import BY_BALLOT, DEFAULT_BODY
from governance.standing import current, rules_of, standing
from ledger import log
from mirror.models import Project, Repository

__all__ = ["DEFAULT_BODY", "Pin", "adopt_policy", "completed", "current", "publish"]
__all__ += ["require_may_adopt", "rules_of", "standing"]


@dataclass(frozen=True)
class Pin:
    """Where a policy's file lies, at exactly which commit."""

    repository: Repository
    path: str
    commit_oid: str
    blob_oid: str


@transaction.atomic
def adopt_policy(
    project: Project,
    name: str,
    body: Mapping[str, Any],
    *,
    by: User | None,
    pin: Pin | None = None,
) -> Policy:
    """Publish the next version of the policy ``name``.

    Members that ``body`` leaves out are written down as in the default, so that a
    later default changes nothing. Nobody in ``by`` is the operator of the instance,
    who adopts a project's first policy. Where the standing policy is amended by
    ballot, only a ballot does (``governance.policyfiles``).
    """
    Project.objects.select_for_update().get(pk=project.pk)
    require_may_adopt(project, by=by)
    actor = contributor_of(by).public_id if by else ""
    return publish(project, name, body, actor=actor, pin=pin)


def require_may_adopt(project: Project, *, by: User | None) -> None:
    """Refuse who may not adopt a policy by themselves."""
    policy = standing(project)
    amendment = policy.body.get("amendment", {}) if policy else {}
    if amendment.get("by") == BY_BALLOT:
        raise NotPermitted(
            f"The policy of {project} is changed by a ballot alone: propose the new "
            "text in the file that it is kept in, and put that to the vote."
        )
    require_office(project, by=by)


def require_office(project: Project, *, by: User | None) -> None:
    """Refuse who does not hold an office that the policy lets adopt."""
    if by is not None:
        require(permissions.may(by, "adopt", project))


def publish(
    project: Project,
    name: str,
    body: Mapping[str, Any],
    *,
    actor: str,
    pin: Pin | None = None,
    decision: int = 0,
) -> Policy:
    """Write down and log the next version; the caller has seen that it may be."""
    full, digest = completed(body)
    newest = Policy.objects.filter(project=project, name=name).first()
    policy = Policy.objects.create(
        project=project,
        name=name,
        version=newest.version + 1 if newest else 1,
        body=full,
        body_hash=digest,
        repository=pin.repository if pin else None,
        commit_oid=pin.commit_oid if pin else "",
        path=pin.path if pin else "",
        blob_oid=pin.blob_oid if pin else "",
        adopted_at=clock.now(),
    )
    entry: dict[str, Any] = {"hash": digest, "name": name, "version": policy.version}
    if pin is not None:
        entry |= {"commit": pin.commit_oid, "blob": pin.blob_oid}
    if decision:
        entry["decision"] = decision
    log.append(
        "policy.adopted",
        entry,
        entry_id=policy.entry_id,
        subject=f"project:{project.slug}",
        actor=actor,
    )
    return policy


def completed(body: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the whole body and its digest; refuse what contradicts itself."""
    full = rules.complete(body)
    try:
        return full, canonical_hash(full)
    except NotCanonical as error:
        raise InvalidPolicy(f"{error}.") from None
