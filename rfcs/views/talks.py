"""Writing in the review room: comments, replies, edits, previews and drafts."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from contributors.models import User
from core.errors import AlthingError
from core.limits import require_rate
from core.markup import render_comment
from governance import permissions as offices
from rfcs import comments, drafts, permissions, texts, threads
from rfcs.models import Comment, Concern, Draft, Revision, Rfc, Thread, ThreadEvent
from rfcs.reading import Reading
from rfcs.threads import Filters

PER_MINUTE = 20
PREVIEWS = 60
PLACE = ("block", "last_block", "words", "until")
KINDS = {"resolve": ThreadEvent.Kind.RESOLVED, "reopen": ThreadEvent.Kind.REOPENED}
SAID = {
    "resolve": "The thread is resolved.",
    "reopen": "The thread is open again.",
    "reply": "Your reply is posted.",
}


@dataclass(frozen=True)
class Writing:
    """What somebody is writing, to be shown to them once more."""

    rfc: Rfc
    action: str
    label: str
    button: str
    body: str
    back: str
    hidden: dict[str, str] = field(default_factory=dict)
    html: str = ""
    problem: str = ""
    may_keep: bool = True


@require_POST
@login_required
def comment(request: HttpRequest, project: str, slug: str, index: int) -> HttpResponse:
    """Start a thread on words, on a paragraph, or on the whole text."""
    revision = get_object_or_404(
        Revision.objects.select_related("rfc__project"),
        index=index,
        rfc__slug=slug,
        rfc__project__slug=project,
    )
    rfc, body = revision.rfc, request.POST.get("body", "")
    place = {name: request.POST.get(name, "")[:2_000] for name in PLACE}
    concern = request.POST.get("concern", "")
    writing = Writing(
        rfc,
        request.path,
        "Comment on these words" if place["block"] else "Comment on the whole",
        "Comment",
        body,
        _page(revision),
        {**place, "concern": concern},
    )
    act = request.POST.get("act", "post")
    if act == "preview":
        return _preview(request, writing)
    user = _writer(request)
    try:
        if act == "keep":
            drafts.keep(revision, by=user, body=body, place=place)
            messages.success(request, "Kept as a draft; nobody else sees it.")
            return redirect(f"{rfc.get_absolute_url()}drafts/")
        thread = comments.start_thread(
            rfc,
            revision,
            by=user,
            body=body,
            block=place["block"],
            words=place["words"],
            last_block=place["last_block"],
            until=place["until"],
            concern=_concern(rfc, concern),
        )
    except AlthingError as error:
        return _again(request, writing, error)
    messages.success(request, "Your comment is posted.")
    return redirect(f"{_page(revision)}#thread-{thread.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, project: str, slug: str, pk: int) -> HttpResponse:
    """Show one thread, or reply to it, resolve it, reopen it."""
    found = get_object_or_404(
        Thread.objects.select_related(
            "rfc__project", "rfc__current_revision", "revision", "concern"
        ),
        pk=pk,
        rfc__slug=slug,
        rfc__project__slug=project,
    )
    if request.method != "POST":
        return _thread_page(request, found)
    return answer(request, found)


@login_required
def answer(request: HttpRequest, thread: Thread) -> HttpResponse:
    """Reply to a thread, resolve it or reopen it."""
    act, body = request.POST.get("act", "reply"), request.POST.get("body", "")
    rfc = thread.rfc
    here = f"{rfc.get_absolute_url()}thread/{thread.pk}/"
    label, button = f"Reply to {thread.started_by}", "Reply"
    writing = Writing(rfc, request.path, label, button, body, here)
    if act == "preview":
        return _preview(request, writing)
    user = _writer(request)
    try:
        if act == "keep":
            assert rfc.current_revision is not None
            drafts.keep(thread.revision, by=user, body=body, thread=thread)
            messages.success(request, "Kept as a draft; nobody else sees it.")
            return redirect(f"{rfc.get_absolute_url()}drafts/")
        said = _settle_or_reply(thread, user, act, body)
    except AlthingError as error:
        return _again(request, writing, error)
    if request.htmx:  # type: ignore[attr-defined]
        return _talks(request, thread, said if said not in SAID.values() else "")
    messages.success(request, said)
    back = here if request.POST.get("from") == "thread" else rfc.get_absolute_url()
    return redirect(f"{back}#thread-{thread.pk}")


@require_safe
def all_threads(request: HttpRequest, project: str, slug: str) -> HttpResponse:
    """Show every thread of an RFC."""
    rfc = _rfc(project, slug)
    names = ("state", "mine", "by", "concern", "review", "after")
    asked = {name: request.GET.get(name, "")[:40] for name in names}
    filters = Filters(**{k: v.replace("\x00", "") for k, v in asked.items()})
    person = offices.contributor(request.user)
    context = {
        **_head(rfc),
        "filters": filters,
        "states": threads.STATES,
        "found": threads.page(rfc, filters, person=person),
        "reviewers": threads.reviewers(rfc),
        "concerns": threads.concerns(rfc),
        "person": person,
    }
    template = "rfcs/_lines.html" if request.htmx else "rfcs/threads.html"  # type: ignore[attr-defined]
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


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
        **_head(found.rfc),
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
    writing = Writing(comment.rfc, request.path, label, "Save", body, here)
    writing = replace(writing, may_keep=False)
    if request.POST.get("act") == "preview":
        return _preview(request, writing)
    try:
        comments.edit(comment, by=_writer(request), body=body)
    except AlthingError as error:
        return _again(request, writing, error)
    messages.success(request, "Your words are changed; the earlier ones stay to read.")
    return redirect(here)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def my_drafts(request: HttpRequest, project: str, slug: str) -> HttpResponse:
    """Show one's drafts on an RFC; post all of them, with a verdict if one likes."""
    rfc = _rfc(project, slug)
    assert isinstance(request.user, User)
    if request.method == "POST":
        posted = drafts.post(
            rfc,
            by=_writer(request),
            revision=rfc.current_revision,
            verdict=request.POST.get("verdict", ""),
            summary=request.POST.get("summary", ""),
        )
        many = "comment is" if posted.comments == 1 else "comments are"
        messages.success(request, f"{posted.comments} {many} posted.")
        receipt = posted.review.entry_id if posted.review else ""
        query = f"?receipt={receipt}#receipt" if receipt else "#discussion"
        return redirect(f"{rfc.get_absolute_url()}{query}")
    context = {**_head(rfc), "drafts": list(drafts.of(rfc, by=request.user))}
    return render(request, "rfcs/drafts.html", context)


