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

READ = (
    *("pk", "branch", "head_oid", "history_oid", "imported_oid", "counted_oid"),
    *("proposals_oid", "format", "paths", "proposals", "holds_rfcs", "holds_code"),
    *("holds_roadmap", "retired_at"),
)


def note(repository: Repository, *, at: datetime) -> None:
    """Remember that every step has done its work."""
    digest = _digest(repository, at=at)
    Repository.objects.filter(pk=repository.pk).update(settled=digest)
    repository.settled = digest


def holds(repository: Repository, *, at: datetime) -> bool:
    """Whether no step can have work: nothing moved since ``note``, within the hour.

    What goes by the clock, such as evidence that grows stale, is looked at hourly.
    """
    return bool(repository.settled) and repository.settled == _digest(repository, at=at)


def _digest(repository: Repository, *, at: datetime) -> str:
    siblings = Repository.objects.filter(project=repository.project_id)
    style = Style.objects.filter(repository=repository).values_list("mapping").first()
    seen = [
        at.strftime("%Y-%m-%dT%H"),
        str(styles.READER),
        str(log.written()),
        repositories.advertised(repository),
        *(style or ("",)),
        *(list(map(str, row)) for row in siblings.order_by("pk").values_list(*READ)),
    ]
    return sha256_hex(canonical_bytes(seen))
