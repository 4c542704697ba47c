"""Import RFC documents from a mirrored repository."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mirror.models import Repository


@dataclass
class ImportReport:
    """What an import found and what it changed."""

    documents: int = 0
    revisions: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)


def import_documents(
    repository: Repository, *, progress: Callable[[str, int, int], None] | None = None
) -> ImportReport:
    """Bring the RFCs of a repository up to its mirrored head."""
    return ImportReport()
