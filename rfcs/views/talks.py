"""Threads: begin one, answer it, resolve it, see one or all."""

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
from governance import permissions as offices
from rfcs import addresses, comments, drafts, permissions, texts, threads, writing
from rfcs.models import Concern, Rfc, Thread, ThreadEvent
from rfcs.reading import Reading
from rfcs.threads import Filters
from rfcs.writing import Writing

PLACE = ("block", "last_block", "words", "until")
KINDS = {"resolve": ThreadEvent.Kind.RESOLVED, "reopen": ThreadEvent.Kind.REOPENED}
SAID = {
    "resolve": "The thread is resolved.",
    "reopen": "The thread is open again.",
    "reply": "Your reply is posted.",
}


@require_POST
@login_required
def comment(request: HttpRequest, project: str, slug: str, index: int) -> HttpResponse:
    """Start a thread on words, on a paragraph, or on the whole text."""
    revision = addresses.revision_at(project, slug, index)
    rfc, body = revision.rfc, request.POST.get("body", "")
    place = {name: request.POST.get(name, "")[:2_000] for name in PLACE}
    concern = request.POST.get("concern", "")
    draft = Writing(
        rfc,
        request.path,
        "Comment on these words" if place["block"] else "Comment on the whole",
        "Comment",
        body,
        addresses.page_of(revision),
        {**place, "concern": concern},
    )
    act = request.POST.get("act", "post")
    if act == "preview":
        return writing.preview(request, draft)
    user = writing.writer(request)
    try:
        if act == "keep":
            kept = drafts.keep(revision, by=user, body=body, place=place)
            messages.success(request, writing.KEPT)
            return redirect(f"{addresses.page_of(revision)}#draft-{kept.pk}")
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
        return writing.again(request, draft, error)
    messages.success(request, "Your comment is posted.")
    return redirect(f"{addresses.page_of(revision)}#thread-{thread.pk}")


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
    draft = Writing(rfc, request.path, label, button, body, here)
    if act == "preview":
        return writing.preview(request, draft)
    user = writing.writer(request)
    try:
        if act == "keep":
            assert rfc.current_revision is not None
            kept = drafts.keep(thread.revision, by=user, body=body, thread=thread)
            messages.success(request, writing.KEPT)
            return redirect(f"{rfc.get_absolute_url()}#draft-{kept.pk}")
        said = _settle_or_reply(thread, user, act, body)
    except AlthingError as error:
        return writing.again(request, draft, error)
    if request.htmx:  # type: ignore[attr-defined]
        return _talks(request, thread, said if said not in SAID.values() else "")
    messages.success(request, said)
    back = here if request.POST.get("from") == "thread" else rfc.get_absolute_url()
    return redirect(f"{back}#thread-{thread.pk}")


@require_safe
def all_threads(request: HttpRequest, project: str, slug: str) -> HttpResponse:
    """Show every thread of an RFC."""
    rfc = addresses.rfc_at(project, slug)
    names = ("state", "mine", "by", "concern", "review", "after")
    asked = {name: request.GET.get(name, "")[:40] for name in names}
    filters = Filters(**{k: v.replace("\x00", "") for k, v in asked.items()})
    person = offices.contributor(request.user)
    context = {
        **addresses.head(rfc),
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
        **addresses.head(rfc),
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
    context = {
        "r": reading,
        "rfc": rfc,
        "page": rfc.get_absolute_url(),
        "revision": revision,
        **reading.beside(thread.pk),
        "said": said,
        "said_in": thread.pk,
    }
    return render(request, "rfcs/_talks.html", context)
