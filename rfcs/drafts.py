"""Drafts: comments that their author alone sees, posted as one batch with a review."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from contributors import accounts
from contributors.models import User
from core.results import require
from rfcs import comments, permissions, reviews, suggestions
from rfcs.comments import MAX_BODY
from rfcs.errors import NothingToPost, TextTooLong, TooManyDrafts
from rfcs.models import Draft, Review, Revision, Rfc, Thread

MOST = 200
PLACE = ("block", "words", "last_block", "until")


@dataclass(frozen=True)
class Posted:
    """What one batch put into the record."""

    comments: int
    review: Review | None


def of(rfc: Rfc, *, by: User) -> QuerySet[Draft]:
    """Return the person's drafts on the RFC, oldest first; nobody else's."""
    return Draft.objects.filter(rfc=rfc, author__user=by).select_related(
        "revision", "thread"
    )


@transaction.atomic
def keep(
    revision: Revision,
    *,
    by: User,
    body: str,
    thread: Thread | None = None,
    place: Mapping[str, str] | None = None,
    edit: tuple[int, str, str] | None = None,
) -> Draft:
    """Keep a comment for later; ``edit`` is the first line, the old and the new text.

    ``place`` holds ``block``, ``words``, ``last_block`` and ``until``. It need not be
    finished: it is checked when it is posted.
    """
    rfc = revision.rfc
    require(permissions.can_comment(by, rfc))
    person = accounts.contributor_of(by)
    if Draft.objects.filter(author=person, rfc=rfc).count() >= MOST:
        raise TooManyDrafts(f"{MOST} drafts on one RFC are enough: post some first.")
    first_line, old, new = edit or (None, "", "")
    return Draft.objects.create(
        author=person,
        rfc=rfc,
        revision=revision,
        thread=thread,
        **{name: (place or {}).get(name, "") for name in PLACE},
        body=_fitting(body),
        first_line=first_line,
        old=old,
        new=new,
        changed_at=timezone.now(),
    )


@transaction.atomic
def change(draft: Draft, *, by: User, body: str) -> Draft:
    """Write other words into a draft of one's own."""
    draft = _mine(draft, by)
    draft.body = _fitting(body)
    draft.changed_at = timezone.now()
    draft.save(update_fields=["body", "changed_at"])
    return draft


@transaction.atomic
def discard(draft: Draft, *, by: User) -> None:
    """Throw a draft of one's own away; it was never in the record."""
    _mine(draft, by).delete()


def post(
    rfc: Rfc,
    *,
    by: User,
    revision: Revision | None = None,
    verdict: str = "",
    summary: str = "",
) -> Posted:
    """Post every draft on the RFC, and a review with them where there is a verdict.

    All of it is in the record afterwards, or none. Raises ``NothingToPost`` where
    there are neither drafts nor a verdict.
    """
    waiting = list(of(rfc, by=by))
    if not waiting and not verdict:
        raise NothingToPost("There are no drafts to post; perhaps they were posted.")
    for draft in waiting:  # texts are made ready before the transaction, not within
        if draft.thread is None and draft.block:
            draft.revision.rfc = rfc
            comments.find_place(draft.revision, draft.block)
    prepared = None
    if verdict and revision:
        prepared = reviews.prepare(
            revision, by=by, verdict=verdict, summary=summary, said=bool(waiting)
        )
    with transaction.atomic():
        locked = list(of(rfc, by=by).select_for_update(of=("self",)).order_by("pk"))
        review = reviews.record(prepared) if prepared else None
        for draft in locked:
            _post(draft, rfc, by, review)
            draft.delete()
    return Posted(len(locked), review)


def _post(draft: Draft, rfc: Rfc, by: User, review: Review | None) -> None:
    draft.revision.rfc = rfc
    if draft.first_line is not None:
        suggestions.suggest(
            draft.revision,
            by=by,
            first_line=draft.first_line,
            old=draft.old,
            new=draft.new,
            body=draft.body,
            block=draft.block,
            review=review,
        )
    elif draft.thread is not None:
        comments.reply(draft.thread, by=by, body=draft.body)
    else:
        comments.start_thread(
            rfc,
            draft.revision,
            by=by,
            body=draft.body,
            block=draft.block,
            words=draft.words,
            last_block=draft.last_block,
            until=draft.until,
            review=review,
        )


def _mine(draft: Draft, by: User) -> Draft:
    return Draft.objects.select_for_update().get(pk=draft.pk, author__user=by)


def _fitting(body: str) -> str:
    body = body.replace("\r\n", "\n").replace("\x00", "\ufffd")
    if len(body) > MAX_BODY:
        raise TextTooLong(
            f"The draft has {len(body)} characters; at most {MAX_BODY} fit."
        )
    return body
