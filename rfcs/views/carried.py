"""What people say of a thread in a later revision: is it met, where does it stand.

The author of a thread answers; its author or a maintainer places it by hand.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from contributors.models import User
from core.errors import AlthingError
from core.results import require
from rfcs import addresses, moves, permissions, projections, texts, writing
from rfcs.models import Revision, Thread


@require_POST
@login_required
def addressed(request: HttpRequest, project: str, slug: str, pk: int) -> HttpResponse:
    """Resolve the thread because a change addresses it, or keep it open."""
    user = writing.writer(request)
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
    projections.answer(thread, revision, by=user, addressed=yes)
    messages.success(
        request, "The thread is resolved." if yes else "The thread stays open."
    )
    return redirect(f"{thread.rfc.get_absolute_url()}#thread-{thread.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def place(request: HttpRequest, project: str, slug: str, pk: int) -> HttpResponse:
    """Offer the paragraphs where a thread may belong now; put it where one says."""
    assert isinstance(request.user, User)
    thread = get_object_or_404(
        Thread.objects.select_related("rfc__project", "rfc__current_revision__rfc"),
        pk=pk,
        rfc__slug=slug,
        rfc__project__slug=project,
        rfc__current_revision__isnull=False,
    )
    require(permissions.can_settle_thread(request.user, thread))
    if request.method != "POST":
        return _offer(request, thread)
    user = writing.writer(request)
    revision, asked = thread.rfc.current_revision, request.POST
    assert revision is not None
    try:
        moves.move(
            thread,
            revision,
            by=user,
            block=asked.get("block", "")[:80],
            words=asked.get("words", "")[:2_000],
            reason=asked.get("reason", ""),
        )
    except AlthingError as error:
        return _offer(request, thread, error)
    messages.success(request, "The thread stands there now; the record says why.")
    return redirect(f"{thread.rfc.get_absolute_url()}#thread-{thread.pk}")


def _offer(
    request: HttpRequest, thread: Thread, error: AlthingError | None = None
) -> HttpResponse:
    rfc, revision = thread.rfc, thread.rfc.current_revision
    assert revision is not None
    asked = request.POST if request.method == "POST" else request.GET
    sought = asked.get("sought", "")[:200].replace("\x00", "")
    context = {
        **addresses.head(rfc),
        "thread": thread,
        "sought": sought,
        "offered": moves.offered(thread, texts.text_of(revision), sought),
        "can_be_moved": moves.can_be_moved(thread, revision),
        "asked": asked,
        "problem": error.message if error else "",
    }
    status = error.status if error else 200
    return render(request, "rfcs/place.html", context, status=status)
