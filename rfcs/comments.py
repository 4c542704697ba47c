"""Threads and comments: start, reply, edit, resolve, reopen."""

from dataclasses import dataclass
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
from rfcs import permissions, selections, texts
from rfcs.errors import EmptyText, TextTooLong, ThreadNotOpen, ThreadOpen
from rfcs.models import (
    Comment,
    CommentEdit,
    Concern,
    Review,
    Revision,
    Rfc,
    Thread,
    ThreadEvent,
)
from rfcs.selections import Selection

MAX_BODY = 65_536
MAX_QUOTE = 2_000
SAME_PRESS = timedelta(seconds=30)
RESOLVED, REOPENED = ThreadEvent.Kind.RESOLVED, ThreadEvent.Kind.REOPENED


@dataclass(frozen=True)
class Settled:
    """What came of settling a thread: somebody else may have been faster.

    ``kept`` is the comment that a reason became which settled nothing any more.
    """

    thread: Thread
    changed: bool
    kept: Comment | None = None


def start_thread(
    rfc: Rfc,
    revision: Revision,
    *,
    by: User,
    body: str,
    block: str = "",
    quote: str = "",
    words: str = "",
    last_block: str = "",
    until: str = "",
    concern: Concern | None = None,
    review: Review | None = None,
) -> Thread:
    """Start a thread on words of the revision, on a block, or on the whole of it.

    Without a ``quote`` the thread quotes what it was written on, so that it can be
    found again in later revisions. Raises ``UnknownBlock`` where the revision has no
    such block, ``WordsNotThere`` where the block has no such words.
    """
    html = _rendered(body)
    place = find_place(revision, block, words=words, last_block=last_block, until=until)
    with transaction.atomic():
        now = timezone.now()
        require(permissions.can_comment(by, rfc))
        person = accounts.contributor_of(by)
        again = _just_said(person, body, now).filter(
            thread__revision=revision, thread__block=block
        )
        if pressed_twice := again.select_related("thread").first():
            return pressed_twice.thread
        thread = Thread.objects.create(
            rfc=rfc,
            revision=revision,
            block=block,
            quote=(quote.strip() or place.quote)[:MAX_QUOTE],
            last_block=place.last_block,
            words=place.words[:MAX_QUOTE],
            offset=place.offset,
            concern=concern,
            review=review,
            started_by=person,
            started_at=now,
        )
        _post(thread, person, body, html, now)
    return thread


def find_place(
    revision: Revision,
    block: str,
    *,
    words: str = "",
    last_block: str = "",
    until: str = "",
) -> Selection:
    """Return the words of the revision that are meant; refuse those it has not."""
    if not block:
        return Selection("")
    blocks = texts.text_of(revision).blocks
    return selections.find(
        blocks, block, words=words, last_block=last_block, until=until
    )


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
def edit(comment: Comment, *, by: User, body: str) -> Comment:
    """Put other words in the place of a comment's; the earlier ones stay to be read."""
    body = require_text(body, what="comment")
    html = render_comment(body)
    comment = (
        Comment.objects.select_for_update(of=("self",))
        .select_related("rfc__project", "author")
        .get(pk=comment.pk)
    )
    require(permissions.can_edit_comment(by, comment))
    newest = comment.edits.last()
    if body == (newest.body if newest else comment.body):
        return comment
    change = CommentEdit.objects.create(
        rfc=comment.rfc,
        comment=comment,
        body=body,
        html=html,
        edited_at=timezone.now(),
    )
    Thread.objects.filter(pk=comment.thread_id).update(edits=F("edits") + 1)
    log.append(
        "comment.edited",
        {"comment": comment.entry_id, "hash": sha256_hex(body.encode())},
        entry_id=change.entry_id,
        subject=f"rfc:{comment.rfc_id}",
        actor=comment.author.public_id,
    )
    return comment


@transaction.atomic
def resolve(thread: Thread, *, by: User, reason: str = "") -> Thread:
    """Mark the thread as settled; it stays where it is, folded."""
    thread = _locked(thread)
    require(permissions.can_settle_thread(by, thread))
    if thread.resolved_at is not None:
        raise ThreadNotOpen("This thread was resolved already.")
    return _settle(thread, by, RESOLVED, reason)


@transaction.atomic
def reopen(thread: Thread, *, by: User, reason: str = "") -> Thread:
    """Take the thread up again."""
    thread = _locked(thread)
    require(permissions.can_settle_thread(by, thread))
    if thread.resolved_at is None:
        raise ThreadOpen("This thread is open already.")
    return _settle(thread, by, REOPENED, reason)


@transaction.atomic
def settle(thread: Thread, *, by: User, kind: str, reason: str = "") -> Settled:
    """Resolve or reopen the thread, unless somebody just did: then nothing is lost.

    A reason that comes too late is kept as a comment of the thread.
    """
    thread = _locked(thread)
    require(permissions.can_settle_thread(by, thread))
    if (thread.resolved_at is None) != (kind == RESOLVED):
        return Settled(thread, False, _said_too_late(thread, by, reason))
    return Settled(_settle(thread, by, ThreadEvent.Kind(kind), reason), True)


def quoted(rfc: Rfc, pk: int) -> str:
    """Return a comment's newest words as a Markdown quote, ready to be answered."""
    said = Comment.objects.filter(rfc=rfc, pk=pk).first()
    if said is None:
        return ""
    newest = said.edits.last()
    lines = (newest.body if newest else said.body).splitlines()
    return "".join(f"> {line}".rstrip() + "\n" for line in lines) + "\n"


def require_text(text: str, *, what: str, limit: int = MAX_BODY) -> str:
    """Return the text without its surrounding space; refuse an empty or endless one."""
    text = text.replace("\r\n", "\n").replace("\x00", "\ufffd").strip()
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
        .select_related("rfc__project", "revision")
        .get(pk=thread.pk)
    )


def _settle(thread: Thread, by: User, kind: ThreadEvent.Kind, reason: str) -> Thread:
    if reason.strip():
        reason = require_text(reason, what="reason")
    person = accounts.contributor_of(by)
    event = ThreadEvent.objects.create(
        thread=thread, kind=kind, by=person, at=timezone.now(), reason=reason.strip()
    )
    resolved = kind == RESOLVED
    thread.resolved_at = event.at if resolved else None
    thread.resolved_by = person if resolved else None
    thread.resolved_why = event.reason if resolved else ""
    thread.save(update_fields=["resolved_at", "resolved_by", "resolved_why"])
    log.append(
        "thread.settled",
        {
            "thread": thread.pk,
            "state": str(kind),
            "reason": sha256_hex(event.reason.encode()),
        },
        entry_id=event.entry_id,
        subject=f"rfc:{thread.rfc_id}",
        actor=person.public_id,
    )
    return thread


def _said_too_late(thread: Thread, by: User, reason: str) -> Comment | None:
    if not reason.strip():
        return None
    person = accounts.contributor_of(by)
    return _post(thread, person, reason, _rendered(reason), timezone.now())


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
