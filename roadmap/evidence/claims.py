"""Rules that others want to have checked: kept by whoever states them."""

from collections.abc import Iterable

from django.db import transaction

from mirror.models import Project
from roadmap.evidence.models import Claim
from roadmap.rules import Rule


@transaction.atomic
def state(project: Project, holder: str, rules: Iterable[Rule]) -> None:
    """Make ``rules`` the ones of ``holder``; each names its repository."""
    release(project, holder)
    Claim.objects.bulk_create(
        Claim(project=project, holder=holder, rule=rule.as_json()) for rule in rules
    )


@transaction.atomic
def release(project: Project, holder: str) -> None:
    """Take back every rule of ``holder``; evidence that was found stays."""
    Claim.objects.filter(project=project, holder=holder).delete()
