"""Hear of what happened: from the log, in its order, and from notices.

Every act of a person ends with a ledger entry. They are read once each, from where
the last reading stopped, in the transaction that writes down what came of them: a
crash repeats a reading and never loses one.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from contributors.models import Contributor, Notice
from core.markup import render_comment
from following import news, subjects
from following.models import Position, Reader
from following.news import News
from following.sections import sections
from governance.models import Ballot, Decision
from ledger import entries
from ledger.models import Entry
from mirror.models import Project
from rfcs.models import (
    Comment,
    Concern,
    Review,
    ReviewRequest,
    Rfc,
    Text,
    Thread,
    ThreadEvent,
)
from roadmap.models import Edition, EditionItem, Milestone
from search import index

READ_AT_ONCE = 200
_log = logging.getLogger("althing.following")
Told = News | None


def catch_up() -> int:
    """Read the log and the notices since the last time; return how many events."""
    index.catch_up()
    heard = 0
    while True:
        read, events = _read_batch()
        heard += events
        if not read:
            return heard + _take_notices()


@transaction.atomic
def _read_batch() -> tuple[int, int]:
    Position.objects.get_or_create(pk=1)
    position = Position.objects.select_for_update().get(pk=1)
    rows = list(
        Entry.objects.filter(index__gte=position.size).order_by("index")[:READ_AT_ONCE]
    )
    if not rows:
        return 0, 0
    told = [said for row in rows if (said := _hear_safely(row)) is not None]
    events = news.tell(told)
    Position.objects.filter(pk=1).update(size=F("size") + len(rows))
    return len(rows), len(events)


@transaction.atomic
def _take_notices() -> int:
    waiting = list(
        Notice.objects.select_for_update(of=("self",))
        .filter(taken_at=None)
        .select_related("recipient")[:READ_AT_ONCE]
    )
    deaf = set(
        Reader.objects.filter(
            person__in={row.recipient_id for row in waiting}, notices=False
        ).values_list("person", flat=True)
    )
    events = news.tell(_of_notice(row, row.recipient_id in deaf) for row in waiting)
    Notice.objects.filter(pk__in=[row.pk for row in waiting]).update(
        taken_at=timezone.now()
    )
    return len(events)


def _of_notice(notice: Notice, is_deaf: bool) -> News:
    return News(
        key=subjects.name(subjects.NOTICE, notice.pk),
        kind=notice.kind,
        title=notice.title,
        url=notice.url,
        happened_at=notice.told_at,
        subjects={subjects.name(subjects.NOTICE, notice.recipient.public_id)},
        significant=True,
        text=notice.text,
        html=render_comment(notice.text) if notice.text else "",
        topic=notice.about,
        since=notice.told_at,
        to=() if is_deaf else (notice.recipient,),
    )


def _hear_safely(row: Entry) -> Told:
    """Hear an entry; one that cannot be understood must not silence all after it."""
    try:
        with transaction.atomic():
            return _hear(row)
    except Exception:  # noqa: BLE001  any fault of one entry costs that entry alone
        _log.exception("entry %s (%s) was not understood", row.index, row.kind)
        return None


def _hear(row: Entry) -> Told:
    """Return what an entry tells of; most tell it in the words of their own row."""
    hear = _HEARERS.get(row.kind)
    if hear is not None:
        told = hear(row)
    elif row.kind in _SILENT:
        return None
    else:
        told = _plainly(row)
    if told is None:
        return None
    told.key, told.kind = row.entry_id, row.kind
    told.since = told.happened_at
    if told.actor is None:
        told.actor = _actor(row)
    if told.actor is not None:
        told.subjects.add(subjects.name(subjects.PERSON, told.actor.public_id))
    return told


def _actor(row: Entry) -> Contributor | None:
    public_id = entries.parse(bytes(row.data)).get("actor", "")
    return Contributor.objects.filter(public_id=public_id).first()


def _of_rfc(rfc: Rfc, **said: Any) -> News:
    """Return news of an RFC: its followers hear of it, and its project's."""
    about = {
        subjects.name(subjects.RFC, rfc.pk),
        subjects.name(subjects.PROJECT, rfc.project.slug),
    }
    return News(
        key="",
        kind="",
        rfc=rfc.pk,
        project=rfc.project_id,
        topic=said.pop("topic", subjects.name(subjects.RFC, rfc.pk)),
        subjects=about | said.pop("also", set()),
        **said,
    )


