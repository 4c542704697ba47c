"""What people do in the review room: comment, review, raise and settle."""

from typing import TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from contributors.models import User
from core.errors import InvalidInput
from core.limits import require_rate
from rfcs import comments, concerns, reviews, texts
from rfcs.forms import CommentForm, ConcernForm, ReviewForm, SettleForm
from rfcs.models import Concern, Revision, Thread
from rfcs.reading import Reading

PER_MINUTE = 20
FormOf = TypeVar("FormOf", bound=Form)


@require_POST
@login_required
def comment(request: HttpRequest, project: str, slug: str, index: int) -> HttpResponse:
    """Start a thread on a paragraph, or on the whole text."""
    user = _writer(request)
    revision = _revision(project, slug, index)
    form = _valid(CommentForm(request.POST))
    thread = comments.start_thread(
        revision.rfc,
        revision,
        by=user,
        block=form.cleaned_data["block"],
        body=form.cleaned_data["body"],
    )
    messages.success(request, "Your comment is posted.")
    return redirect(f"{_page(revision)}#thread-{thread.pk}")


@require_POST
@login_required
def reply(request: HttpRequest, project: str, slug: str, pk: int) -> HttpResponse:
    """Reply to a thread, resolve it or reopen it."""
    user = _writer(request)
    thread = get_object_or_404(
        Thread.objects.select_related("rfc__project", "rfc__current_revision"),
        pk=pk,
        rfc__slug=slug,
        rfc__project__slug=project,
    )
    act = request.POST.get("act", "reply")
    if act == "resolve":
        comments.resolve(thread, by=user)
    elif act == "reopen":
        comments.reopen(thread, by=user)
    else:
        form = _valid(CommentForm(request.POST))
        comments.reply(thread, by=user, body=form.cleaned_data["body"])
    if request.htmx:  # type: ignore[attr-defined]
        return _talks(request, thread)
    said = {"resolve": "The thread is resolved.", "reopen": "The thread is open again."}
    messages.success(request, said.get(act, "Your reply is posted."))
    return redirect(f"{thread.rfc.get_absolute_url()}#thread-{thread.pk}")


@require_POST
@login_required
def review(request: HttpRequest, project: str, slug: str, index: int) -> HttpResponse:
    """Post a verdict on this revision."""
    user = _writer(request)
    revision = _revision(project, slug, index)
    form = _valid(ReviewForm(request.POST))
    posted = reviews.post_review(revision, by=user, **form.cleaned_data)
    messages.success(request, "Your review is posted.")
    return redirect(f"{_page(revision)}?receipt={posted.entry_id}#receipt")


@require_POST
@login_required
def concern(request: HttpRequest, project: str, slug: str, index: int) -> HttpResponse:
    """Raise a concern on this revision."""
    user = _writer(request)
    revision = _revision(project, slug, index)
    form = _valid(ConcernForm(request.POST))
    raised = concerns.raise_concern(revision, by=user, **form.cleaned_data)
    messages.success(request, "Your concern is raised.")
    return redirect(f"{_page(revision)}?receipt={raised.entry_id}#receipt")


@require_POST
@login_required
def settle(request: HttpRequest, project: str, slug: str, pk: int) -> HttpResponse:
    """Resolve or withdraw a concern."""
    user = _writer(request)
    raised = get_object_or_404(
        Concern.objects.select_related("rfc__project"),
        pk=pk,
        rfc__slug=slug,
        rfc__project__slug=project,
    )
    form = _valid(SettleForm(request.POST))
    do = (
        concerns.resolve if form.cleaned_data["act"] == "resolve" else concerns.withdraw
    )
    do(raised, by=user, reason=form.cleaned_data["reason"])
    messages.success(request, "The concern is settled.")
    page = raised.rfc.get_absolute_url()
    return redirect(f"{page}?receipt={raised.settled_entry_id}#receipt")


def _writer(request: HttpRequest) -> User:
    """Return who writes, counting their writes of this minute."""
    assert isinstance(request.user, User)
    require_rate(str(request.user.pk), "rfcs", per_minute=PER_MINUTE)
    return request.user


def _valid(form: FormOf) -> FormOf:
    if form.is_valid():
        return form
    name, problems = next(iter(form.errors.items()))
    label = form.fields[name].label or name
    raise InvalidInput(f"{label}: {' '.join(map(str, problems))}")


def _revision(project: str, slug: str, index: int) -> Revision:
    return get_object_or_404(
        Revision.objects.select_related("rfc__project"),
        index=index,
        rfc__slug=slug,
        rfc__project__slug=project,
    )


def _page(revision: Revision) -> str:
    """Return the RFC's own address for its latest revision, else the revision's."""
    rfc = revision.rfc
    if revision.pk == rfc.current_revision_id:
        return rfc.get_absolute_url()
    return reverse("rfcs:revision", args=[rfc.project.slug, rfc.slug, revision.index])


def _talks(request: HttpRequest, thread: Thread) -> HttpResponse:
    rfc, revision = thread.rfc, thread.rfc.current_revision
    assert revision is not None
    text = texts.text_of(revision)
    reading = Reading(rfc, revision, text, request.user)
    talks = reading.discussion.of_thread(thread.pk)
    context = {
        "r": reading,
        "rfc": rfc,
        "page": rfc.get_absolute_url(),
        "revision": revision,
        "talks": talks,
    }
    return render(request, "rfcs/_talks.html", context)
