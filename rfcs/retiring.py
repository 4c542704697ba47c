"""Retire a mirror: the git directory goes, everything that was read of it stays."""

from django.db import transaction
from django.db.models import Q

from contributors import accounts
from contributors.models import User
from core.canonical import sha256_hex
from core.errors import AlthingError, Conflict, InvalidInput
from core.ids import new_id
from core.results import require
from governance import permissions as offices
from ledger import log
from mirror import repositories
from mirror.models import Repository
from rfcs import texts
from rfcs.models import Proposal, Review, Revision, Rfc, Thread

LONGEST = 500


def retire(repository: Repository, *, reason: str, by: User | None = None) -> int:
    """Retire ``repository`` and free its room on disk; return how many bytes.

    ``by`` must be a maintainer of its project; without ``by`` the operator acts. The
    texts that anyone spoke about, or that are an RFC's latest, are kept first.
    """
    reason = " ".join(reason.split())
    if not 3 <= len(reason) <= LONGEST:
        raise InvalidInput(f"Say why, in 3 to {LONGEST} characters.")
    if by is not None:
        require(offices.can_maintain(by, repository.project))
    if repository.retired_at is not None:
        raise Conflict(f"{repository.name} is retired already.")
    _keep_texts(repository)
    with transaction.atomic():
        person = accounts.contributor_of(by) if by is not None else None
        repositories.retire(repository, reason=reason)
        log.append(
            "repository.retired",
            {"repository": repository.name, "reason": sha256_hex(reason.encode())},
            entry_id=new_id(),
            subject=f"repository:{repository.name}",
            actor=person.public_id if person else "",
        )
    return repositories.remove_from_disk(repository)


def _keep_texts(repository: Repository) -> None:
    try:
        git = repositories.open_git(repository)
    except AlthingError:
        return  # it was never fetched: there is nothing to keep
    rfcs = Rfc.objects.filter(repository=repository)
    spoken_of = Revision.objects.filter(
        Q(pk__in=rfcs.values("current_revision"))
        | Q(pk__in=Review.objects.filter(rfc__in=rfcs).values("revision"))
        | Q(pk__in=Thread.objects.filter(rfc__in=rfcs).values("revision"))
        | Q(pk__in=Proposal.objects.filter(rfc__in=rfcs).values("revision"))
    )
    columns = ("blob_oid", "path", "markup", "rfc__format", "title")
    rows = spoken_of.order_by("pk").values_list(*columns)
    texts.store(git, [texts.Wanted(*row) for row in rows])
