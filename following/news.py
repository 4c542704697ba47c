"""Write down what happened, and to whom it is told: once each, whatever is repeated."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from contributors.models import Contributor
from core import jobs
from core.text import clean
from following import subjects
from following.models import Delivery, Event, EventSubject, Letter, Pace, Subscription
from search import finding
from search.models import Document
from search.query import read

SEND_JOB = "following.send"
MORNING = time(7, 0, tzinfo=UTC)
LONGEST = 20_000
MOST_SEARCHES = 500
_SPEED = {Pace.NOW: 0, Pace.DAILY: 1, Pace.WEEKLY: 2}


@dataclass
class News:
    """Something that happened, not written down yet.

    ``since`` is the moment that counts against when a subscription began; without
    one the news is kept for feeds and told to nobody. ``to`` are people whom it is
    addressed to, whatever they follow; ``told_already`` those who hear of it in a
    notice of their own.
    """

    key: str
    kind: str
    title: str
    url: str
    happened_at: datetime
    subjects: set[str] = field(default_factory=set)
    significant: bool = False
    project: int | None = None
    rfc: int | None = None
    thread: int | None = None
    actor: Contributor | None = None
    text: str = ""
    html: str = ""
    topic: str = ""
    since: datetime | None = None
    document: tuple[str, int] | None = None
    to: Sequence[Contributor] = ()
    told_already: frozenset[int] = frozenset()


@transaction.atomic
def tell(told: Iterable[News]) -> list[Event]:
    """Write down what is new of it; write the letters that are due at once."""
    fresh = [(news, event) for news in told if (event := _event(news)) is not None]
    if not fresh:
        return []
    followers = _followers(fresh)
    searches = _searching(fresh)
    for news, event in fresh:
        if news.since is None:
            continue
        reasons: dict[int, list[Subscription]] = {}
        for each in (*followers.get(event.pk, ()), *searches.get(event.pk, ())):
            if each.began_at <= news.since and _concerns(each, event):
                reasons.setdefault(each.person_id, []).append(each)
        for person in news.to:
            reasons.setdefault(person.pk, [])
        for person_id, why in reasons.items():
            if person_id != event.actor_id and person_id not in news.told_already:
                _deliver(event, person_id, why, at_once=not why)
    return [event for _, event in fresh]


def _event(news: News) -> Event | None:
    """Return the news written down, or ``None`` where it was before."""
    if Event.objects.filter(key=news.key).exists():
        return None
    event = Event.objects.create(
        key=news.key,
        kind=news.kind,
        significant=news.significant,
        project_id=news.project,
        rfc_id=news.rfc,
        thread_id=news.thread,
        actor=news.actor,
        title=_line(news.title)[:500],
        text=clean(news.text)[:LONGEST],
        html=news.html[: 2 * LONGEST] if len(news.html) <= 2 * LONGEST else "",
        url=news.url[:500],
        topic=(news.topic or news.key)[:200],
        happened_at=news.happened_at,
        heard_at=timezone.now(),
    )
    EventSubject.objects.bulk_create(
        EventSubject(event=event, subject=subject[:200])
        for subject in sorted(news.subjects)
    )
    return event


def _line(text: str) -> str:
    """Return a text as one line: a title becomes the subject of a mail."""
    return " ".join(clean(text).split())


def _followers(
    fresh: Sequence[tuple[News, Event]],
) -> dict[int, list[Subscription]]:
    """Return who follows a subject of each event, by one query."""
    about: dict[str, list[int]] = {}
    for news, event in fresh:
        for subject in news.subjects:
            about.setdefault(subject[:200], []).append(event.pk)
    found: dict[int, list[Subscription]] = {}
    for row in Subscription.objects.standing().filter(subject__in=list(about)):
        for event_pk in about[row.subject]:
            found.setdefault(event_pk, []).append(row)
    return found


def _searching(fresh: Sequence[tuple[News, Event]]) -> dict[int, list[Subscription]]:
    """Return whose saved search finds the text of each event: one query a search."""
    texts = {
        news.document: event.pk for news, event in fresh if news.document and news.since
    }
    if not texts:
        return {}
    wanted = Q()
    for kind, key in texts:
        wanted |= Q(kind=kind, key=key)
    saved: dict[str, list[Subscription]] = {}
    rows = Subscription.objects.standing().filter(kind=subjects.SEARCH)
    for row in rows.order_by("pk"):
        if len(saved) < MOST_SEARCHES or row.query in saved:
            saved.setdefault(row.query, []).append(row)
    found: dict[int, list[Subscription]] = {}
    known = list(Document.objects.filter(wanted).values_list("pk", flat=True))
    for address, followers in saved.items():
        fitting = finding.matching(read(address)).filter(pk__in=known)
        for kind, key in fitting.values_list("kind", "key"):
            found.setdefault(texts[kind, key], []).extend(followers)
    return found


def _concerns(subscription: Subscription, event: Event) -> bool:
    everything = subscription.scope == Subscription.Scope.ALL
    return everything or event.significant or subscription.kind in subjects.WHOLE


def _deliver(
    event: Event, person: int, why: Sequence[Subscription], *, at_once: bool
) -> None:
    """Let a person hear of it by the fastest of their rules."""
    paces = sorted((Pace(row.pace) for row in why), key=_SPEED.__getitem__)
    pace = Pace.NOW if at_once else paces[0]
    delivery = Delivery.objects.create(
        event=event,
        person_id=person,
        pace=pace,
        due_at=_due_at(pace, timezone.now()),
        reasons=[row.pk for row in why],
    )
    if pace == Pace.NOW:
        letter = Letter.objects.create(
            person_id=person,
            pace=pace,
            name=f"event.{event.pk}.{person}",
            written_at=timezone.now(),
        )
        Delivery.objects.filter(pk=delivery.pk).update(letter=letter)
        jobs.enqueue(SEND_JOB, key=str(letter.pk), letter=letter.pk)


def _due_at(pace: str, now: datetime) -> datetime:
    """Return when letters of that pace are gathered: in the morning, UTC."""
    if pace == Pace.NOW:
        return now
    today = now.astimezone(UTC).date()
    days = 1 if pace == Pace.DAILY else 7 - today.weekday()
    due = datetime.combine(today, MORNING)
    if pace == Pace.DAILY and now < due:
        return due
    return due + timedelta(days=days)
