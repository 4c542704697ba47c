"""News of RFCs: what entries of the log say of talk, reviews, concerns and labels."""

from typing import Any

from contributors.models import Contributor
from following import subjects
from following.news import News
from following.sections import sections
from ledger.models import Entry
from rfcs.models import (
    Comment,
    Concern,
    Hold,
    Labelling,
    Move,
    Review,
    ReviewRequest,
    Rfc,
    Text,
    Thread,
    ThreadEvent,
)


def of_rfc(rfc: Rfc, **said: Any) -> News:
    """Return news of an RFC: its followers hear of it, and its project's."""
    about = subjects.of_rfc(rfc)
    return News(
        key="",
        kind="",
        rfc=rfc.pk,
        project=rfc.project_id,
        topic=said.pop("topic", subjects.name(subjects.RFC, rfc.pk)),
        subjects=about | said.pop("also", set()),
        **said,
    )


def comment(row: Entry) -> News | None:
    """Tell of a comment: whoever wrote in the thread before is answered."""
    comment = (
        Comment.objects.filter(entry_id=row.entry_id)
        .select_related("rfc__project", "thread__revision", "author")
        .first()
    )
    if comment is None:
        return None
    rfc, thread = comment.rfc, comment.thread
    earlier = Contributor.objects.filter(
        pk__in=Comment.objects.filter(thread=thread, pk__lt=comment.pk).values("author")
    )
    also = {
        subjects.name(subjects.ANSWERS, public_id)
        for public_id in earlier.values_list("public_id", flat=True)
    }
    verb = "answered on" if also else "commented on"
    return of_rfc(
        rfc,
        title=f"{comment.author} {verb} RFC {rfc}",
        url=f"{rfc.get_absolute_url()}#comment-{comment.pk}",
        happened_at=comment.posted_at,
        also=also | _sections_of(thread),
        thread=thread.pk,
        topic=f"thread:{thread.pk}",
        actor=comment.author,
        text=comment.body,
        html=comment.html,
        document=("comment", comment.pk),
    )


def _sections_of(thread: Thread) -> set[str]:
    """Return the sections that a thread stands in; none where it is on the whole."""
    if not thread.block:
        return set()
    text = Text.objects.filter(
        blob_oid=thread.revision.blob_oid, markup=thread.revision.markup
    ).first()
    if text is None:
        return set()
    return {
        subjects.name(subjects.SECTION, f"{thread.rfc_id}/{anchor}")
        for anchor, section in sections(text.html, text.blocks).items()
        if thread.block in section.blocks
    }


def settled_thread(row: Entry) -> News | None:
    """Tell that a thread was resolved or taken up again."""
    event = (
        ThreadEvent.objects.filter(entry_id=row.entry_id)
        .select_related("thread__rfc__project", "by")
        .first()
    )
    if event is None:
        return None
    rfc = event.thread.rfc
    return of_rfc(
        rfc,
        title=f"{event.by} {event.kind} a thread on RFC {rfc}",
        url=f"{rfc.get_absolute_url()}#thread-{event.thread_id}",
        happened_at=event.at,
        thread=event.thread_id,
        topic=f"thread:{event.thread_id}",
        actor=event.by,
        text=event.reason,
    )


def review(row: Entry) -> News | None:
    """Tell of a verdict."""
    review = (
        Review.objects.filter(entry_id=row.entry_id)
        .select_related("rfc__project", "revision", "reviewer")
        .first()
    )
    if review is None:
        return None
    rfc, verdict = review.rfc, review.get_verdict_display().lower()
    return of_rfc(
        rfc,
        title=f"{review.reviewer} reviewed RFC {rfc}: {verdict}",
        url=f"{rfc.get_absolute_url()}#review-{review.pk}",
        happened_at=review.posted_at,
        significant=review.verdict == Review.Verdict.REQUEST_CHANGES,
        actor=review.reviewer,
        text=review.summary,
        html=review.html,
        document=("review", review.pk),
    )


