"""Who is who: claim, verify and merge identities; organisations and affiliations.

Every change is an event that is never edited, and an entry of the ledger; both name
people and events by id only, never an address.
"""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from contributors.errors import AddressTaken, CannotMerge, InvalidAffiliation
from contributors.mailmap import address_key
from contributors.models import (
    Affiliation,
    Contributor,
    Identity,
    IdentityEvent,
    Organisation,
    User,
)
from core.results import Allowed, Denied, Verdict, require
from ledger import log

HUES = 8


def can_speak_for(user: User, contributor: Contributor) -> Verdict:
    """Whether ``user`` may declare things about ``contributor``."""
    if user.is_staff or contributor.user_id == user.pk:
        return Allowed()
    return Denied(f"Only {contributor} can declare this about {contributor}.")


def can_keep_the_register(user: User) -> Verdict:
    """Whether ``user`` may merge people and enter organisations."""
    if user.is_staff:
        return Allowed()
    return Denied("Only the keepers of this register may do this.")


@transaction.atomic
def claim(contributor: Contributor, email: str, *, by: User) -> Identity:
    """Record that ``contributor`` says an address is theirs; it proves nothing yet."""
    require(can_speak_for(by, contributor))
    identity = _locked_identity(email, contributor.name)
    if identity.contributor_id not in (None, contributor.pk):
        raise AddressTaken("Somebody else has claimed that address.")
    if identity.contributor_id is None:
        identity.contributor = contributor
        identity.save(update_fields=["contributor"])
        record("claimed", contributor, identity)
    return identity


@transaction.atomic
def verify(contributor: Contributor, email: str) -> Identity:
    """Bind an address whose mail ``contributor`` was shown to receive.

    The caller vouches for the proof: the account's e-mail confirmation. It beats a
    mere claim of somebody else, and never an earlier proof.
    """
    identity = _locked_identity(email, contributor.name)
    if identity.contributor_id == contributor.pk and identity.verified_at:
        return identity
    if identity.verified_at:
        raise AddressTaken("Somebody else has verified that address.")
    identity.contributor = contributor
    identity.verified_at = timezone.now()
    identity.save(update_fields=["contributor", "verified_at"])
    record("verified", contributor, identity)
    return identity


@transaction.atomic
def merge(contributor: Contributor, *, into: Contributor, by: User) -> Contributor:
    """Make two entries of the record one person; the first keeps a forward link."""
    require(can_keep_the_register(by))
    people = Contributor.objects.select_for_update().in_bulk([contributor.pk, into.pk])
    gone, kept = people[contributor.pk], people[into.pk]
    if gone == kept or gone.merged_into_id or kept.merged_into_id:
        raise CannotMerge("These are already one person.")
    if gone.user_id is not None:
        raise CannotMerge(f"{gone} has an account of their own.")
    for identity in Identity.objects.select_for_update().filter(contributor=gone):
        identity.contributor = kept
        identity.save(update_fields=["contributor"])
        record("merged", kept, identity)
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    record("merged-away", gone, None)
    return kept


@transaction.atomic
def add_organisation(name: str, *, by: User | None, slug: str = "") -> Organisation:
    """Enter an organisation in the register, or return the one of that slug.

    Nobody in ``by`` is the operator of the instance.
    """
    slug = slug or slugify(name)[:60]
    if not slug:
        raise InvalidAffiliation("An organisation's name needs letters or digits.")
    known = Organisation.objects.filter(slug=slug).first()
    if known is not None:
        return known
    if by is not None:
        require(can_keep_the_register(by))
    return Organisation.objects.create(
        slug=slug,
        name=name,
        hue=Organisation.objects.count() % HUES,
        created_at=timezone.now(),
    )


@transaction.atomic
def declare_affiliation(
    contributor: Contributor,
    organisation: Organisation | None,
    since: date,
    *,
    by: User,
) -> Affiliation:
    """Record whom ``contributor`` works for from ``since`` on; None is independent.

    An earlier affiliation ends on that day; one that began later is withdrawn.
    """
    require(can_speak_for(by, contributor))
    now = timezone.now()
    Contributor.objects.select_for_update().get(pk=contributor.pk)
    standing = Affiliation.objects.filter(contributor=contributor, withdrawn_at=None)
    standing.filter(since__gte=since).update(withdrawn_at=now)
    standing.filter(Q(until=None) | Q(until__gt=since), since__lt=since).update(
        until=since
    )
    affiliation = Affiliation.objects.create(
        contributor=contributor,
        organisation=organisation,
        since=since,
        attested_at=now,
    )
    record("affiliated", contributor, None)
    return affiliation


def record(kind: str, contributor: Contributor, identity: Identity | None) -> None:
    """Append the event and its ledger entry, in the caller's transaction."""
    event = IdentityEvent.objects.create(
        kind=kind,
        contributor=contributor,
        identity=identity,
        happened_at=timezone.now(),
    )
    log.append(
        "member.enrol",
        {"event": kind},
        entry_id=event.entry_id,
        subject=f"contributor:{contributor.public_id}",
        actor=contributor.public_id,
    )


def _locked_identity(email: str, name: str) -> Identity:
    Identity.objects.get_or_create(email=address_key(email), defaults={"name": name})
    return Identity.objects.select_for_update().get(email=address_key(email))
