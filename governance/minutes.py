"""Write down what was done to a ballot: the act, its reason, and its entry."""

from datetime import datetime
from typing import Any

from contributors import accounts
from contributors.models import User
from core.canonical import sha256_hex
from core.text import clean
from governance.errors import InvalidBallot
from governance.models import Ballot, BallotAct
from ledger import log


def record(
    ballot: Ballot,
    kind: BallotAct.Kind,
    by: User | None,
    reason: str,
    now: datetime,
    body: dict[str, Any],
) -> BallotAct:
    """Record an act; nobody in ``by`` is the ballot's own rule."""
    act = BallotAct.objects.create(
        ballot=ballot,
        kind=kind,
        by=accounts.contributor_of(by) if by else None,
        reason=reason,
        done_at=now,
        closes_at=ballot.closes_at,
    )
    log.append(
        f"ballot.{kind}",
        {
            **body,
            "ballot": ballot.opened_entry_id,
            "reason": sha256_hex(reason.encode()),
        },
        entry_id=act.entry_id,
        subject=ballot.reference,
        actor=act.by.public_id if act.by else "",
    )
    return act


def needed(reason: str, what: str) -> str:
    """Return the reason as it is kept; refuse none."""
    kept = clean(reason)
    if not kept:
        raise InvalidBallot(f"Say why {what}.")
    return kept