def _comment(row: Entry) -> Told:
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
    return _of_rfc(
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


def _settled_thread(row: Entry) -> Told:
    event = (
        ThreadEvent.objects.filter(entry_id=row.entry_id)
        .select_related("thread__rfc__project", "by")
        .first()
    )
    if event is None:
        return None
    rfc = event.thread.rfc
    return _of_rfc(
        rfc,
        title=f"{event.by} {event.kind} a thread on RFC {rfc}",
        url=f"{rfc.get_absolute_url()}#thread-{event.thread_id}",
        happened_at=event.at,
        thread=event.thread_id,
        topic=f"thread:{event.thread_id}",
        actor=event.by,
        text=event.reason,
    )


def _review(row: Entry) -> Told:
    review = (
        Review.objects.filter(entry_id=row.entry_id)
        .select_related("rfc__project", "revision", "reviewer")
        .first()
    )
    if review is None:
        return None
    rfc, verdict = review.rfc, review.get_verdict_display().lower()
    return _of_rfc(
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


def _request(row: Entry) -> Told:
    request = (
        ReviewRequest.objects.filter(entry_id=row.entry_id)
        .select_related("rfc__project", "reviewer", "requested_by")
        .first()
    )
    if request is None:
        return None
    rfc = request.rfc
    return _of_rfc(
        rfc,
        title=f"{request.reviewer} is asked to review RFC {rfc}",
        url=rfc.get_absolute_url(),
        happened_at=request.requested_at,
        actor=request.requested_by,
        text=f"Until {request.due_at:%Y-%m-%d}, UTC.",
        told_already=frozenset((request.reviewer_id,)),
    )


def _concern(row: Entry) -> Told:
    concern = (
        Concern.objects.filter(entry_id=row.entry_id)
        .select_related("rfc__project", "raised_by")
        .first()
    )
    if concern is None:
        return None
    rfc = concern.rfc
    return _of_rfc(
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


def _settled_concern(row: Entry) -> Told:
    concern = (
        Concern.objects.filter(settled_entry_id=row.entry_id)
        .select_related("rfc__project", "settled_by")
        .first()
    )
    if concern is None or concern.settled_at is None:
        return None
    rfc = concern.rfc
    return _of_rfc(
        rfc,
        title=f"The concern “{concern.name}” on RFC {rfc} was {concern.state}",
        url=f"{rfc.get_absolute_url()}#concern-{concern.pk}",
        happened_at=concern.settled_at,
        significant=True,
        topic=f"concern:{concern.pk}",
        actor=concern.settled_by,
        text=concern.settled_reason,
    )


def _ballot(row: Entry) -> Told:
    _, _, key = row.subject.partition(":")
    ballot = (
        Ballot.objects.filter(pk=int(key) if key.isdecimal() else 0)
        .select_related("project")
        .first()
    )
    if ballot is None:
        return None
    verb = _BALLOT_VERBS.get(row.kind, entries.KINDS[row.kind].says)
    text = ""
    if row.kind in ("ballot.opened", "ballot.extended"):
        text = f"It closes on {ballot.closes_at:%Y-%m-%d at %H:%M} UTC."
    elif row.kind == "tally.made" and ballot.tally is not None:
        passed = ballot.tally.get("passed")
        text = {True: "It passed.", False: "It did not pass."}.get(passed, "")
    at = ballot.opens_at if row.kind == "ballot.opened" else None
    return News(
        key="",
        kind="",
        title=f"{verb}: {ballot.question}",
        url=ballot.get_absolute_url(),
        happened_at=at or row.created_at,
        subjects=_voted_on(ballot),
        significant=True,
        project=ballot.project_id,
        rfc=_rfc_of(ballot),
        topic=f"ballot:{ballot.pk}",
        text=text,
    )


def _voted_on(ballot: Ballot) -> set[str]:
    return {
        subjects.name(subjects.PROJECT, ballot.project.slug),
        subjects.name(ballot.subject_kind, ballot.subject_key),
        *_tracks_of(ballot.subject_kind, ballot.subject_key),
    }


def _rfc_of(ballot: Ballot) -> int | None:
    is_rfc = ballot.subject_kind == "rfc" and ballot.subject_key.isdecimal()
    found = Rfc.objects.filter(pk=int(ballot.subject_key)) if is_rfc else None
    return found.values_list("pk", flat=True).first() if found is not None else None


def _tracks_of(kind: str, key: str) -> set[str]:
    if kind != "milestone" or not key.isdecimal():
        return set()
    tracks = Milestone.objects.filter(pk=int(key)).exclude(track=None)
    return {
        subjects.name(subjects.TRACK, pk)
        for pk in tracks.values_list("track", flat=True)
    }


def _decision(row: Entry) -> Told:
    decision = (
        Decision.objects.filter(entry_id=row.entry_id)
        .select_related("project", "ballot__project", "decided_by")
        .first()
    )
    if decision is None:
        return None
    said = decision.get_disposition_display()
    return News(
        key="",
        kind="",
        title=f"Decided: {said.lower()} {decision.ballot.subject_title}",
        url=decision.get_absolute_url(),
        happened_at=decision.decided_at,
        subjects=_voted_on(decision.ballot),
        significant=True,
        project=decision.project_id,
        rfc=_rfc_of(decision.ballot),
        actor=decision.decided_by,
        topic=f"ballot:{decision.ballot_id}",
        text=decision.outcome,
        html=decision.outcome_html,
        document=("decision", decision.pk),
    )


def _edition(row: Entry) -> Told:
    edition = (
        Edition.objects.filter(entry_id=row.entry_id)
        .defer("json_bytes", "markdown_bytes")
        .select_related("project", "published_by")
        .first()
    )
    if edition is None or edition.published_at is None:
        return None
    about = {subjects.name(subjects.PROJECT, edition.project.slug)}
    lines = EditionItem.objects.filter(edition=edition)
    for milestone, track in lines.values_list("milestone", "milestone__track"):
        about.add(subjects.name(subjects.MILESTONE, milestone))
        if track:
            about.add(subjects.name(subjects.TRACK, track))
    return News(
        key="",
        kind="",
        title=f"{edition.project} published its roadmap {edition}",
        url=edition.get_absolute_url(),
        happened_at=edition.published_at,
        subjects=about,
        significant=True,
        project=edition.project_id,
        actor=edition.published_by,
        topic=f"edition:{edition.pk}",
        text=edition.introduction,
        html=edition.introduction_html,
    )


def _plainly(row: Entry) -> Told:
    """Return what the log itself says of an entry about an RFC or a milestone."""
    says = entries.KINDS[row.kind].says if row.kind in entries.KINDS else row.kind
    kind, _, key = row.subject.partition(":")
    if kind == "project":
        return _of_project(row, key, says)
    if not key.isdecimal():
        return None
    if kind == "rfc":
        rfc = Rfc.objects.filter(pk=int(key)).select_related("project").first()
        if rfc is None:
            return None
        said = f"{says}: RFC {rfc}"
        page = rfc.get_absolute_url()
        return _of_rfc(rfc, title=said, url=page, happened_at=row.created_at)
    if kind == "milestone":
        return _of_milestone(row, int(key), says)
    return None


def _of_milestone(row: Entry, key: int, says: str) -> Told:
    milestone = Milestone.objects.filter(pk=key).select_related("project").first()
    if milestone is None:
        return None
    about = {subjects.name(subjects.MILESTONE, milestone.pk)}
    about |= {subjects.name(subjects.PROJECT, milestone.project.slug)}
    return News(
        key="",
        kind="",
        title=f"{says}: {milestone}",
        url=milestone.get_absolute_url(),
        happened_at=row.created_at,
        subjects=about | _tracks_of("milestone", str(key)),
        project=milestone.project_id,
        topic=f"milestone:{milestone.pk}",
    )


def _of_project(row: Entry, slug: str, says: str) -> Told:
    project = Project.objects.filter(slug=slug).first()
    if project is None:
        return None
    return News(
        key="",
        kind="",
        title=f"{says}: {project}",
        url=f"/rfcs/{project.slug}/",
        happened_at=row.created_at,
        subjects={subjects.name(subjects.PROJECT, slug)},
        significant=row.kind == "policy.adopted",
        project=project.pk,
        topic=f"project:{slug}",
    )


_BALLOT_VERBS = {
    "ballot.opened": "The vote is open",
    "ballot.extended": "The vote was extended",
    "ballot.voided": "The vote was declared void",
    "tally.made": "The votes are counted",
}
_HEARERS: Mapping[str, Callable[[Entry], Told]] = {
    "comment.posted": _comment,
    "thread.settled": _settled_thread,
    "review.posted": _review,
    "review.requested": _request,
    "concern.raised": _concern,
    "concern.settled": _settled_concern,
    "decision.made": _decision,
    "roadmap.published": _edition,
    **dict.fromkeys(_BALLOT_VERBS, _ballot),
}
_SILENT = frozenset(
    (
        # Told by another entry of the same act, or by the import.
        *("rfc.state", "ballot.closed", "rfc.mirrored", "rfc.proposed"),
        # Nobody's news: who votes, joins, or mends a word.
        *("vote.cast", "vote.revealed", "member.enrol", "comment.edited"),
        *("evidence.lost", "patch.made", "log.open", "log.note", "key.rotate"),
        "redaction",
    )
)
