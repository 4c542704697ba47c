"""What a repository's .mailmap claims about addresses, kept as dated rows."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from contributors import mailmap
from contributors.mailmap import Mailmap, address_key
from contributors.models import AddressClaim, Identity
from mirror import repositories
from mirror.errors import NotMirrored, Unreadable
from mirror.models import Commit, Repository

FILE = ".mailmap"


def read_mailmap(repository: Repository) -> Mailmap:
    """Return the .mailmap at the head of ``repository``; without one, an empty one."""
    try:
        blob = repositories.open_git(repository).read(repository.head_oid, FILE)
    except (NotMirrored, Unreadable):
        return mailmap.parse("")
    return mailmap.parse(blob.data.decode("utf-8", "replace"))


def joined_addresses(
    repository: Repository, read: Mailmap
) -> dict[str, mailmap.Person]:
    """Return which address stands for which person, as the history uses them."""
    seen = (
        Commit.objects.filter(repository=repository, lost_at=None)
        .order_by()
        .values_list("author_name", "author_email")
        .distinct()
    )
    return read.joins(seen.iterator(chunk_size=5000))


@transaction.atomic
def store(repository: Repository, joins: dict[str, mailmap.Person]) -> None:
    """Make the standing claims of ``repository`` those of its .mailmap now.

    A claim that is still there keeps its date; one that was changed starts anew, so
    that there is always time to object.
    """
    now = timezone.now()
    identities = identities_of(
        [("", address) for address in joins]
        + [(person.name, person.email) for person in joins.values()]
    )
    wanted = {
        identities[address]: identities[address_key(person.email)]
        for address, person in joins.items()
    }
    standing = AddressClaim.objects.select_for_update().filter(
        repository=repository, withdrawn_at=None
    )
    known = set()
    for claim in standing:
        if wanted.get(claim.address_id) == claim.target_id:
            known.add(claim.address_id)
        else:
            claim.withdrawn_at = now
            claim.save(update_fields=["withdrawn_at"])
    AddressClaim.objects.bulk_create(
        AddressClaim(
            repository=repository, address_id=address, target_id=target, claimed_at=now
        )
        for address, target in wanted.items()
        if address not in known
    )


def identities_of(people: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return the key of each address's identity, entering those that are new."""
    names: dict[str, str] = {}
    for name, email in people:
        names[address_key(email)] = name or names.get(address_key(email), "")
    known = _known(names)
    new = [Identity(email=e, name=n) for e, n in names.items() if e not in known]
    if new:
        Identity.objects.bulk_create(new, ignore_conflicts=True, batch_size=2000)
        known |= _known([identity.email for identity in new])
    return known


def _known(addresses: Iterable[str]) -> dict[str, int]:
    wanted = list(addresses)
    known: dict[str, int] = {}
    for start in range(0, len(wanted), 5000):
        known |= dict(
            Identity.objects.filter(email__in=wanted[start : start + 5000]).values_list(
                "email", "pk"
            )
        )
    return known
