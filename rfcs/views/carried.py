"""What the author of a thread says when the words that it quotes have changed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from contributors.models import User
from core.limits import require_rate
from rfcs import projections
from rfcs.models import Revision, Thread

PER_MINUTE = 20


@require_POST
@login_required
def addressed(request: HttpRequest, project: str, slug: str, pk: int) -> HttpResponse:
    """Resolve the thread because a change addresses it, or keep it open."""
    assert isinstance(request.user, User)
    require_rate(str(request.user.pk), "rfcs", per_minute=PER_MINUTE)
    thread = get_object_or_404(
        Thread.objects.select_related("rfc__project"),
        pk=pk,
        rfc__slug=slug,
        rfc__project__slug=project,
    )
    index = request.POST.get("revision", "")
    revision = get_object_or_404(
        Revision,
        rfc=thread.rfc_id,
        index=int(index) if index.isascii() and index.isdecimal() else 0,
    )
    yes = request.POST.get("addressed") == "yes"
    projections.answer(thread, revision, by=request.user, addressed=yes)
    messages.success(
        request, "The thread is resolved." if yes else "The thread stays open."
    )
    return redirect(f"{thread.rfc.get_absolute_url()}#thread-{thread.pk}")
