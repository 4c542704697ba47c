"""What moved since a person was last at their desk: a visit is kept, not a session."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from contributors.models import Contributor
from following import subjects
from following.models import Event, EventSubject, Reader, Subscription

PAUSE = timedelta(minutes=30)
NOTED = timedelta(minutes=5)
LOOK_BACK = timedelta(days=14)
MOST = 20


@transaction.atomic
def arrive(person: Contributor, *, at: datetime) -> datetime:
    """Note that a person is here; return when they were here before.

    Pages that are looked at within half an hour belong to one visit. Who was never
    here is shown the last two weeks.
    """
    Reader.objects.get_or_create(person=person)
    reader = Reader.objects.select_for_update().get(person=person)
    last = reader.visited_at
    if last is None or at - last > PAUSE:
        reader.visited_before = last or at - LOOK_BACK
        reader.visited_at = at
        reader.save(update_fields=["visited_before", "visited_at"])
    elif at - last > NOTED:
        reader.visited_at = at
        reader.save(update_fields=["visited_at"])
    return reader.visited_before or at - LOOK_BACK


def moved(person: Contributor, *, since: datetime) -> list[Event]:
    """Return what happened since: what one follows, what matters, what is for one."""
    everything = Q(scope=Subscription.Scope.ALL) | Q(kind__in=subjects.WHOLE)
    mine = Subscription.objects.standing().filter(everything, person=person)
    about = EventSubject.objects.filter(event=OuterRef("pk"))
    followed = Exists(about.filter(subject__in=mine.values("subject")))
    addressed = Exists(
        about.filter(subject=subjects.name(subjects.NOTICE, person.public_id))
    )
    public = ~Q(key__startswith=f"{subjects.NOTICE}:")
    found = Event.objects.filter(heard_at__gt=since).exclude(actor=person)
    rows = found.filter(addressed | (public & (Q(significant=True) | followed)))
    return list(rows.select_related("project").order_by("-heard_at", "-pk")[:MOST])
