"""Threads and comments: start, reply, resolve, reopen."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from contributors import accounts
from contributors.models import Contributor, User
from core.canonical import sha256_hex
from core.markup import render_comment
from core.results import require
from ledger import log
from rfcs import permissions
from rfcs.errors import (
    EmptyText,
    TextTooLong,
    ThreadNotOpen,
    ThreadOpen,
    UnknownBlock,
)
from rfcs.models import Comment, Revision, Rfc, Text, Thread

MAX_BODY = 20_000
MAX_QUOTE = 2_000
SAME_PRESS = timedelta(seconds=30)


def start_thread(
    rfc: Rfc,
    revision: Revision,
    *,
    by: User,
    body: str,
    block: str = "",
    quote: str = "",
) -> Thread:
    """Start a thread on a block of the revision, or on the whole of it.

    Without a ``quote`` the thread quotes its block, so that it can be found again
    in later revisions. Raises ``UnknownBlock`` where the revision has no such block.
    """
    html = _rendered(body)
    with transaction.atomic():
        now = timezone.now()
        require(permissions.can_comment(by, rfc))
        person = accounts.contributor_of(by)
        quote = quote.strip() or _words_of_block(revision, block)
        again = _just_said(person, body, now).filter(
            thread__revision=revision, thread__block=block
        )
        if pressed_twice := again.select_related("thread").first():
            return pressed_twice.thread
        thread = Thread.objects.create(
            rfc=rfc,
            revision=revision,
            block=block,
            quote=quote[:MAX_QUOTE],
            started_by=person,
            started_at=now,
        )
        _post(thread, person, body, html, now)
    return thread


def reply(thread: Thread, *, by: User, body: str) -> Comment:
    """Add to a thread; a second press of the button adds nothing."""
    html = _rendered(body)
    with transaction.atomic():
        now = timezone.now()
        thread = Thread.objects.select_related("rfc__project", "revision").get(
            pk=thread.pk
        )
        require(permissions.can_comment(by, thread.rfc))
        person = accounts.contributor_of(by)
        pressed_twice = _just_said(person, body, now).filter(thread=thread).first()
        return pressed_twice or _post(thread, person, body, html, now)


@transaction.atomic
def resolve(thread: Thread, *, by: User) -> Thread:
    """Mark the thread as settled; it stays where it is, folded."""
    thread = _locked(thread)
    require(permissions.can_settle_thread(by, thread))
    if thread.resolved_at is not None:
        raise ThreadNotOpen("This thread was resolved already.")
    thread.resolved_at = timezone.now()
    thread.resolved_by = accounts.contributor_of(by)
    thread.save()
    return thread


@transaction.atomic
def reopen(thread: Thread, *, by: User) -> Thread:
    """Take the thread up again."""
    thread = _locked(thread)
    require(permissions.can_settle_thread(by, thread))
    if thread.resolved_at is None:
        raise ThreadOpen("This thread is open already.")
    thread.resolved_at = thread.resolved_by = None
    thread.save()
    return thread


def require_text(text: str, *, what: str, limit: int = MAX_BODY) -> str:
    """Return the text without its surrounding space; refuse an empty or endless one."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise EmptyText(f"The {what} is empty: write a sentence first.")
    if len(text) > limit:
        raise TextTooLong(
            f"The {what} has {len(text)} characters; at most {limit} fit."
        )
    return text


def _rendered(body: str) -> str:
    return render_comment(require_text(body, what="comment"))


def _locked(thread: Thread) -> Thread:
    return (
        Thread.objects.select_for_update(of=("self",))
        .select_related("rfc__project")
        .get(pk=thread.pk)
    )


def _post(
    thread: Thread, person: Contributor, body: str, html: str, now: datetime
) -> Comment:
    body = require_text(body, what="comment")
    comment = Comment.objects.create(
        rfc=thread.rfc,
        thread=thread,
        author=person,
        body=body,
        html=html,
        posted_at=now,
    )
    Rfc.objects.filter(pk=thread.rfc_id).update(comment_count=F("comment_count") + 1)
    log.append(
        "comment.posted",
        {
            "hash": sha256_hex(body.encode()),
            "revision": thread.revision.commit_oid,
            "thread": thread.pk,
        },
        entry_id=comment.entry_id,
        subject=f"rfc:{thread.rfc_id}",
        actor=person.public_id,
    )
    return comment


def _just_said(person: Contributor, body: str, now: datetime) -> QuerySet[Comment]:
    """Return the same person's same words of a moment ago."""
    body = require_text(body, what="comment")
    return Comment.objects.filter(
        author=person, body=body, posted_at__gt=now - SAME_PRESS
    )


def _words_of_block(revision: Revision, block: str) -> str:
    """Return the block's text; refuse a block that the revision does not have."""
    if not block:
        return ""
    text = Text.objects.filter(
        blob_oid=revision.blob_oid, markup=revision.markup
    ).first()
    blocks = {b["id"]: b["text"] for b in text.blocks} if text else {}
    if block not in blocks:
        raise UnknownBlock("The text has no such paragraph. Reload it and try again.")
    return str(blocks[block])
