"""What a ballot's keepers may do to it, with a reason: extend it, declare it void."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from contributors import accounts
from contributors.models import User
from core.canonical import sha256_hex
from core.results import require
from core.text import clean
from governance import ballots, frozen, permissions
from governance.errors import BallotNotReady, InvalidBallot
from governance.models import Ballot, BallotAct
from ledger import log


@transaction.atomic
def extend_ballot(
    ballot: Ballot, *, by: User, closes_at: datetime, reason: str
) -> Ballot:
    """Move the deadline later, as often as the policy allows."""
    ballot = ballots.lock(ballot)
    require(permissions.can_open_ballot(by, ballot.project))
    now, reason = timezone.now(), clean(reason)
    ballots.require_open(ballot, now)
    most = int(ballot.rules.get("extensions", 1))
    if ballot.acts.filter(kind=BallotAct.Kind.EXTENDED).count() >= most:
        raise BallotNotReady(f"The rule allows {most} extensions and no more.")
    if not reason:
        raise InvalidBallot("Say why the deadline moves.")
    if not ballot.closes_at < closes_at <= now + timedelta(days=ballots.MOST_DAYS):
        raise InvalidBallot("The new deadline must be later than the present one.")
    ballot.closes_at = closes_at
    ballot.save(update_fields=["closes_at"])
    ballots.close_at_the_deadline(ballot, now)
    body = {"closes_at": frozen.stamp(closes_at)}
    _record(ballot, BallotAct.Kind.EXTENDED, by, reason, now, body)
    return ballot


@transaction.atomic
def void_ballot(ballot: Ballot, *, by: User, reason: str) -> Ballot:
    """Declare that the ballot decides nothing; its votes stay in the record."""
    ballot = ballots.lock(ballot)
    require(permissions.can_open_ballot(by, ballot.project))
    reason = clean(reason)
    if ballot.state in (Ballot.State.DECIDED, Ballot.State.VOID):
        raise BallotNotReady("A ballot that is decided or void stays so.")
    if not reason:
        raise InvalidBallot("Say why the ballot is void.")
    ballot.state = Ballot.State.VOID
    ballot.save(update_fields=["state"])
    _record(ballot, BallotAct.Kind.VOIDED, by, reason, timezone.now(), {})
    return ballot


def _record(
    ballot: Ballot,
    kind: BallotAct.Kind,
    by: User,
    reason: str,
    now: datetime,
    body: dict[str, Any],
) -> None:
    act = BallotAct.objects.create(
        ballot=ballot,
        kind=kind,
        by=accounts.contributor_of(by),
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
        actor=act.by.public_id,
    )
