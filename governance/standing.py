"""Which policy stands, and what it says."""

from datetime import datetime

from governance import rules
from governance.errors import NoPolicy
from governance.models import Policy
from governance.rules import DEFAULT_BODY, Rules
from mirror.models import Project


def standing(project: Project, *, at: datetime | None = None) -> Policy | None:
    """Return the policy adopted last, or last before ``at``; ``None`` without one."""
    return Policy.objects.standing(project, at=at).first()


def current(project: Project) -> Policy:
    """Return the policy that holds now; raises ``NoPolicy`` without one."""
    policy = standing(project)
    if policy is None:
        raise NoPolicy(f"{project} has not adopted a policy yet; adopt one first.")
    return policy


def rules_of(policy: Policy | None) -> Rules:
    """Return a policy's rules as values; the default ones without a policy."""
    return rules.read(policy.body if policy else DEFAULT_BODY)
