"""Begin to follow, choose how, and stop: the one door for each."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from contributors import accounts
from contributors.models import Contributor, User
from core.errors import Conflict, InvalidInput, NotPermitted
from core.ids import new_id
from following import links, subjects
from following.models import Pace, Reader, Subscription

MOST = 500


@transaction.atomic
def follow(
    kind: str,
    key: str,
    *,
    by: User,
    scope: str = Subscription.Scope.SIGNIFICANT,
    pace: str = Pace.NOW,
) -> Subscription:
    """Follow a subject; who follows it already changes how."""
    subject = subjects.find(kind, key)
    person = accounts.contributor_of(by)
    if kind == subjects.ANSWERS and key != person.public_id:
        raise NotPermitted("Answers are told to the one who is answered.")
    _require_known(scope, pace)
    mine = Subscription.objects.standing().filter(person=person)
    known = mine.select_for_update().filter(subject=subject.name).first()
    if known is not None:
        return change(known, by=by, scope=scope, pace=pace)
    if mine.count() >= MOST:
        raise Conflict(f"You follow {MOST} things. Stop following some first.")
    return Subscription.objects.create(
        person=person,
        kind=kind,
        subject=subject.name,
        title=subject.title[:300],
        url=subject.url[:500],
        query=subject.query,
        scope=scope,
        pace=pace,
        began_at=timezone.now(),
    )


@transaction.atomic
def change(
    subscription: Subscription, *, by: User, scope: str, pace: str
) -> Subscription:
    """Choose how much one hears of it, and when."""
    _require_mine(subscription, by)
    _require_known(scope, pace)
    subscription.scope, subscription.pace = scope, pace
    subscription.save(update_fields=["scope", "pace"])
    return subscription


@transaction.atomic
def stop(subscription: Subscription, *, by: User) -> None:
    """Follow it no longer."""
    _require_mine(subscription, by)
    end([subscription.pk], person=subscription.person)


def end(subscriptions: Iterable[int], *, person: Contributor) -> int:
    """End what the keys of a link name for a person, who proved to be the one.

    Return how many ended.
    """
    pks = list(subscriptions)
    if links.NOTICES in pks:
        hear_notices(person, wanted=False)
    rows = Subscription.objects.standing().filter(pk__in=pks, person=person)
    return rows.update(ended_at=timezone.now())


def hear_notices(person: Contributor, *, wanted: bool) -> None:
    """Let what is addressed to a person reach them by mail, or on the desk alone."""
    Reader.objects.update_or_create(person=person, defaults={"notices": wanted})


def revoke_reply_addresses(person: Contributor) -> None:
    """Let every reply address that the person was given so far be worth nothing."""
    Reader.objects.update_or_create(person=person, defaults={"reply_key": new_id()})


def reader_of(person: Contributor) -> Reader:
    """Return what holds for all mail of a person."""
    reader, _ = Reader.objects.get_or_create(person=person)
    return reader


def _require_mine(subscription: Subscription, by: User) -> None:
    if subscription.person_id != accounts.contributor_of(by).pk:
        raise NotPermitted("Only the person who follows may change how.")


def _require_known(scope: str, pace: str) -> None:
    if scope not in Subscription.Scope.values or pace not in Pace.values:
        raise InvalidInput("Choose how much you want to hear of it, and how often.")
