"""The pages of policies: which one stands, what is proposed, and who may adopt it."""

from difflib import unified_diff
from typing import Any

import yaml
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from contributors.models import User
from core.limits import require_rate
from governance import permissions, policies, policyfiles
from governance.models import Policy, PolicyDraft, PolicySource
from governance.rules import BY_BALLOT
from mirror.models import Problem, Project

VERSIONS = 50
WRITES_PER_MINUTE = 10


@require_GET
def policy_page(request: HttpRequest, project: str) -> HttpResponse:
    """Show a project's policy: what holds, where its file is, what is proposed."""
    found = get_object_or_404(Project, slug=project)
    standing = policies.standing(found)
    body = standing.body if standing else policies.DEFAULT_BODY
    amendment = body.get("amendment", {})
    sources = list(
        PolicySource.objects.filter(project=found, dropped_at=None).select_related(
            "repository"
        )
    )
    may_adopt = bool(permissions.may(request.user, "adopt", found, standing))
    context = {
        "project": found,
        "policy": standing,
        "sections": list(policyfiles.sections(standing)),
        "versions": Policy.objects.filter(project=found)
        .select_related("repository")
        .order_by("-adopted_at", "-pk")[:VERSIONS],
        "sources": sources,
        "problems": Problem.objects.filter(
            source=policyfiles.SOURCE, repository__in=[s.repository for s in sources]
        ),
        "drafts": [
            {"draft": draft, "diff": _difference(body, draft.body)}
            for draft in policyfiles.waiting(found)
        ],
        "by_ballot": amendment.get("by") == BY_BALLOT,
        "procedure": amendment.get("procedure", ""),
        "may_adopt": may_adopt and amendment.get("by") != BY_BALLOT,
        "may_ask": bool(permissions.can_open_ballot(request.user, found)),
    }
    return render(request, "governance/policy.html", context)


@login_required
@require_POST
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Adopt a proposed policy by office."""
    draft = get_object_or_404(
        PolicyDraft.objects.select_related("source__project", "source__repository"),
        pk=pk,
    )
    assert isinstance(request.user, User)
    require_rate(str(request.user.pk), "policy", per_minute=WRITES_PER_MINUTE)
    adopted = policyfiles.adopt_draft(draft, by=request.user)
    messages.success(request, f"{adopted} stands from now on.")
    slug = draft.source.project.slug
    return HttpResponseRedirect(reverse("governance:policies", args=[slug]))


def _difference(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return the lines that differ, each with its sign."""
    before, after = (
        yaml.safe_dump(body, allow_unicode=True).splitlines() for body in (old, new)
    )
    return list(unified_diff(before, after, lineterm="", n=2))[2:]