@require_POST
@login_required
def draft(request: HttpRequest, project: str, slug: str, pk: int) -> HttpResponse:
    """Change or discard one draft."""
    user = _writer(request)
    rfc = _rfc(project, slug)
    kept = get_object_or_404(Draft, pk=pk, rfc=rfc, author__user=user)
    if request.POST.get("act") == "discard":
        drafts.discard(kept, by=user)
        messages.success(request, "The draft is gone.")
    else:
        drafts.change(kept, by=user, body=request.POST.get("body", ""))
        messages.success(request, "The draft is kept.")
    return redirect(f"{rfc.get_absolute_url()}drafts/")


def _concern(rfc: Rfc, asked: str) -> Concern | None:
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 18):
        return None
    return Concern.objects.filter(rfc=rfc, pk=asked).first()


def _settle_or_reply(thread: Thread, user: User, act: str, body: str) -> str:
    """Do it, and return the sentence that says so."""
    if act not in KINDS:
        comments.reply(thread, by=user, body=body)
        return SAID["reply"]
    done = comments.settle(thread, by=user, kind=KINDS[act], reason=body)
    if done.changed:
        return SAID[act]
    who = done.thread.resolved_by
    said = f"{who} resolved this thread" if who else "Somebody reopened this thread"
    kept = "; your words are kept as a reply" if done.kept else ""
    return f"{said} a moment before you{kept}."


def _thread_page(request: HttpRequest, thread: Thread) -> HttpResponse:
    rfc, asked = thread.rfc, request.GET
    person = offices.contributor(request.user)
    after = asked.get("after", "")
    line, more = threads.one(
        rfc,
        thread,
        person=person,
        after=int(after[:15]) if after.isascii() and after.isdecimal() else 0,
    )
    context = {
        **_head(rfc),
        "thread": thread,
        "line": line,
        "more": more,
        "events": threads.events(thread),
        "may_settle": bool(permissions.can_settle_thread(request.user, thread)),
        "may_reply": bool(permissions.can_comment(request.user, rfc)),
        "quoting": quoting(rfc, asked.get("quote", "")),
    }
    return render(request, "rfcs/thread.html", context)


def quoting(rfc: Rfc, asked: str) -> str:
    """Return a comment's words as a Markdown quote, ready to be answered."""
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 18):
        return ""
    return comments.quoted(rfc, int(asked))


def _talks(request: HttpRequest, thread: Thread, said: str) -> HttpResponse:
    rfc, revision = thread.rfc, thread.rfc.current_revision
    assert revision is not None
    reading = Reading(rfc, revision, texts.text_of(revision), request.user)
    talks = reading.discussion.open(thread.pk)
    context = {
        "r": reading,
        "rfc": rfc,
        "page": rfc.get_absolute_url(),
        "revision": revision,
        "talks": talks,
        "said": said,
        "said_in": thread.pk,
    }
    return render(request, "rfcs/_talks.html", context)


def _preview(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Show how the words will look: a fragment for htmx, else a page with the form."""
    require_rate(str(request.user.pk), "rfcs.preview", per_minute=PREVIEWS)
    words = writing.body[: comments.MAX_BODY].replace("\x00", "\ufffd")
    html = render_comment(words)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "rfcs/_preview.html", {"html": html})
    context = {**_head(writing.rfc), "w": replace(writing, html=html)}
    return render(request, "rfcs/compose.html", context)


def _again(request: HttpRequest, writing: Writing, error: AlthingError) -> HttpResponse:
    """Show the form again with what was written and what was wrong with it."""
    context = {**_head(writing.rfc), "w": replace(writing, problem=error.message)}
    return render(request, "rfcs/compose.html", context, status=error.status)


def _writer(request: HttpRequest) -> User:
    """Return who writes, counting their writes of this minute."""
    assert isinstance(request.user, User)
    require_rate(str(request.user.pk), "rfcs", per_minute=PER_MINUTE)
    return request.user


def _rfc(project: str, slug: str) -> Rfc:
    return get_object_or_404(
        Rfc.objects.select_related("project", "current_revision", "repository"),
        project__slug=project,
        slug=slug,
        current_revision__isnull=False,
    )


def _head(rfc: Rfc) -> dict[str, Any]:
    return {
        "rfc": rfc,
        "revision": rfc.current_revision,
        "page": rfc.get_absolute_url(),
    }


def _page(revision: Revision) -> str:
    """Return the RFC's own address for its latest revision, else the revision's."""
    rfc = revision.rfc
    if revision.pk == rfc.current_revision_id:
        return rfc.get_absolute_url()
    return revision.get_absolute_url()
