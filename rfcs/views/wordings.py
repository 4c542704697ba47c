"""The wordings of one comment: all that it had, and another by its author."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core.errors import AlthingError
from rfcs import addresses, comments, permissions, writing
from rfcs.models import Comment
from rfcs.writing import Writing


@require_http_methods(["GET", "HEAD", "POST"])
def one_comment(request: HttpRequest, project: str, slug: str, pk: int) -> HttpResponse:
    """Show every wording of a comment; let its author put another."""
    found = get_object_or_404(
        Comment.objects.select_related(
            "rfc__project", "rfc__current_revision", "author", "thread__revision"
        ),
        pk=pk,
        rfc__slug=slug,
        rfc__project__slug=project,
    )
    here = f"{found.rfc.get_absolute_url()}thread/{found.thread_id}/#comment-{pk}"
    if request.method == "POST":
        return change(request, found, here)
    edits = list(found.edits.all())
    newest = edits[-1].body if edits else found.body
    context = {
        **addresses.head(found.rfc),
        "comment": found,
        "edits": edits[::-1],
        "newest": newest,
        "may_edit": bool(permissions.can_edit_comment(request.user, found)),
        "here": here,
    }
    return render(request, "rfcs/comment.html", context)


@login_required
def change(request: HttpRequest, comment: Comment, here: str) -> HttpResponse:
    """Put other words in the place of one's own."""
    body = request.POST.get("body", "")
    label = "Your comment, in other words"
    draft = Writing(comment.rfc, request.path, label, "Save", body, here)
    draft = replace(draft, may_keep=False)
    if request.POST.get("act") == "preview":
        return writing.preview(request, draft)
    try:
        comments.edit(comment, by=writing.writer(request), body=body)
    except AlthingError as error:
        return writing.again(request, draft, error)
    messages.success(request, "Your words are changed; the earlier ones stay to read.")
    return redirect(here)
