"""Close a ballot and count it: at its deadline, or once nothing can change it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from contributors.models import User
from core import clock
from core.results import require
from governance import (
    counting,
    deadlines,
    frozen,
    manners,
    minutes,
    permissions,
    records,
    tally,
)
from governance.errors import BallotNotReady
from governance.locking import lock
from governance.models import Ballot, BallotAct, Vote
from governance.opening import ring_at_the_deadline
from governance.tally import pivotal
from ledger import log
from mirror.models import Project

BY_RULE = "One vote that has not been cast could turn the outcome."
SETTLED = "No vote that has not been cast could change the outcome."


@transaction.atomic
def close_ballot(ballot: Ballot, *, at: datetime | None = None) -> Ballot:
    """Count at the deadline; closing what is closed changes nothing.

    Where the rule extends a ballot that one missing vote could turn, it is open
    again instead, with a later deadline.
    """
    ballot = lock(ballot)
    if _is_counted(ballot):
        return ballot
    now = at or clock.now()
    if now < ballot.closes_at:
        raise BallotNotReady(
            f"This ballot takes votes until {permissions.utc(ballot.closes_at)}."
        )
    _hold_mandates(ballot)
    votes = counting.votes_of(ballot, at=ballot.closes_at)
    if _may_extend_by_rule(ballot) and pivotal.could_turn(votes):
        return _extend_by_rule(ballot, now)
    return _count(ballot, votes, at=ballot.closes_at)


def close_due_ballots(*, at: datetime) -> list[Ballot]:
    """Close every ballot whose deadline has passed, each on its own."""
    return [close_ballot(ballot, at=at) for ballot in Ballot.objects.due_at(at)]


@transaction.atomic
def close_if_settled(
    ballot: Ballot, *, by: User | None = None, reason: str = ""
) -> Ballot:
    """Close early, after the rule's least time, where nothing can change the outcome.

    A keeper who asks for it is told why not; the timetable just leaves it open.
    """
    ballot = lock(ballot)
    if _is_counted(ballot):
        return ballot
    if by is not None:
        require(permissions.may(by, "close", ballot.project, ballot.policy))
        reason = minutes.needed(reason, "the ballot closes early")
    _hold_mandates(ballot)
    now = clock.now()
    why_not = _why_not_early(ballot, now)
    if not why_not:
        votes = counting.votes_of(ballot, at=now)
        if not pivotal.is_settled(votes):
            why_not = "Votes that have not been cast could still change the outcome."
    if why_not:
        if by is not None:
            raise BallotNotReady(why_not)
        return ballot
    ballot.closes_at = now
    ballot.save(update_fields=["closes_at"])
    body = {"closes_at": frozen.stamp(now)}
    minutes.record(ballot, BallotAct.Kind.ENDED, by, reason or SETTLED, now, body)
    return _count(ballot, votes, at=now)


def _hold_mandates(ballot: Ballot) -> None:
    """Let nobody give or end a mandate while it is counted."""
    if manners.number(ballot.rules, "proxies"):
        Project.objects.select_for_update().get(pk=ballot.project_id)


def _is_counted(ballot: Ballot) -> bool:
    if ballot.tally is not None and ballot.state != Ballot.State.VOID:
        return True
    if not ballot.takes_votes:
        raise BallotNotReady("Only an open ballot can be closed.")
    return False


def _why_not_early(ballot: Ballot, now: datetime) -> str:
    earliest = ballot.early_from
    if earliest is None:
        return "The rule of this ballot knows no early end."
    if now < earliest:
        return f"It cannot close before {permissions.utc(earliest)}."
    if now >= ballot.closes_at:
        return "Its deadline has passed: it is counted any moment now."
    return ""


def _may_extend_by_rule(ballot: Ballot) -> bool:
    most = manners.number(ballot.rules, "pivotal-extensions")
    if not most:
        return False
    extended = ballot.acts.filter(kind=BallotAct.Kind.EXTENDED, by=None)
    return extended.count() < most


def _extend_by_rule(ballot: Ballot, now: datetime) -> Ballot:
    period = manners.length(ballot.rules, "pivotal-days")
    ballot.closes_at = deadlines.later(max(ballot.closes_at, now), period, ballot.zone)
    ballot.state = Ballot.State.EXTENDED
    ballot.save(update_fields=["closes_at", "state"])
    ring_at_the_deadline(ballot, now)
    body = {"closes_at": frozen.stamp(ballot.closes_at), "rule": "pivotal"}
    minutes.record(ballot, BallotAct.Kind.EXTENDED, None, BY_RULE, now, body)
    return ballot


def _count(ballot: Ballot, votes: tally.Votes, *, at: datetime) -> Ballot:
    result = tally.count(votes)
    ballot.tally = result.as_json()
    ballot.closed_at = at
    ballot.state = Ballot.State.CLOSED
    ballot.save(update_fields=["tally", "closed_at", "state"])
    _log_closing(ballot, result, votes)
    return ballot


def _log_closing(ballot: Ballot, result: tally.Tally, votes: tally.Votes) -> None:
    cast: Sequence[Vote] = list(Vote.objects.filter(ballot=ballot).order_by("pk"))
    log.append(
        "ballot.closed",
        records.closed(ballot, len(cast)),
        entry_id=ballot.closed_entry_id,
        subject=ballot.reference,
    )
    for vote in cast:
        if vote.salt:
            log.append(
                "vote.revealed",
                records.vote_revealed(ballot, vote),
                entry_id=records.reveal_entry_id(vote),
                subject=ballot.reference,
            )
    latest = {vote.elector_id: vote.entry_id for vote in cast}
    log.append(
        "tally.made",
        records.tally_made(ballot, result, votes, sorted(latest.values())),
        entry_id=ballot.tally_entry_id,
        subject=ballot.reference,
    )
