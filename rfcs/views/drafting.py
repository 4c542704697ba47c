"""Drafts: one's own on an RFC, posted as one batch with the review."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from contributors.models import User
from core.errors import AlthingError
from rfcs import addresses, drafts, writing
from rfcs.models import Draft, Rfc


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def my_drafts(request: HttpRequest, project: str, slug: str) -> HttpResponse:
    """Show one's drafts on an RFC; post all of them, with a verdict if one likes."""
    rfc = addresses.rfc_at(project, slug)
    assert isinstance(request.user, User)
    context = {**addresses.head(rfc), "drafts": list(drafts.of(rfc, by=request.user))}
    if request.method != "POST":
        return render(request, "rfcs/drafts.html", context)
    try:
        return _post_drafts(request, rfc)
    except AlthingError as error:
        context |= {"problem": error.message, "asked": request.POST}
        return render(request, "rfcs/drafts.html", context, status=error.status)


def _post_drafts(request: HttpRequest, rfc: Rfc) -> HttpResponse:
    posted = drafts.post(
        rfc,
        by=writing.writer(request),
        revision=rfc.current_revision,
        verdict=request.POST.get("verdict", ""),
        summary=request.POST.get("summary", ""),
    )
    many = "comment is" if posted.comments == 1 else "comments are"
    messages.success(request, f"{posted.comments} {many} posted.")
    receipt = posted.review.entry_id if posted.review else ""
    query = f"?receipt={receipt}#receipt" if receipt else "#discussion"
    return redirect(f"{rfc.get_absolute_url()}{query}")


@require_POST
@login_required
def draft(request: HttpRequest, project: str, slug: str, pk: int) -> HttpResponse:
    """Change or discard one draft."""
    user = writing.writer(request)
    rfc = addresses.rfc_at(project, slug)
    kept = get_object_or_404(Draft, pk=pk, rfc=rfc, author__user=user)
    if request.POST.get("act") == "discard":
        drafts.discard(kept, by=user)
        messages.success(request, "The draft is gone.")
    else:
        drafts.change(kept, by=user, body=request.POST.get("body", ""))
        messages.success(request, "The draft is kept.")
    return redirect(f"{rfc.get_absolute_url()}drafts/")
