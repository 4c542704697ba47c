"""Whether a sync has anything to do: what a whole one left, and what moved since.

Steps read the mirror, their own repositories' columns and what people did here, and
every act of people ends in the log. So one digest says whether any step has work.
"""

from datetime import datetime

from core.canonical import canonical_bytes, sha256_hex
from ledger import log
from mirror import repositories
from mirror.models import Repository
from rfcs import styles
from rfcs.models import Style

OWN = (
    *("branch", "head_oid", "history_oid", "imported_oid", "counted_oid"),
    *("proposals_oid", "format", "paths", "proposals", "holds_rfcs", "holds_code"),
    *("holds_roadmap", "retired_at"),
)


def surroundings(repository: Repository) -> str:
    """Return a digest of what steps read that they do not write themselves.

    Taken before the steps: what moves while they run is new to the next sync.
    """
    siblings = Repository.objects.filter(project=repository.project_id)
    siblings = siblings.exclude(pk=repository.pk).order_by("pk")
    style = Style.objects.filter(repository=repository).values_list("mapping").first()
    seen = [
        str(styles.READER),
        str(log.written()),
        *(style or ("",)),
        *(list(map(str, row)) for row in siblings.values_list("pk", *OWN)),
    ]
    return sha256_hex(canonical_bytes(seen))


def note(repository: Repository, surroundings: str, *, at: datetime) -> None:
    """Remember that every step has done its work on what was there before it."""
    digest = _digest(repository, surroundings, at=at)
    Repository.objects.filter(pk=repository.pk).update(settled=digest)
    repository.settled = digest


def holds(repository: Repository, surroundings: str, *, at: datetime) -> bool:
    """Whether no step can have work: nothing moved since ``note``, within the hour.

    What goes by the clock, such as evidence that grows stale, is looked at hourly.
    """
    known = repository.settled
    return bool(known) and known == _digest(repository, surroundings, at=at)


def _digest(repository: Repository, surroundings: str, *, at: datetime) -> str:
    # As this sync read them: a column that somebody changed since is new to the next.
    own = [str(getattr(repository, name)) for name in OWN]
    offered = repositories.advertised(repository)
    return sha256_hex(
        canonical_bytes([at.strftime("%Y-%m-%dT%H"), surroundings, offered, own])
    )
