"""Accounts: the person behind one, and the addresses it has proved."""

import re

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from contributors import identity
from contributors.errors import AddressTaken
from contributors.mailmap import address_key
from contributors.models import Contributor, Identity, User


def contributor_of(user: User) -> Contributor:
    """Return the person behind ``user``, entering them in the record if need be."""
    known = Contributor.objects.filter(user=user).first()
    if known is not None:
        return known
    try:
        return _enrol(user)
    except IntegrityError:  # the same person's other request was faster
        return Contributor.objects.get(user=user)


@transaction.atomic
def _enrol(user: User) -> Contributor:
    contributor = Contributor.objects.create(
        name=_public_name(user)[:200], user=user, created_at=timezone.now()
    )
    identity.record("enrolled", contributor, None)
    return contributor


@transaction.atomic
def bind_addresses(user: User) -> list[Identity]:
    """Bind every address that ``user`` has verified to the person behind it.

    Called when an address is confirmed and at each sign-in. An address that
    somebody else verified earlier stays theirs: that needs a person to look at.
    """
    contributor = contributor_of(user)
    bound = []
    proved = EmailAddress.objects.filter(user=user, verified=True).order_by("pk")
    for email in proved.values_list("email", flat=True):
        try:
            bound.append(identity.verify(contributor, email))
        except AddressTaken:
            continue
    return bound


def _public_name(user: User) -> str:
    """Return the name to show: the account's, else git's, else made of words.

    The last resort are the words of the address before its host, without digits
    or tags, so that the page never tells anyone where to send mail.
    """
    if name := user.get_full_name().strip():
        return name
    known = Identity.objects.filter(
        email=address_key(user.email), contributor=None
    ).first()
    if known is not None and known.name and "@" not in known.name:
        return known.name
    local = user.email.partition("@")[0].partition("+")[0]
    words = [word.capitalize() for word in re.split(r"[\W\d_]+", local) if word]
    return " ".join(words) or "Contributor"
