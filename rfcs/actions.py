"""Whose action it is now. Plain Python: facts in, a word and a moment out.

The first fact that holds decides; ``docs/api.md`` calls the answer the
RFC's action. It names a role, never a duty of one person.
"""

from dataclasses import dataclass
from datetime import datetime

AUTHOR, REVIEWERS, OBJECTORS = "author", "reviewers", "objectors"
ELECTORS, MAINTAINERS, IMPLEMENTER = "electors", "maintainers", "implementer"
COMMUNITY, NOBODY = "community", "nobody"
ACTIONS = (
    AUTHOR,
    REVIEWERS,
    OBJECTORS,
    ELECTORS,
    MAINTAINERS,
    IMPLEMENTER,
    COMMUNITY,
    NOBODY,
)
AT_REST = {"closed", "settled", "released"}
BY_PHASE = {
    "idea": AUTHOR,
    "draft": AUTHOR,
    "review": COMMUNITY,
    "final_comment": COMMUNITY,
    "decision": MAINTAINERS,
}


@dataclass(frozen=True)
class Facts:
    """How an RFC stands; each moment is when its fact began, ``None`` if it is none.

    ``concern_at``: an open concern on the newest text, which its author must meet.
    ``met_at``: a newer text came after an open concern, whose owner must look.
    ``changes_at``: changes were requested of the newest text.
    """

    phase: str
    moved_at: datetime | None = None
    gone: bool = False
    voting_at: datetime | None = None
    counted_at: datetime | None = None
    concern_at: datetime | None = None
    met_at: datetime | None = None
    changes_at: datetime | None = None
    asked_at: datetime | None = None


def whose(facts: Facts) -> tuple[str, datetime | None]:
    """Return whose action it is, and since when."""
    if facts.gone or facts.phase in AT_REST:
        return NOBODY, None
    if facts.voting_at:
        return ELECTORS, facts.voting_at
    if facts.counted_at:
        return MAINTAINERS, facts.counted_at
    if facts.phase in ("accepted", "available"):
        return IMPLEMENTER, facts.moved_at
    if facts.concern_at:
        return AUTHOR, facts.concern_at
    if facts.changes_at:
        return AUTHOR, facts.changes_at
    if facts.met_at:
        return OBJECTORS, facts.met_at
    if facts.asked_at:
        return REVIEWERS, facts.asked_at
    action = BY_PHASE.get(facts.phase, NOBODY)
    return action, None if action == NOBODY else facts.moved_at
