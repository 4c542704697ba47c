"""Hear of what happened: from the log, in its order, and from notices.

Every act of a person ends with a ledger entry. They are read once each, from where
the last reading stopped, in the transaction that writes down what came of them: a
crash repeats a reading and never loses one.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from contributors.models import Contributor, Notice
from core.markup import render_comment
from following import news, of_ballots, of_projects, of_rfcs, of_roadmaps, subjects
from following.models import Position, Reader
from following.news import News
from ledger import entries
from ledger.models import Entry
from rfcs.models import Rfc
from search import index

READ_AT_ONCE = 200
ENTRY_TIME = timedelta(seconds=1)
"""Entries say when they were made in whole seconds."""
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
    if told.happened_at == row.created_at:
        told.since += ENTRY_TIME  # somewhere within it: rather told than lost
    if told.actor is None:
        told.actor = _actor(row)
    if told.actor is not None:
        told.subjects.add(subjects.name(subjects.PERSON, told.actor.public_id))
    return told


def _actor(row: Entry) -> Contributor | None:
    public_id = entries.parse(bytes(row.data)).get("actor", "")
    return Contributor.objects.filter(public_id=public_id).first()


def _plainly(row: Entry) -> Told:
    """Return what the log itself says of an entry about an RFC or a milestone."""
    says = entries.KINDS[row.kind].says if row.kind in entries.KINDS else row.kind
    kind, _, key = row.subject.partition(":")
    if kind == "project":
        return of_projects.plainly(row, says)
    if not key.isdecimal():
        return None
    if kind == "rfc":
        rfc = Rfc.objects.filter(pk=int(key)).select_related("project").first()
        if rfc is None:
            return None
        said = f"{says}: RFC {rfc}"
        page = rfc.get_absolute_url()
        return of_rfcs.of_rfc(rfc, title=said, url=page, happened_at=row.created_at)
    if kind == "milestone":
        return of_roadmaps.of_milestone(row, int(key), says)
    return None


_HEARERS: Mapping[str, Callable[[Entry], Told]] = {
    "comment.posted": of_rfcs.comment,
    "thread.settled": of_rfcs.settled_thread,
    "thread.moved": of_rfcs.moved_thread,
    **dict.fromkeys(("rfc.labelled", "rfc.unlabelled"), of_rfcs.labelled),
    "review.posted": of_rfcs.review,
    "review.requested": of_rfcs.request,
    "hold.placed": of_rfcs.hold,
    "concern.raised": of_rfcs.concern,
    "concern.settled": of_rfcs.settled_concern,
    "decision.made": of_ballots.decision,
    "roadmap.published": of_roadmaps.edition,
    **dict.fromkeys(of_ballots.VERBS, of_ballots.ballot),
    **dict.fromkeys(("role.granted", "role.ended"), of_projects.office),
    "policy.adopted": of_projects.policy,
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
