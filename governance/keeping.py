"""What a ballot's keepers may do to it, with a reason: extend it, declare it void."""

from datetime import datetime, timedelta

from django.db import transaction

from contributors.models import User
from core import clock
from core.results import require
from governance import ballots, frozen, manners, minutes, permissions
from governance.errors import BallotNotReady, InvalidBallot
from governance.models import Ballot, BallotAct
from governance.opening import ring_at_the_deadline


@transaction.atomic
def extend_ballot(
    ballot: Ballot, *, by: User, closes_at: datetime, reason: str
) -> Ballot:
    """Move the deadline later, as often as the policy allows."""
    ballot = ballots.lock(ballot)
    require(permissions.may(by, "extend", ballot.project, ballot.policy))
    now = clock.now()
    ballots.require_open(ballot, now)
    most = manners.number(ballot.rules, "extensions")
    extended = ballot.acts.filter(kind=BallotAct.Kind.EXTENDED).exclude(by=None)
    if extended.count() >= most:
        raise BallotNotReady(f"The rule allows {most} extensions and no more.")
    reason = minutes.needed(reason, "the deadline moves")
    if not ballot.closes_at < closes_at <= now + timedelta(days=ballots.MOST_DAYS):
        raise InvalidBallot("The new deadline must be later than the present one.")
    ballot.closes_at = closes_at
    ballot.state = Ballot.State.EXTENDED
    ballot.save(update_fields=["closes_at", "state"])
    ring_at_the_deadline(ballot, now)
    body = {"closes_at": frozen.stamp(closes_at)}
    minutes.record(ballot, BallotAct.Kind.EXTENDED, by, reason, now, body)
    return ballot


@transaction.atomic
def void_ballot(ballot: Ballot, *, by: User, reason: str) -> Ballot:
    """Declare that the ballot decides nothing; its votes stay in the record."""
    ballot = ballots.lock(ballot)
    require(permissions.may(by, "void", ballot.project, ballot.policy))
    if ballot.state in (
        Ballot.State.DECIDED,
        Ballot.State.APPEALED,
        Ballot.State.VOID,
    ):
        raise BallotNotReady("A ballot that is decided or void stays so.")
    reason = minutes.needed(reason, "the ballot is void")
    ballot.state = Ballot.State.VOID
    ballot.save(update_fields=["state"])
    minutes.record(ballot, BallotAct.Kind.VOIDED, by, reason, clock.now(), {})
    return ballot