def request(row: Entry) -> News | None:
    """Tell whom a review is asked of."""
    request = (
        ReviewRequest.objects.filter(entry_id=row.entry_id)
        .select_related("rfc__project", "reviewer", "requested_by")
        .first()
    )
    if request is None:
        return None
    rfc = request.rfc
    return of_rfc(
        rfc,
        title=f"{request.reviewer} is asked to review RFC {rfc}",
        url=rfc.get_absolute_url(),
        happened_at=request.requested_at,
        actor=request.requested_by,
        text=f"Until {request.due_at.day} {request.due_at:%B %Y}, UTC.",
        told_already=frozenset((request.reviewer_id,)),
    )


def hold(row: Entry) -> News | None:
    """Tell who asks for time to read."""
    hold = (
        Hold.objects.filter(entry_id=row.entry_id)
        .select_related("rfc__project", "person")
        .first()
    )
    if hold is None:
        return None
    return of_rfc(
        hold.rfc,
        title=f"{hold.person} asks for time to read RFC {hold.rfc}",
        url=hold.rfc.get_absolute_url(),
        happened_at=hold.placed_at,
        actor=hold.person,
        text=f"Until {hold.until.day} {hold.until:%B %Y}, UTC.",
    )


def concern(row: Entry) -> News | None:
    """Tell of a concern that was raised."""
    concern = (
        Concern.objects.filter(entry_id=row.entry_id)
        .select_related("rfc__project", "raised_by")
        .first()
    )
    if concern is None:
        return None
    rfc = concern.rfc
    return of_rfc(
        rfc,
        title=f"{concern.raised_by} raised the concern “{concern.name}” on RFC {rfc}",
        url=f"{rfc.get_absolute_url()}#concern-{concern.pk}",
        happened_at=concern.raised_at,
        significant=True,
        topic=f"concern:{concern.pk}",
        actor=concern.raised_by,
        text=concern.reason,
        html=concern.html,
        document=("concern", concern.pk),
    )


def settled_concern(row: Entry) -> News | None:
    """Tell how a concern ended."""
    concern = (
        Concern.objects.filter(settled_entry_id=row.entry_id)
        .select_related("rfc__project", "settled_by")
        .first()
    )
    if concern is None or concern.settled_at is None:
        return None
    rfc = concern.rfc
    return of_rfc(
        rfc,
        title=f"The concern “{concern.name}” on RFC {rfc} was {concern.state}",
        url=f"{rfc.get_absolute_url()}#concern-{concern.pk}",
        happened_at=concern.settled_at,
        significant=True,
        topic=f"concern:{concern.pk}",
        actor=concern.settled_by,
        text=concern.settled_reason,
    )


def moved_thread(row: Entry) -> News | None:
    """Tell that somebody put a thread elsewhere, and why."""
    move = (
        Move.objects.filter(entry_id=row.entry_id)
        .select_related("thread__rfc__project", "by")
        .first()
    )
    if move is None:
        return None
    rfc = move.thread.rfc
    return of_rfc(
        rfc,
        title=f"{move.by} put a thread elsewhere in RFC {rfc}",
        url=f"{rfc.get_absolute_url()}#thread-{move.thread_id}",
        happened_at=move.at,
        thread=move.thread_id,
        topic=f"thread:{move.thread_id}",
        actor=move.by,
        text=move.reason,
    )


def labelled(row: Entry) -> News | None:
    """Tell that a label was put on an RFC, or taken off: its followers hear of both."""
    off = row.kind == "rfc.unlabelled"
    key = {"taken_entry_id" if off else "entry_id": row.entry_id}
    rows = Labelling.objects.filter(**key)
    found = rows.select_related("rfc__project", "label").first()
    if found is None:
        return None
    rfc, label = found.rfc, found.label
    verb = "taken off" if off else "put on"
    return of_rfc(
        rfc,
        title=f"The label “{label}” was {verb} RFC {rfc}",
        url=rfc.get_absolute_url(),
        happened_at=row.created_at,
        also={subjects.name(subjects.LABEL, label.pk)},
    )
