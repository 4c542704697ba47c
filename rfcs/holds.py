"""Holds: "I am reading, wait for me until …". They ask for patience, no more."""

from datetime import UTC, timedelta

from django.db import transaction
from django.utils import timezone

from contributors import accounts
from contributors.models import User
from core.results import require
from ledger import log
from rfcs import permissions
from rfcs.errors import HoldRefused
from rfcs.models import Hold, HoldQuerySet, Revision, Rfc

LONGEST = 30


@transaction.atomic
def place(revision: Revision, *, by: User, days: int) -> Hold:
    """Say that one is reading, for some days; a later hold takes an earlier's place."""
    require(permissions.can_review(by, revision.rfc))
    if not 1 <= days <= LONGEST:
        raise HoldRefused(f"A hold lasts 1 to {LONGEST} days; say it again after that.")
    person, now = accounts.contributor_of(by), timezone.now()
    Rfc.objects.select_for_update().get(pk=revision.rfc_id)
    _standing(revision.rfc, by).update(lifted_at=now)
    hold = Hold.objects.create(
        rfc=revision.rfc,
        revision=revision,
        person=person,
        placed_at=now,
        until=(now + timedelta(days=days)).replace(microsecond=0),
    )
    log.append(
        "hold.placed",
        {
            "until": hold.until.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "revision": revision.commit_oid,
        },
        entry_id=hold.entry_id,
        subject=f"rfc:{revision.rfc_id}",
        actor=person.public_id,
    )
    return hold


@transaction.atomic
def lift(rfc: Rfc, *, by: User) -> None:
    """Say that one has read; of a hold that ran out, nothing is left to lift."""
    _standing(rfc, by).update(lifted_at=timezone.now())


def _standing(rfc: Rfc, by: User) -> HoldQuerySet:
    return Hold.objects.standing_at(timezone.now()).filter(rfc=rfc, person__user=by)
